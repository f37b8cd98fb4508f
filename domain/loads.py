"""What becomes of reports that are sent: how they are loaded, and whether what they brought is published."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from domain.errors import BadInputError, HoldfastError

LONGEST_NAME: Final = 200


class LoadStatus(Enum):
    """What became of the loading."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    FAILED = "FAILED"


class BuildStatus(Enum):
    """What became of the publication of what was loaded."""

    NONE = "NONE"
    WAITING = "WAITING"
    RUNNING = "RUNNING"
    BUILT = "BUILT"
    FAILED = "FAILED"


class QueueFullError(HoldfastError):
    """Reports that cannot be taken in now; says what to do."""

    code = "RATE_LIMITED"


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How reports are loaded: `replaces` are the first and last day of which they are the whole truth; `build`: published at once."""

    zone: str | None = None
    name: str | None = None
    replaces: tuple[date, date] | None = None
    strict: bool = False
    build: bool = True


def check_file_name(text: str) -> str:
    """The name itself; BadInputError where it cannot be that of a file: it stands in reports and messages."""
    if not text.isprintable() or text.startswith(".") or "/" in text or not 0 < len(text.encode()) <= LONGEST_NAME:
        raise BadInputError(
            f"file name: takes 1 to {LONGEST_NAME} bytes of printable text without '/' that do not begin with '.'"
        )
    return text


def read_days(text: str) -> tuple[date, date]:
    """The first and last day of FROM..TO, both included; BadInputError where they are none, or in the wrong order."""
    try:
        first, last = (date.fromisoformat(piece) for piece in text.split(".."))
    except ValueError:
        raise BadInputError(f"{text!r} is not a range of days; write it as 2026-03-01..2026-03-31") from None
    if first > last:
        raise BadInputError(f"{text!r} ends before it begins")
    return first, last
