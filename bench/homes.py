"""Homes to measure on: made once for each size below var/bench, with what loading and building took, and built anew when the build changes.

`python -m bench.homes SIZE...` makes them and prints their figures. To make one anew, delete its folder.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from time import perf_counter
from typing import Literal

import orjson

from app.commands.demo import AS_OF
from app.demo.marketplace import demo_publishers
from app.demo.marketplace import generate as generate_demo
from app.home import changing_home
from bench.generate import generate
from db.files import replace_file
from services.build.build import build
from services.build.publishing import Keeping
from services.load import load_files

Size = Literal["small", "medium", "tiny", "plain", "large", "huge"]
PLAIN_SIZES: tuple[Size, ...] = ("plain", "large", "huge")
"""Homes that differ in nothing but how much there is: 2, 20 and 200 million rows of usage."""
HOMES = Path(__file__).parents[1] / "var" / "bench"
SEED = 1
THREADS = os.cpu_count() or 1
AT = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 23, tzinfo=UTC)
"""When everything was loaded and built: not the time of the clock, so that a home made again is the same."""
_MARK = "figures.json"


@dataclass(frozen=True, slots=True)
class Consignment:
    """Files of one publisher that are loaded together, and how many rows they have."""

    publisher_id: str
    name: str
    zone: str
    files: tuple[Path, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Edition:
    """How the home of a size is made: what writes its reports into a folder, and the memory that loading and building get."""

    write: Callable[[Path], Iterator[Consignment]]
    memory: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What a home holds and took: rows of all reports, seconds, bytes; those of the build are None until it is built."""

    rows: int
    load_seconds: float
    lake_bytes: int
    build_seconds: float | None = None
    part_bytes: int | None = None


def write_demo(folder: Path, size: Literal["small", "medium"]) -> Iterator[Consignment]:
    """The demo's reports, each a load of its own."""
    zones = {each.publisher_id: each.zone for each in demo_publishers()}
    for file in generate_demo(folder, seed=SEED, size=size, as_of=AS_OF):
        zone = zones[file.publisher_id]
        yield Consignment(str(file.publisher_id), file.publisher_name, zone, (file.path,), file.rows)


def write_plain(folder: Path, rows: int) -> Iterator[Consignment]:
    """Plain tables with so many rows of usage, a load for each publisher."""
    for each in generate(folder, rows=rows, seed=SEED, as_of=AS_OF):
        yield Consignment(each.publisher.publisher_id, each.publisher.name, "UTC", each.files, each.rows)


EDITIONS: dict[Size, Edition] = {
    "small": Edition(lambda folder: write_demo(folder, "small"), "2GB"),
    "medium": Edition(lambda folder: write_demo(folder, "medium"), "2GB"),
    "tiny": Edition(lambda folder: write_plain(folder, 200_000), "2GB"),
    "plain": Edition(lambda folder: write_plain(folder, 2_000_000), "2GB"),
    "large": Edition(lambda folder: write_plain(folder, 20_000_000), "4GB"),
    "huge": Edition(lambda folder: write_plain(folder, 200_000_000), "6GB"),
}


def home_of(size: Size) -> Path:
    """The home of a size, loaded and built."""
    home = HOMES / size
    furnish(home, EDITIONS[size])
    return home


def furnish(home: Path, edition: Edition) -> Figures:
    """Makes a home unless it is there, and builds what is not built by the build as it is now."""
    home.mkdir(parents=True, exist_ok=True)
    with changing_home(home, "bench", print):
        figures = read_figures(home) or _note(home, _load_all(home, edition))
        began = perf_counter()
        # nobody reads a replaced part of these homes, and two of a huge one would not find room
        report = build(
            home, as_of=AS_OF, today=AS_OF, built_at=AT, memory_limit=edition.memory, threads=THREADS,
            keeping=Keeping(snapshots=1, seconds=-1),
        )  # fmt: skip
        if all(part.reused for part in report.parts):
            return figures
        seconds = None if any(part.reused for part in report.parts) else perf_counter() - began
        return _note(
            home, Figures(figures.rows, figures.load_seconds, figures.lake_bytes, seconds, measure(home / "parts"))
        )


def read_figures(home: Path) -> Figures | None:
    """What is noted of a home; None while it is not loaded."""
    path = home / _MARK
    return Figures(**orjson.loads(path.read_bytes())) if path.exists() else None


def measure(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _load_all(home: Path, edition: Edition) -> Figures:
    for name in ("lake", "parts", "snapshots", "reports"):
        rmtree(home / name, ignore_errors=True)
    rows, seconds = 0, 0.0
    for each in edition.write(home / "reports"):
        began = perf_counter()
        load_files(
            home, each.publisher_id, each.files, zone=each.zone, name=each.name, replaces=None, strict=False,
            loaded_at=AT, secret=b"bench", memory_limit=edition.memory, threads=THREADS,
        )  # fmt: skip
        seconds += perf_counter() - began
        rows += each.rows
        for path in each.files:
            path.unlink()
    rmtree(home / "reports")
    return Figures(rows, seconds, measure(home / "lake"))


def _note(home: Path, figures: Figures) -> Figures:
    replace_file(home / _MARK, orjson.dumps(asdict(figures), option=orjson.OPT_INDENT_2))
    return figures


def main() -> None:
    """Makes the homes that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="+", choices=list(EDITIONS))
    for size in parser.parse_args().sizes:
        home = home_of(size)
        print(f"{size}: {home}")
        for name, value in asdict(read_figures(home) or Figures(0, 0, 0)).items():
            print(f"  {name:14} {value:>16,.1f}" if isinstance(value, float) else f"  {name:14} {value!s:>16}")


if __name__ == "__main__":
    main()
