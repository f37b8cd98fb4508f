"""The secret that signs cursors and sessions and keys the hashes of erased ids: from the settings, or made once into the home."""

import os
import secrets
from pathlib import Path

from app.settings import Settings, SettingsError

MODE = 0o600


def secret_file(settings: Settings) -> Path:
    """Where a generated secret is kept."""
    return settings.home / "secret"


def read_secret(settings: Settings) -> bytes:
    """The secret of this installation; the first call makes one, also where two processes call at once."""
    if settings.secret:
        return settings.secret.encode()
    file = secret_file(settings)
    if not file.exists():
        _make(file)
    secret = file.read_bytes().strip()
    if len(secret) < 32:
        raise SettingsError(f"{file}: holds {len(secret)} characters; a secret has 32 or more. Put the right one back")
    return secret


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    staged = file.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(48) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        # a link fails where another process was first: its secret stands
        file.hardlink_to(staged)
    except FileExistsError:
        pass
    finally:
        staged.unlink()
