"""Both default pages, asked of our services in one request each, beside the same widgets as SQL by hand, one after another.

`python -m bench.pages_by_hand HOME` on a built home, for its biggest publisher and that publisher's biggest offer.
"""

import argparse
import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from bench.by_hand.choices import choose_filters
from bench.by_hand.duck import open_duck
from bench.by_hand.parameters import Parameters, default_parameters, filter_by, find_part, offer_key, segment_by
from bench.by_hand.widgets import ask_page
from bench.dashboards import PAGES, ask, choose, merge, open_house
from bench.results import Result, show
from bench.timing import RUNS, Timed, alternate_async, clock, clock_async
from db.parts import Part
from services.view import House

_WARM_MILLISECONDS, _WARM_TIMES = 25, 20
_REQUESTS = 9
"""How often ours is asked in a turn: after the texts of the other nothing of it is in the processor's cache, and one request fills it."""
_FILTERED_MILLISECONDS, _FILTERED_SHARE = 400, 0.5


@dataclass(frozen=True, slots=True)
class _Narrowed:
    """A page with one filter: what is asked of us and what by hand."""

    name: str
    page: str
    variables: Mapping[str, Any]
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class _Bench:
    """A home, its biggest publisher and offer, and the tables of the one by hand."""

    home: Path
    publisher_id: str
    offer_id: str
    connection: duckdb.DuckDBPyConnection
    plain: Parameters

    async def ask(self, house: House, document: str, variables: Mapping[str, Any]) -> None:
        await ask(house, self.publisher_id, document, {"offerId": self.offer_id, **variables})


def measure_pages(home: Path, runs: int = RUNS) -> list[Result]:
    """Both pages as they open, warm; then each with a filter that was not asked before."""
    publisher_id, offer_id = choose(home)
    part = find_part(home, publisher_id)
    with _tables(part) as connection:
        plain = default_parameters(part, offer_key(part, offer_id))
        bench = _Bench(home, publisher_id, offer_id, connection, plain)
        narrowed = _narrow(bench)
        return asyncio.run(_measure(bench, narrowed, runs))


async def _measure(bench: _Bench, narrowed: tuple[_Narrowed, ...], runs: int) -> list[Result]:
    return [await _measure_open(bench, runs), *[await _measure_narrowed(bench, each, runs) for each in narrowed]]


async def _measure_open(bench: _Bench, runs: int) -> Result:
    document = merge(_read("customers"), _read("retention"))
    house = open_house(bench.home)
    try:

        async def ours() -> None:
            await bench.ask(house, document, {})

        async def by_hand() -> None:
            for page in ("customers", "retention"):
                ask_page(bench.connection, page, bench.plain)

        await ours()
        timed = await alternate_async(ours, by_hand, runs, times=_REQUESTS)
    finally:
        house.warehouse.close()
    holds = timed.ours <= _WARM_MILLISECONDS and timed.ours * _WARM_TIMES <= timed.baseline
    goal = f"<= {_WARM_MILLISECONDS} ms and {_WARM_TIMES} times faster than by hand"
    return _result("both default pages, warm", timed, goal, holds)


async def _measure_narrowed(bench: _Bench, narrowed: _Narrowed, runs: int) -> Result:
    turns = [await _turn(bench, narrowed) for _ in range(runs + 1)][1:]
    timed = Timed(median(own for own, _ in turns), median(other for _, other in turns))
    holds = timed.ours <= min(_FILTERED_MILLISECONDS, timed.baseline * _FILTERED_SHARE)
    goal = f"<= {_FILTERED_MILLISECONDS} ms and half of by hand"
    return _result(narrowed.name, timed, goal, holds)


async def _turn(bench: _Bench, narrowed: _Narrowed) -> tuple[float, float]:
    """Milliseconds of ours, in a house that knows the page without the filter only, and of all widgets by hand."""
    document = _read(narrowed.page)
    house = open_house(bench.home)
    try:
        await bench.ask(house, document, {})
        ours = await clock_async(lambda: bench.ask(house, document, narrowed.variables))
    finally:
        house.warehouse.close()
    return ours, clock(lambda: ask_page(bench.connection, narrowed.page, narrowed.parameters))


def _narrow(bench: _Bench) -> tuple[_Narrowed, ...]:
    found = choose_filters(bench.connection, bench.plain)
    plan = [{"offerId": bench.offer_id, "planId": found.plan_id}]
    filters: tuple[tuple[str, str, dict[str, Any], str, str | int], ...] = (
        ("customers", "a sales channel", {"salesChannel": [found.channel]}, "channel", found.channel),
        ("customers", "a country", {"country": [found.country]}, "country", found.country),
        ("customers", "a plan", {"plan": plan}, "plan", found.plan),
        ("retention", "a plan", {"plan": plan}, "plan", found.plan),
        ("retention", "a sales channel", {"salesChannel": [found.channel]}, "channel", found.channel),
        ("retention", "a country", {"country": [found.country]}, "country", found.country),
        ("retention", "a billing type", {"billingType": [found.billing_type]}, "paid", found.billing_type),
        ("retention", "without trials", {"excludeTrials": True}, "untried", ""),
        ("retention", "without internal customers", {"excludeInternal": True}, "outside", ""),
    )
    return tuple(
        _Narrowed(
            f"{page} page, {name}, first asked",
            page,
            {"filter" if page == "customers" else "segment": chosen},
            (filter_by if page == "customers" else segment_by)(bench.plain, by, value),
        )
        for page, name, chosen, by, value in filters
    )


def _result(name: str, timed: Timed, goal: str, holds: bool) -> Result:
    return Result(name, "ms", timed.ours, timed.baseline, goal, holds, "by hand: the sum of all widgets")


@contextmanager
def _tables(part: Part) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = open_duck(part)
    try:
        yield connection
    finally:
        connection.close()


def _read(page: str) -> str:
    return (PAGES / f"{page}.graphql").read_text(encoding="utf-8")


def main() -> None:
    """Prints a line for each measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args()
    for result in measure_pages(given.home, given.runs):
        print(show(result), flush=True)


if __name__ == "__main__":
    main()
