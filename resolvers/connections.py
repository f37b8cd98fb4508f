"""Relay connections over the pages of services: pinned to the parts that a cursor began in, counted only when asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from domain.pages import Order, Page, PageRequest
from resolvers.binding import shaped
from resolvers.context import Asking
from schema.connections import Connection
from services.pages import pinned

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class PageEdge:
    """A row with its cursor."""

    cursor: str
    node: object


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where a page lies in its list."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class PagedRows:
    """A page as a connection shows it."""

    page: Page[object]

    @property
    def nodes(self) -> list[object]:
        """The rows."""
        return list(self.page.rows)

    @property
    def edges(self) -> list[PageEdge]:
        """The rows with their cursors."""
        return [PageEdge(cursor, row) for cursor, row in zip(self.page.cursors, self.page.rows, strict=True)]

    @property
    def page_info(self) -> PagePlace:
        """Where the page lies."""
        cursors = self.page.cursors
        first, last = (cursors[0], cursors[-1]) if cursors else (None, None)
        return PagePlace(self.page.has_next, self.page.has_previous, first, last)

    @property
    def total_count(self) -> int | None:
        """Rows of the whole list; None unless it was asked for."""
        return self.page.total


class Ordering(Protocol):
    """One step of an order as clients give it."""

    def to_domain(self) -> Order:
        """Its key."""


def ordered(steps: Iterable[Ordering] | None) -> tuple[Order, ...]:
    """An order as services take it; empty for a list's own order."""
    return tuple(step.to_domain() for step in steps or ())


async def pin_page(asking: Asking, request: PageRequest) -> None:
    """Goes on in the parts that the request's cursor began in, for this page and all below it. Raises BadCursorError."""
    if request.after is not None or request.before is not None:
        asking.pin(await asking.ask(pinned, request))


async def read_connection(
    asking: Asking, row: type[Row], question: Callable[..., Page[Any]], *arguments: object
) -> Connection[Row]:
    """Asks for a page, with its total only where that is selected."""
    page = await asking.ask(question, *arguments, asking.selects("totalCount"))
    return connected(row, page)


def connected(_row: type[Row], page: Page[Any]) -> Connection[Row]:
    """A page as a connection of rows of a type."""
    return shaped(Connection[Row], PagedRows(page))
