"""Runs the benchmarks of a size, each beside its baseline, prints a table and writes bench/results.json.

`python -m bench --size medium [--only pages,http]`. The home of a size is made at its first use and kept below var/bench.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.execution import measure_execution
from bench.growth import measure_growth
from bench.homes import EDITIONS, HOMES, PLAIN_SIZES, home_of
from bench.http import measure_http
from bench.loading import measure_build, measure_load
from bench.memory import measure_memory
from bench.pages_by_hand import measure_pages
from bench.postgraphile.comparison import measure_postgraphile
from bench.results import Result, show, write_results

Measure = Callable[[Path], Sequence[Result]]


def measure_load_somewhere(_home: Path) -> Sequence[Result]:
    """The load of one report, in a folder that is removed."""
    with TemporaryDirectory() as folder:
        return measure_load(Path(folder))


def measure_build_of_plain(home: Path) -> Sequence[Result]:
    """The build of this home where it is of plain tables, else that of the smallest that is: the baseline reads no other reports."""
    return measure_build(home_of("plain") if home in (HOMES / "small", HOMES / "medium") else home)


def measure_growth_to(home: Path) -> Sequence[Result]:
    """From the smallest of the plain homes to this one; nothing for a home that is none of them."""
    names = [size for size in PLAIN_SIZES if HOMES / size == home]
    return measure_growth(PLAIN_SIZES[: PLAIN_SIZES.index(names[0]) + 1]) if names else []


BENCHMARKS: Mapping[str, Measure] = {
    "pages": measure_pages,
    "execution": measure_execution,
    "http": measure_http,
    "postgraphile": measure_postgraphile,
    "load": measure_load_somewhere,
    "build": measure_build_of_plain,
    "memory": measure_memory,
    "growth": measure_growth_to,
}


def main() -> None:
    """Measures one after another; a missed goal is told and does not end the run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=list(EDITIONS), default="medium")
    parser.add_argument("--only", default=",".join(BENCHMARKS), help="names, separated by commas")
    given = parser.parse_args()
    home = home_of(given.size)
    found: list[Result] = []
    for name in given.only.split(","):
        for result in BENCHMARKS[name](home):
            found.append(result)
            print(show(result), flush=True)
    write_results(given.size, found)


if __name__ == "__main__":
    main()
