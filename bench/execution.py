"""Execution and encoding of both details tables: ours, the framework's own execution, and the same dicts written by hand."""

import asyncio
import gc
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

import orjson
import strawberry
from graphql import FieldNode, GraphQLError, SelectionSetNode, Visitor, parse, print_ast, visit
from strawberry.extensions import ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from bench.dashboards import PAGES, choose, open_house
from bench.handwritten import write_customers, write_retention_days
from bench.results import Result
from domain.filters import CustomerFilter, Segment
from domain.pages import LARGEST, Page, PageRequest
from domain.scope import Role, Scope
from resolvers.assembly import HoldfastSchema
from resolvers.completion import ColumnarExecution
from resolvers.connections import connected
from resolvers.errors import CachedParsing, ShapedErrors
from schema.connections import Connection
from schema.details import CustomerDetail, RetentionDetail
from schema.scalars import SCALARS
from services.catalogue.offers import offer_by_id
from services.customers.details import list_customers
from services.retention.details import list_retention_details

_TURNS = 15
_FASTER_THAN_STOCK = 8.0
_SLOWER_THAN_HAND = 2.5


@dataclass(frozen=True, slots=True)
class Details:
    """The root value of the benchmark's documents: pages of both tables, in memory."""

    customers: Connection[CustomerDetail]
    details: Connection[RetentionDetail]


@strawberry.type
class Tables:
    """The root type of those documents."""

    customers: Connection[CustomerDetail]
    details: Connection[RetentionDetail]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its document, and what writes the same answer by hand."""

    name: str
    document: str
    write: Callable[[], dict[str, Any]]
    rows: int


def measure_execution(home: Path) -> list[Result]:
    """Ours against the framework's execution and against code written for the one document; RuntimeError where answers differ."""
    customers, days = _read_pages(home)
    root = Details(connected(CustomerDetail, customers), connected(RetentionDetail, days))
    tables = [
        Table("customers", _cut("customers", "customers"), partial(write_customers, customers), len(customers.rows)),
        Table("retention", _cut("retention", "details"), partial(write_retention_days, days), len(days.rows)),
    ]
    columnar, stock = _assemble(ColumnarExecution), _assemble(StrawberryGraphQLCoreExecutionContext)
    return [result for table in tables for result in _measure(table, root, columnar, stock)]


def _read_pages(home: Path) -> tuple[Page[Any], Page[Any]]:
    publisher_id, offer_id = choose(home)
    house = open_house(home)
    view = house.view(Scope(publisher_id, Role.OWNER, "bench"))
    offer = offer_by_id(view, offer_id)
    assert offer is not None
    request = PageRequest(first=LARGEST)
    customers = list_customers(view, CustomerFilter(), None, (), request, with_total=True)
    days = list_retention_details(view, offer.key, Segment(), (), request, with_total=True)
    house.warehouse.close()
    return customers, days


def _assemble(execution: type[StrawberryGraphQLCoreExecutionContext]) -> HoldfastSchema:
    return HoldfastSchema(
        query=Tables,
        execution_context_class=execution,
        config=StrawberryConfig(scalar_map=SCALARS),
        # a document is parsed and validated once, as the server does it; its limit of tokens belongs to parsing
        extensions=[ShapedErrors, CachedParsing, ValidationCache],
    )


class _Finding(Visitor):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.found: FieldNode | None = None

    def enter_field(self, node: FieldNode, *_: object) -> None:
        if node.name.value == self.name and node.selection_set is not None:
            self.found = node


def _cut(page: str, field: str) -> str:
    """A field of a page with all that the page selects of it, as a document."""
    finding = _Finding(field)
    visit(parse((PAGES / f"{page}.graphql").read_text()), finding)
    assert finding.found is not None
    bare = FieldNode(
        name=finding.found.name, arguments=(), directives=(), selection_set=finding.found.selection_set
    )  # its arguments were answered when the page was read
    return print_ast(SelectionSetNode(selections=(bare,)))


def _work(call: Callable[[], object]) -> float:
    """Milliseconds that the processor works on a call: all of it is computation, and what others take meanwhile is not its own."""
    gc.collect()
    gc.disable()
    try:
        began = process_time()
        call()
        return (process_time() - began) * 1000
    finally:
        gc.enable()


def _measure(table: Table, root: Details, columnar: HoldfastSchema, stock: HoldfastSchema) -> Sequence[Result]:
    loop = asyncio.new_event_loop()

    def execute(schema: HoldfastSchema) -> bytes:
        result = loop.run_until_complete(schema.execute(table.document, root_value=root))
        if result.errors:
            raise GraphQLError(str(result.errors[0]))
        return orjson.dumps(result.data)

    def write() -> bytes:
        return orjson.dumps(table.write())

    ways: list[Callable[[], bytes]] = [partial(execute, columnar), partial(execute, stock), write]
    if len({way() for way in ways}) != 1:
        raise RuntimeError(f"{table.name}: the three ways do not answer the same")
    turns = [[_work(way) for way in ways] for _ in range(_TURNS)]
    loop.close()
    ours, framework, hand = (statistics.median(times) for times in zip(*turns, strict=True))
    name, note = f"execution: {table.name} details", f"{table.rows} rows"
    return [
        Result(
            f"{name}, stock execution", "ms", ours, framework, f"{_FASTER_THAN_STOCK:g}x faster or more",
            framework >= _FASTER_THAN_STOCK * ours, note,
        ),
        Result(
            f"{name}, dicts by hand", "ms", ours, hand, f"{_SLOWER_THAN_HAND:g}x slower or less",
            ours <= _SLOWER_THAN_HAND * hand, note,
        ),
    ]  # fmt: skip
