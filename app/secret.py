"""The secret that signs cursors and sessions and keys hashes of erased ids, and the token of the metrics: given, or made once."""

import os
import secrets
from pathlib import Path

from sqlalchemy.engine import make_url

from app.settings import Settings, SettingsError
from db.records.engine import sqlite_file

MODE = 0o600


def secret_file(settings: Settings) -> Path:
    """Where a generated secret is kept."""
    return settings.home / "secret"


def read_secret(settings: Settings) -> bytes:
    """The secret of this installation; the first call makes one, also where two processes call at once."""
    if settings.secret:
        return settings.secret.encode()
    secret = _read(secret_file(settings))
    if len(secret) < 32:
        raise SettingsError(
            f"{secret_file(settings)}: holds {len(secret)} characters; a secret has 32 or more. Put the right one back"
        )
    return secret


def check_shared(settings: Settings) -> None:
    """SettingsError where several hosts may serve and the secret is its own: cursors and sessions of one would be none on another."""
    if sqlite_file(make_url(settings.records_url)) is None and not settings.secret:
        raise SettingsError(
            "HOLDFAST_SECRET: not set, and records in PostgreSQL may be shared by several hosts, each of which must sign with the same;"
            f" set it to 32 random characters or more, the same on every host: what {secret_file(settings)} holds where that was"
            " made before"
        )


def metrics_token_file(settings: Settings) -> Path:
    """Where a generated token of the metrics is kept."""
    return settings.home / "metrics-token"


def read_metrics_token(settings: Settings) -> bytes:
    """The token that opens /metrics; made once like the secret where the settings give none."""
    if settings.metrics_token:
        return settings.metrics_token.encode()
    file = metrics_token_file(settings)
    try:
        token = _read(file)
    except OSError as error:
        raise SettingsError(
            f"{file}: {error.strerror}; set HOLDFAST_METRICS_TOKEN, or HOLDFAST_METRICS to off"
        ) from error
    if len(token) < 16:
        raise SettingsError(f"{file}: holds {len(token)} characters; remove it, another is made")
    return token


def _read(file: Path) -> bytes:
    if not file.exists():
        _make(file)
    return file.read_bytes().strip()


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    staged = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
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
