"""Times the two ends before any question: a report into the lake beside DuckDB's own COPY, and the lake into parts beside SQL by hand.

`python -m bench.loading [--rows N] [--home HOME]`; HOME holds plain tables, as the sizes of bench/homes do from `large` on.
"""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from shutil import rmtree
from statistics import median
from tempfile import TemporaryDirectory

from app.commands.demo import AS_OF
from bench.building import build_by_hand, differ
from bench.copying import REPORT_ROWS, copy_typed, write_report
from bench.homes import AT, THREADS
from bench.results import Result, show
from bench.timing import RUNS, Timed, alternate, clock
from db.lake import Load, loads
from domain.calendar import day_number
from domain.errors import BadInputError
from services.build.build import build, group_loads
from services.build.part import Engine, build_part
from services.load import load_files

LOAD_GOAL, BUILD_GOAL = 3.0, 1.5
MEMORY = "4GB"


def measure_load(folder: Path, rows: int = REPORT_ROWS, runs: int = RUNS) -> list[Result]:
    """Loading one usage report of 36 columns into a fresh home, beside copying it into a typed table; `folder` is for both."""
    report, home, database = folder / "usage.csv", folder / "home", folder / "copied.duckdb"
    written = write_report(report, rows)

    def load() -> None:
        rmtree(home, ignore_errors=True)
        load_files(
            home, "1", [report], zone="UTC", name=None, replaces=None, strict=False, loaded_at=AT, secret=b"bench",
            memory_limit=MEMORY, threads=THREADS,
        )  # fmt: skip

    note = f"{written:,} rows, {report.stat().st_size / 1e6:,.0f} MB"
    return [
        _measure(
            f"load / COPY into {name}",
            load,
            partial(copy_typed, report, target, MEMORY, THREADS),
            runs,
            LOAD_GOAL,
            note,
        )
        for name, target in (("memory", None), ("a file", database))
    ]


def measure_build(home: Path, runs: int = RUNS) -> list[Result]:
    """Building the parts of a home of plain tables beside the same tables by hand: the tables alone, then all that a build makes.

    RuntimeError where both do not hold the same rows.
    """
    own = group_loads(loads(home))
    if not all(file.plain for each in own for load in each for file in load.files):
        raise BadInputError(f"{home}: holds other reports than plain tables; takes a home of tiny, large or huge")
    note = f"{sum(file.rows for each in own for load in each for file in load.files):,} rows"
    # beside the home: its parts are of its size
    with TemporaryDirectory(dir=home.parent, prefix="building-") as made:
        ours, theirs, whole = (Path(made) / name for name in ("ours", "theirs", "whole"))
        ways = (
            partial(_build_each, own, ours, _build_tables),
            partial(_build_whole, home, whole),
            partial(_build_each, own, theirs, _build_by_hand),
        )
        # all three in each turn: the one by hand is the baseline of both
        turns = [[clock(way) for way in ways] for _ in range(runs + 1)][1:]
        tables, everything, by_hand = (median(times) for times in zip(*turns, strict=True))
        wrong = [text for each in own for text in differ(ours / each[0].publisher_id, theirs / each[0].publisher_id)]
        if wrong:
            raise RuntimeError(f"ours and by hand differ: {'; '.join(wrong)}")
        return [
            _judge("build, tables / by hand", Timed(tables, by_hand), BUILD_GOAL, note),
            _judge("build, all / tables by hand", Timed(everything, by_hand), BUILD_GOAL, note),
        ]


def _measure(
    name: str, ours: Callable[[], None], theirs: Callable[[], None], runs: int, goal: float, note: str
) -> Result:
    return _judge(name, alternate(ours, theirs, runs), goal, note)


def _judge(name: str, timed: Timed, goal: float, note: str) -> Result:
    holds = timed.ours <= goal * timed.baseline
    return Result(name, "ms", timed.ours, timed.baseline, f"at most {goal:g} times as long", holds, note)


def _build_each(own: Sequence[Sequence[Load]], folder: Path, build_one: Callable[[Sequence[Load], Path], None]) -> None:
    rmtree(folder, ignore_errors=True)
    for each in own:
        target = folder / each[0].publisher_id
        target.mkdir(parents=True)
        build_one(each, target)


def _build_tables(own: Sequence[Load], folder: Path) -> None:
    engine = Engine(MEMORY, THREADS, folder / "spill")
    build_part(own, day_number(AS_OF), part_id="bench", folder=folder, engine=engine)


def _build_by_hand(own: Sequence[Load], folder: Path) -> None:
    build_by_hand(own, day_number(AS_OF), folder, MEMORY, THREADS)


def _build_whole(home: Path, folder: Path) -> None:
    rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "lake").symlink_to((home / "lake").resolve())
    build(folder, as_of=AS_OF, today=AS_OF, built_at=AT, memory_limit=MEMORY, threads=THREADS)


def main() -> None:
    """Prints both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=REPORT_ROWS)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args()
    with TemporaryDirectory() as made:
        for result in measure_load(Path(made), given.rows, given.runs):
            print(show(result), flush=True)
    for result in measure_build(given.home, given.runs) if given.home else ():
        print(show(result), flush=True)


if __name__ == "__main__":
    main()
