"""How reports are to be loaded, as a request's query and form say."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from domain.errors import BadInputError
from domain.loads import LoadOptions, read_days

FILE = "file"
"""What names the file of a body that is one."""
_TAKEN = ("build", "name", "replaces", "strict", "zone")
_LONGEST_NAME = 200
_FLAGS = {"true": True, "false": False}


def read_options(given: Mapping[str, str]) -> LoadOptions:
    """The options; BadInputError for one that nobody knows, or a value without meaning."""
    for name in given:
        if name not in _TAKEN:
            raise BadInputError(f"{name[:40]!r}: no such option; takes {', '.join(_TAKEN)}")
    replaces = given.get("replaces")
    return LoadOptions(
        zone=_read_zone(given.get("zone")),
        name=_read_name(given.get("name")),
        replaces=None if replaces is None else _read_days(replaces),
        strict=_read_flag(given, "strict", default=False),
        build=_read_flag(given, "build", default=True),
    )


def _read_flag(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = given.get(name)
    if text is None:
        return default
    if text not in _FLAGS:
        raise BadInputError(f"{name}: got {text[:40]!r}; takes true or false")
    return _FLAGS[text]


def _read_days(text: str) -> tuple[date, date]:
    try:
        return read_days(text[:40])
    except BadInputError as error:
        raise BadInputError(f"replaces: {error}") from None


def _read_zone(text: str | None) -> str | None:
    try:
        return None if text is None else ZoneInfo(text).key
    except (KeyError, ValueError, OSError):
        raise BadInputError(
            f"zone: {(text or '')[:40]!r} is no time zone; takes a name such as Europe/Berlin or UTC"
        ) from None


def _read_name(text: str | None) -> str | None:
    if text is not None and not (0 < len(text) <= _LONGEST_NAME and text.isprintable()):
        raise BadInputError(f"name: takes 1 to {_LONGEST_NAME} printable characters, the publisher's name")
    return text
