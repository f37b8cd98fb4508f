"""Both pages answered by DuckDB and by ClickHouse's engine in process: the same bytes, and what each takes.

`python -m bench.engines --size medium [--runs 9]`. Under a filter each run asks of other countries, so that nothing is kept.
"""

import argparse
import asyncio
from collections.abc import Mapping
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import orjson

from bench.dashboards import PAGES, choose
from bench.homes import EDITIONS, home_of
from db.opening import CHDB, DUCKDB, open_warehouse
from db.snapshots import SnapshotStore
from domain.scope import Role, Scope
from resolvers.assembly import graphql_schema
from resolvers.context import Context, Publisher
from resolvers.workers import asking
from services.cursors import CursorSigner
from services.slices import Slices
from services.view import House

_COUNTRIES = ("Brazil", "Chile", "Finland", "France", "Germany", "India", "Italy", "Japan", "Spain", "United States")
_THREADS, _MEMORY, _HELD = 2, "4GB", 1_000_000_000


def open_house(engine: str, home: Path) -> House:
    """A house on an engine with nothing kept yet."""
    warehouse = open_warehouse(engine, _MEMORY, _THREADS, [home])
    return House(warehouse, SnapshotStore(home), Slices(warehouse, _HELD), CursorSigner(b"bench"))


async def answer(house: House, publisher_id: str, document: str, variables: Mapping[str, Any]) -> tuple[float, bytes]:
    """Seconds, and the answer without cursors, which each house signs alike."""
    began = perf_counter()
    view = house.view(Scope(publisher_id, Role.OWNER, "bench"))
    context = Context(view, Publisher(publisher_id, publisher_id, "UTC"), "bench")
    with asking():
        result = await graphql_schema.execute(document, variable_values=dict(variables), context_value=context)
    if result.errors:
        raise RuntimeError(str(result.errors[0]))
    return perf_counter() - began, orjson.dumps(result.data)


async def compare(home: Path, runs: int) -> None:
    """Prints a line for each page; RuntimeError where the engines differ."""
    houses = {engine: open_house(engine, home) for engine in (DUCKDB, CHDB)}
    publisher_id, offer_id = choose(home)
    customers, retention = ((PAGES / f"{name}.graphql").read_text() for name in ("customers", "retention"))
    rng = Random(1)
    print(f"{'page':28}{'duckdb':>12}{'chdb':>12}{'ratio':>8}   (ms; the first beside the median of {runs})")
    for name, document, narrowed in (
        ("customers", customers, ""),
        ("retention", retention, ""),
        ("customers, filter", customers, "filter"),
        ("retention, segment", retention, "segment"),
    ):
        taken: dict[str, list[float]] = {engine: [] for engine in houses}
        for number in range(runs):
            variables: dict[str, Any] = {"offerId": offer_id} if document is retention else {}
            if narrowed:
                variables[narrowed] = {"country": [*rng.sample(_COUNTRIES, 3), f"nowhere {number}"]}
            found = {each: await answer(house, publisher_id, document, variables) for each, house in houses.items()}
            if found[DUCKDB][1] != found[CHDB][1]:
                raise RuntimeError(f"{name}: the engines differ with {variables}")
            for engine, (seconds, _) in found.items():
                taken[engine].append(seconds * 1000)
        one, other = (median(taken[engine]) for engine in (DUCKDB, CHDB))
        firsts = f"{taken[DUCKDB][0]:.0f}, {taken[CHDB][0]:.0f}"
        print(f"{name:28}{one:>12.1f}{other:>12.1f}{other / one:>8.2f}   first {firsts}", flush=True)


def main() -> None:
    """Compares on the home of a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=list(EDITIONS), default="medium")
    parser.add_argument("--runs", type=int, default=9)
    given = parser.parse_args()
    asyncio.run(compare(home_of(given.size), given.runs))


if __name__ == "__main__":
    main()
