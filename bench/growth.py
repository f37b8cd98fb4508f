"""How pages slow down as usage grows from 2 to 20 to 200 million rows: figures, and a picture of the curves.

`python -m bench.growth SIZE SIZE...`, the smallest first; the picture is written to bench/growth.svg.
"""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.dashboards import PAGES, ask, choose, merge, open_house
from bench.homes import Size, home_of, read_figures
from bench.picture import Curve, draw
from bench.results import Result, show
from bench.timing import RUNS, clock_async
from services.view import House

_DEFAULT_GOAL = 1.3
_REQUESTS = 9
_PICTURE = Path(__file__).with_name("growth.svg")


@dataclass(frozen=True, slots=True)
class _Page:
    """A page and what it is asked with; `default` where nothing is filtered."""

    name: str
    document: str
    variables: Mapping[str, Any]

    @property
    def default(self) -> bool:
        return not self.variables


@dataclass(frozen=True, slots=True)
class _Place:
    """A home, its biggest publisher and offer."""

    home: Path
    publisher_id: str
    offer_id: str
    rows: int

    async def ask(self, house: House, page: _Page) -> None:
        given = {"offerId": self.offer_id, **page.variables}
        await ask(house, self.publisher_id, page.document, given)


def measure_growth(sizes: Sequence[Size], runs: int = RUNS) -> list[Result]:
    """Each page at each size against the size before: pages as they open, warm; filtered ones as they are first asked."""
    return asyncio.run(_measure([_find(size) for size in sizes], runs))


def _find(size: Size) -> _Place:
    home = home_of(size)
    figures = read_figures(home)
    assert figures is not None
    return _Place(home, *choose(home), figures.rows)


async def _measure(places: Sequence[_Place], runs: int) -> list[Result]:
    results, curves = [], []
    for page in _list_pages():
        turns = [[await _time(place, page) for place in places] for _ in range(runs + 1)][1:]
        times = [median(column) for column in zip(*turns, strict=True)]
        curves.append(Curve(page.name, [(place.rows, time) for place, time in zip(places, times, strict=True)]))
        results += [_compare(page, places, times, index) for index in range(1, len(places))]
    _PICTURE.write_text(draw(curves), encoding="utf-8")
    return results


def _list_pages() -> tuple[_Page, ...]:
    customers, retention = ((PAGES / f"{name}.graphql").read_text() for name in ("customers", "retention"))
    channel = ["Pay as You Go"]
    return (
        _Page("both pages as they open", merge(customers, retention), {}),
        _Page("customers page, a sales channel", customers, {"filter": {"salesChannel": channel}}),
        _Page("retention page, a sales channel", retention, {"segment": {"salesChannel": channel}}),
    )


async def _time(place: _Place, page: _Page) -> float:
    """Milliseconds: the median of some requests where nothing is filtered, else of the first in a house that knows the page without."""
    house = open_house(place.home)
    try:
        await place.ask(house, _Page(page.name, page.document, {}))
        if page.default:
            await place.ask(house, page)
            return median([await clock_async(lambda: place.ask(house, page)) for _ in range(_REQUESTS)])
        return await clock_async(lambda: place.ask(house, page))
    finally:
        house.warehouse.close()


def _compare(page: _Page, places: Sequence[_Place], times: Sequence[float], index: int) -> Result:
    rows = places[index].rows / places[index - 1].rows
    allowed = _DEFAULT_GOAL if page.default else rows
    name = f"growth: {page.name}, {_say(places[index - 1].rows)} -> {_say(places[index].rows)}"
    goal = f"at most {allowed:.1f} times as long"
    holds = times[index] <= allowed * times[index - 1]
    return Result(name, "ms", times[index], times[index - 1], goal, holds, f"{rows:.1f} times the rows")


def _say(rows: int) -> str:
    return f"{rows / 1e6:.0f} million"


def main() -> None:
    """Prints a line for each page and step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="+")
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args()
    for result in measure_growth(given.sizes, given.runs):
        print(show(result), flush=True)


if __name__ == "__main__":
    main()
