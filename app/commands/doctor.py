"""doctor: says what is wrong with this installation and how to mend it."""

import asyncio
import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import ParamSpec

import click
import duckdb
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from app.commands import Failure
from app.commands.printing import print_json
from app.depots import reading
from app.examination.data import examine_data
from app.examination.finding import Finding
from app.examination.freshness import examine_formats, examine_loads
from app.examination.machine import examine_clock, examine_memory
from app.examination.places import examine_places, examine_watch
from app.examination.space import examine_space
from app.examination.storage import examine_storage
from app.reconciliation import ready_records
from app.secret import MODE, check_shared, read_secret, secret_file
from app.settings import PREFIX, ROOT, Settings, SettingsError, read_settings
from db.opening import open_warehouse
from db.records.tokens import list_tokens
from domain.errors import HoldfastError

P = ParamSpec("P")
_OTHER_VARIABLES = frozenset({"PYTHON", "FAULT"})


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor_command(as_json: bool) -> None:
    """Look at the installation; exit code 1 where something is to be mended."""
    findings = list(examine())
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'ok   ' if finding.well else 'WRONG'}  {finding.subject}: {finding.found}")
            if finding.mend:
                click.echo(f"       mend: {finding.mend}")
    wrong = sum(not finding.well for finding in findings)
    if wrong:
        raise Failure(f"{wrong} to mend")


def examine() -> Iterator[Finding]:
    """Looks at one thing after another; without settings that can be read there is no more to look at."""
    yield _examine_environment()
    yield from _examine_variables()
    try:
        settings = read_settings()
    except SettingsError as error:
        yield Finding("settings", False, str(error), "set the variable to what it takes, or unset it")
        return
    yield Finding("settings", True, f"home {settings.home}")
    for look in _LOOKS:
        yield from _look(look, settings)
    try:
        with reading(settings) as depot:
            depot.open_lake()
            depot.open_snapshots()
            for look_into in _DATA_LOOKS:
                yield from _look(look_into, settings, depot)
    except (HoldfastError, OSError, ValueError) as error:
        yield Finding("data", False, str(error).splitlines()[0], "mend what the message names, then run doctor again")


def _look(look: Callable[P, Iterator[Finding]], *given: P.args, **more: P.kwargs) -> Iterator[Finding]:
    try:
        yield from look(*given, **more)
    except (HoldfastError, OSError, ValueError, SQLAlchemyError, CommandError, duckdb.Error) as error:
        subject = look.__name__.removeprefix("_").removeprefix("examine_")
        yield Finding(subject, False, str(error).splitlines()[0], "mend what the message names, then run doctor again")


def _examine_environment() -> Finding:
    lock = ROOT / "requirements" / "runtime.txt"
    stamp = ROOT / ".venv" / "holdfast-runtime.lock"
    version = ".".join(map(str, sys.version_info[:3]))
    same = stamp.exists() and stamp.read_text().strip() == hashlib.sha256(lock.read_bytes()).hexdigest()
    found = f"Python {version}, packages {'as locked' if same else 'not as locked'}"
    return Finding("environment", same, found, "" if same else "run `scripts/environment runtime`")


def _examine_variables() -> Iterator[Finding]:
    known = {name.upper() for name in Settings.model_fields} | _OTHER_VARIABLES
    names = {name.removeprefix(PREFIX) for name in os.environ if name.startswith(PREFIX)}
    for name in sorted(names - known):
        yield Finding(
            "settings", False, f"{PREFIX}{name} is set, and nothing reads it", "correct its name, or unset it"
        )


def _examine_home(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    if not home.exists():
        yield Finding("home", True, "not there yet; the first command that needs it makes it")
        return
    writable = os.access(home, os.W_OK | os.X_OK)
    yield Finding("home", writable, "writable" if writable else "not writable", "" if writable else f"chown {home}")


def _examine_secret(settings: Settings) -> Iterator[Finding]:
    file = secret_file(settings)
    check_shared(settings)
    if settings.secret or not file.exists():
        found = f"from {PREFIX}SECRET" if settings.secret else "not made yet"
        yield Finding("secret", True, found)
        return
    read_secret(settings)
    mode = file.stat().st_mode & 0o777
    private = mode == MODE
    yield Finding("secret", private, f"mode {mode:04o}", "" if private else f"chmod 600 {file}")


def _examine_records(settings: Settings) -> Iterator[Finding]:
    tokens = asyncio.run(_count_tokens(settings))
    yield Finding("records", True, f"reachable and migrated, {tokens} tokens")


async def _count_tokens(settings: Settings) -> int:
    async with ready_records(settings) as records:
        return len(await list_tokens(records))


def _examine_engine(settings: Settings) -> Iterator[Finding]:
    warehouse = open_warehouse(settings.warehouse, settings.memory_of_command, settings.all_threads, [settings.home])
    warehouse.arrow("select 1 as one")
    found = f"{warehouse.version}, {settings.memory_of_command}, {settings.all_threads} threads"
    warehouse.close()
    yield Finding("engine", True, found)


_LOOKS = (
    _examine_home, examine_places, examine_watch, examine_space, examine_storage, _examine_secret, _examine_records,
    _examine_engine, examine_memory,
)  # fmt: skip
_DATA_LOOKS = (examine_formats, examine_clock, examine_data, examine_loads)
