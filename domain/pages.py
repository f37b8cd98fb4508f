"""Pages of a long list: what is asked for and what comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.errors import BadInputError
from domain.measures import SortDirection

DEFAULT_SIZE = 50
LARGEST = 1000
OPENING = 50
"""The most rows of an opening: the first page of a list in its default order, which a build answers beforehand."""

Row = TypeVar("Row", covariant=True)


@dataclass(frozen=True, slots=True)
class Order:
    """One step of a sort: the row's field in snake_case and a direction."""

    field: str
    direction: SortDirection = SortDirection.ASC


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Relay arguments: `first` with `after`, or `last` with `before`; 1..1000 rows, 50 where neither is given."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        for name, value in (("first", self.first), ("last", self.last)):
            if value is not None and not 1 <= value <= LARGEST:
                raise BadInputError(f"{name}: {value}; give 1 to {LARGEST}")
        if self.first is not None and self.last is not None:
            raise BadInputError("first and last: both given; give one of them")

    @property
    def size(self) -> int:
        """Rows of the page."""
        return self.first or self.last or DEFAULT_SIZE

    @property
    def backward(self) -> bool:
        """Whether the page is counted from the end."""
        return self.last is not None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A page of rows with a cursor each; `total` is None unless it was asked for."""

    rows: tuple[Row, ...]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool
    total: int | None = None
