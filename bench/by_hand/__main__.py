"""Times each widget by hand alone, for the biggest publisher and its biggest offer: `python -m bench.by_hand HOME`."""

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

import duckdb

from bench.by_hand.choices import choose_filters
from bench.by_hand.duck import open_duck
from bench.by_hand.parameters import Parameters, default_parameters, filter_by, find_part, offer_key, segment_by
from bench.by_hand.widgets import ask, list_widgets
from bench.dashboards import choose
from bench.timing import RUNS, clock


def main() -> None:
    """Prints milliseconds of every widget, unfiltered and with a filter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args()
    publisher_id, offer_id = choose(given.home)
    part = find_part(given.home, publisher_id)
    connection = open_duck(part)
    plain = default_parameters(part, offer_key(part, offer_id))
    chosen = choose_filters(connection, plain)
    for page, name, narrowed in (
        ("customers", "a channel", filter_by(plain, "channel", chosen.channel)),
        ("retention", "a plan", segment_by(plain, "plan", chosen.plan)),
    ):
        print(f"{page:36} {'all':>10} {name:>10}")
        _print_page(connection, page, (plain, narrowed), given.runs)


def _print_page(connection: duckdb.DuckDBPyConnection, page: str, asked: Sequence[Parameters], runs: int) -> None:
    sums = [0.0] * len(asked)
    for widget in list_widgets(page):
        found = [_time(connection, widget, parameters, runs) for parameters in asked]
        sums = [sum(pair) for pair in zip(sums, found, strict=True)]
        print(f"{widget:36} " + " ".join(f"{each:10.1f}" for each in found), flush=True)
    print(f"{'sum':36} " + " ".join(f"{each:10.1f}" for each in sums))


def _time(connection: duckdb.DuckDBPyConnection, widget: str, parameters: Parameters, runs: int) -> float:
    question = partial(ask, connection, widget, parameters)
    return median([clock(question) for _ in range(runs + 1)][1:])


if __name__ == "__main__":
    main()
