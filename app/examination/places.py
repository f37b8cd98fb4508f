"""Files and folders of the home: who may open them, locks that nobody holds, and what killed commands left."""

import errno
import fcntl
from collections.abc import Iterator
from pathlib import Path

from app.examination.finding import Finding, judge
from app.examination.space import measure
from app.secret import MODE, metrics_token_file
from app.settings import Settings
from db.lake import STAGING_FOLDER
from db.watched import open_watched

_EXPORTS = "exports"


def examine_places(settings: Settings) -> Iterator[Finding]:
    """Modes of the home, the metrics' token and the exports; the home's lock; staged files."""
    home = settings.home
    if not home.exists():
        return
    mode = home.stat().st_mode & 0o777
    yield judge("home mode", mode & 0o077 == 0, f"mode {mode:04o}", f"it holds people's data: chmod 700 {home}")
    token = metrics_token_file(settings)
    if token.exists():
        mode = token.stat().st_mode & 0o777
        yield judge("metrics token", mode == MODE, f"mode {mode:04o}", f"chmod 600 {token}")
    exports = home / _EXPORTS
    if exports.is_dir():
        mode = exports.stat().st_mode & 0o777
        found = f"mode {mode:04o}, {measure(exports) / 1e6:,.0f} MB"
        yield judge("exports", mode & 0o077 == 0, found, f"they hold people's data: chmod 700 {exports}")
    yield from _examine_lock(home)


def _examine_lock(home: Path) -> Iterator[Finding]:
    lock = home / "lock"
    if not lock.exists():
        return
    note = lock.read_text(encoding="utf-8", errors="replace").strip()
    if _is_held(lock):
        yield Finding("lock", True, f"held by {note or 'a command'}")
        return
    again = "run the command again: what it had not finished is cleared away first"
    yield judge("lock", not note, f"left by {note}, which was killed" if note else "free", again)
    left = measure(home / STAGING_FOLDER)
    if left:
        found = f"{left / 1e6:,.1f} MB that a killed command left"
        yield Finding("staging", False, found, "the next `./holdfast load` or `build` clears it away")


def examine_watch(settings: Settings) -> Iterator[Finding]:
    """Whether the watched place can be read."""
    if settings.watch_place is None:
        return
    try:
        waiting = len(open_watched(settings.watch_place).list_files())
    except Exception as error:  # noqa: BLE001 - each kind of storage has errors of its own
        mend = "make it, or let the service's user read and change it; or correct HOLDFAST_WATCH"
        yield Finding("watch", False, f"{settings.watch_place} cannot be read: {type(error).__name__}", mend)
        return
    found = f"{settings.watch_place}, {waiting} files wait"
    yield judge("watch", settings.loading == "on", found, "nobody loads them: set HOLDFAST_LOADING to on")


def _is_held(lock: Path) -> bool:
    with lock.open() as held:
        try:
            fcntl.flock(held.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            return True
    return False
