"""Relay connections: keyset pages, stable under equal keys and NULLs."""

from typing import Generic, TypeVar

import strawberry

from schema.scalars import BigInt

Row = TypeVar("Row")


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """Of a page."""

    has_next_page: bool = strawberry.field(description="Whether rows follow the page.")
    has_previous_page: bool = strawberry.field(description="Whether rows precede the page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the page's first row; null for an empty page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the page's last row; null for an empty page.")


@strawberry.type(description="A row of a page with its cursor.")
class Edge(Generic[Row]):
    """Named after its row: OfferEdge."""

    cursor: str = strawberry.field(
        description="Opaque and signed; paging goes on from here in the data it began in, while that is kept."
    )
    node: Row = strawberry.field(description="The row.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Row]):
    """Named after its row: OfferConnection."""

    edges: list[Edge[Row]] = strawberry.field(description="The rows of the page with their cursors.")
    nodes: list[Row] = strawberry.field(description="The rows of the page.")
    page_info: PageInfo = strawberry.field(description="Where the page lies in its list.")
    total_count: BigInt = strawberry.field(description="Rows of the whole list; computed only when asked for.")
