"""Times one request with every widget of both dashboards, and each widget alone, in a warm process with empty caches.

`python -m bench.dashboards HOME [--runs N]` on a built home, for its biggest publisher and that publisher's biggest offer.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    print_ast,
)

from db.embedded import EmbeddedWarehouse
from db.snapshots import SnapshotStore
from domain.errors import NoSnapshotError
from domain.scope import Role, Scope
from resolvers.assembly import graphql_schema
from resolvers.context import Context, Publisher
from resolvers.workers import asking
from services.cursors import CursorSigner
from services.slices import Slices
from services.view import House

PAGES = Path(__file__).parent / "pages"


def open_house(home: Path) -> House:
    """A house with nothing kept yet; what it may keep is a quarter of the engine's memory, as when serving."""
    warehouse = EmbeddedWarehouse("4GB", 2, [home])
    return House(warehouse, SnapshotStore(home), Slices(warehouse, 1_000_000_000), CursorSigner(b"bench"))


def choose(home: Path) -> tuple[str, str]:
    """The publisher with most usage and its offer with most usage."""
    store = SnapshotStore(home)
    snapshot = store.current()
    if snapshot is None:
        raise NoSnapshotError(f"{home}: nothing is built there")
    parts = [store.part(publisher_id, part_id) for publisher_id, part_id in snapshot.parts.items()]
    part = max(parts, key=lambda each: each.usage_days)
    offers = pq.read_table(part.table("offers")).to_pandas().set_index("offer").offer_id
    biggest = pq.read_table(part.table("usage"), columns=["offer"]).to_pandas().offer.value_counts().idxmax()
    return part.publisher_id, str(offers[biggest])


async def ask(house: House, publisher_id: str, document: str, variables: dict[str, Any]) -> float:
    """Seconds from the document to the bytes of its answer."""
    began = time.perf_counter()
    view = house.view(Scope(publisher_id, Role.OWNER, "bench"))
    context = Context(view, Publisher(publisher_id, publisher_id, "UTC"), "bench")
    with asking():  # as the server does: the questions of a request wait in line together
        result = await graphql_schema.execute(document, variable_values=variables, context_value=context)
    if result.errors:
        raise RuntimeError(str(result.errors[0]))
    orjson.dumps(result.data)
    return time.perf_counter() - began


def merge(first: str, second: str) -> str:
    """Two documents as one operation with the selections, variables and fragments of both."""
    one, two = parse(first), parse(second)
    operations = [_operation(one), _operation(two)]
    variables = {each.variable.name.value: each for node in operations for each in node.variable_definitions or ()}
    merged = OperationDefinitionNode(
        operation=operations[0].operation,
        variable_definitions=tuple(variables.values()),
        selection_set=SelectionSetNode(
            selections=tuple(each for node in operations for each in node.selection_set.selections)
        ),
        directives=(),
    )
    fragments = [
        each for node in (one, two) for each in node.definitions if not isinstance(each, OperationDefinitionNode)
    ]
    return print_ast(DocumentNode(definitions=(merged, *fragments)))


def _operation(document: DocumentNode) -> OperationDefinitionNode:
    return next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))


def split(document: str) -> Iterator[tuple[str, str]]:
    """Each widget of a page as a document of its own: the fields of `customerDashboard` and `retention`, and the other top fields."""
    parsed = parse(document)
    fragments = [each for each in parsed.definitions if isinstance(each, FragmentDefinitionNode)]
    operation = _operation(parsed)
    for top in _fields(operation.selection_set):
        for path in _paths(top):
            cut = path[-1]
            for outer in reversed(path[:-1]):
                cut = _with(outer, cut)
            text = print_ast(cut)
            texts = [print_ast(each) for each in fragments if f"...{each.name.value}" in text]
            used = [
                each
                for each in operation.variable_definitions or ()
                if f"${each.variable.name.value}" in text + "".join(texts)
            ]
            heading = f"query({', '.join(print_ast(each) for each in used)})" if used else "query"
            label = path[-1].alias.value if path[-1].alias else path[-1].name.value
            yield label, f"{heading} {{ {text} }}\n" + "\n".join(texts)


def _fields(selections: SelectionSetNode | None) -> list[FieldNode]:
    return [each for each in (selections.selections if selections else ()) if isinstance(each, FieldNode)]


def _paths(top: FieldNode) -> Iterator[list[FieldNode]]:
    inner = {"customerDashboard": [], "offer": ["retention"]}.get(top.name.value)
    if inner is None:
        yield [top]
        return
    path = [top]
    for name in inner:
        path.append(next(each for each in _fields(path[-1].selection_set) if each.name.value == name))
    for field in _fields(path[-1].selection_set):
        if field.selection_set is not None:
            yield [*path, field]


def _with(outer: FieldNode, inner: FieldNode) -> FieldNode:
    return FieldNode(
        alias=outer.alias, name=outer.name, arguments=outer.arguments, directives=outer.directives,
        selection_set=SelectionSetNode(selections=(inner,)),
    )  # fmt: skip


async def time_document(home: Path, publisher_id: str, document: str, variables: dict[str, Any], runs: int) -> float:
    """The median in milliseconds, each run with nothing kept; the first is not counted."""
    times = []
    for _ in range(runs + 1):
        house = open_house(home)
        times.append(await ask(house, publisher_id, document, variables))
        house.warehouse.close()
    return statistics.median(times[1:]) * 1000


async def main() -> None:
    """Prints milliseconds for the whole, for each page and for each widget alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--variables", default="{}", help="more variables, as JSON: a filter, a segment, a granularity")
    given = parser.parse_args()
    publisher_id, offer_id = choose(given.home)
    variables = {"offerId": offer_id, **orjson.loads(given.variables)}
    customers, retention = ((PAGES / f"{name}.graphql").read_text() for name in ("customers", "retention"))
    documents = [
        ("both pages", merge(customers, retention)),
        ("customers page", customers),
        ("retention page", retention),
    ]
    documents += [*split(customers), *split(retention)]
    for label, document in documents:
        milliseconds = await time_document(given.home, publisher_id, document, variables, given.runs)
        print(f"{label:26} {milliseconds:8.1f} ms", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
