"""Range requests after RFC 9110: which bytes of a file a client asks for."""

import re
from dataclasses import dataclass

_SPAN = re.compile(r"bytes[ \t]*=[ \t]*([0-9]*)[ \t]*-[ \t]*([0-9]*)", re.IGNORECASE)
_LONGEST = 20
"""Digits of the longest number that is read."""


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from `start` up to, not including, `end`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


class UnsatisfiableError(Exception):
    """A range that begins behind the end."""


def read_range(header: str | None, size: int) -> Span | None:
    """The one range of a header; None for the whole file: no header, another unit, several ranges, or none that can be read.

    Raises UnsatisfiableError.
    """
    found = _SPAN.fullmatch(header.strip()) if header else None
    if found is None or found[1] == found[2] == "" or max(map(len, found.groups())) > _LONGEST:
        return None
    if found[1] == "":
        wanted = int(found[2])
        if wanted == 0 or size == 0:
            raise UnsatisfiableError
        return Span(max(size - wanted, 0), size)
    start, last = int(found[1]), int(found[2]) if found[2] else size - 1
    if found[2] and last < start:
        return None
    if start >= size:
        raise UnsatisfiableError
    return Span(start, min(last + 1, size))


def names(header: str, etag: str, *, weakly: bool = False) -> bool:
    """Whether a list of entity tags names this one; `*` names any, a weak one (`W/`) counts where `weakly`."""
    tags = [each.strip() for each in header.split(",")]
    return "*" in tags or any((each.removeprefix("W/") if weakly else each) == etag for each in tags)
