"""Chooses the media type of an answer by the request's Accept header, weights and wildcards included."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
EVENTS = "text/event-stream"


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One entry of an Accept header: `type/subtype`, either part possibly `*`, and its weight 0..1."""

    name: str
    weight: float

    def covers(self, media_type: str) -> bool:
        """Whether a media type lies in the range."""
        kind, _, _ = media_type.partition("/")
        return self.name in (media_type, f"{kind}/*", "*/*")

    @property
    def precision(self) -> int:
        """2 for a media type, 1 for `type/*`, 0 for `*/*`."""
        return 2 - self.name.count("*")


def parse_accept(header: str) -> tuple[MediaRange, ...]:
    """The ranges of an Accept header; an entry that is none, or asks for another charset than UTF-8, is left out."""
    found = (_parse_range(entry) for entry in header.split(","))
    return tuple(entry for entry in found if entry is not None)


def _parse_range(entry: str) -> MediaRange | None:
    name, *parameters = (piece.strip().lower() for piece in entry.split(";"))
    if "/" not in name:
        return None
    weight = 1.0
    for parameter in parameters:
        key, _, value = (piece.strip().strip('"') for piece in parameter.partition("="))
        if key == "charset" and value not in ("utf-8", "utf8"):
            return None
        if key == "q":
            weight = _parse_weight(value)
    return MediaRange(name, weight)


def _parse_weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _best_range(media_type: str, ranges: Sequence[MediaRange]) -> MediaRange | None:
    return max((entry for entry in ranges if entry.covers(media_type)), key=lambda entry: entry.precision, default=None)


@lru_cache(maxsize=128)
def choose_answer_type(accept: str | None) -> str | None:
    """GRAPHQL or JSON, whichever the client weighs more; a client that names neither gets JSON; None where it takes neither."""
    if not accept or not accept.strip():
        return JSON
    ranges = parse_accept(accept)
    choices = []
    for media_type in (JSON, GRAPHQL):
        best = _best_range(media_type, ranges)
        if best is not None and best.weight > 0:
            named = media_type == GRAPHQL and best.precision == 2
            choices.append((best.weight, best.precision, named, media_type))
    return max(choices)[3] if choices else None


@lru_cache(maxsize=128)
def takes_events(accept: str | None) -> bool:
    """Whether a client takes server-sent events: it names them."""
    events = _best_range(EVENTS, parse_accept(accept or ""))
    return events is not None and events.precision == 2 and events.weight > 0


@lru_cache(maxsize=128)
def prefers_events(accept: str | None) -> bool:
    """Whether a client takes server-sent events and weighs them more than any JSON, or as much where it names no JSON."""
    ranges = parse_accept(accept or "")
    events = _best_range(EVENTS, ranges)
    if events is None or not takes_events(accept):
        return False
    others = [found for name in (JSON, GRAPHQL) if (found := _best_range(name, ranges)) is not None]
    return all((found.weight, found.precision) < (events.weight, events.precision) for found in others)


def wants_page(accept: str | None) -> bool:
    """Whether a browser asks: HTML is named, and weighs at least as much as JSON."""
    ranges = parse_accept(accept or "")
    page = _best_range(HTML, ranges)
    if page is None or page.precision < 2 or page.weight == 0:
        return False
    others = (_best_range(media_type, ranges) for media_type in (JSON, GRAPHQL))
    return all(other is None or other.weight <= page.weight for other in others)
