"""A lake of many small publishers and a large one."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import orjson

from app.commands.demo import AS_OF
from bench.generate import Delivery, write_publisher
from bench.homes import AT, SEED, THREADS
from bench.invention.shelf import stock_publishers
from db.lake import LAKE_FOLDER, LOAD_FILE
from services.load import load_files

LARGE = "large"
Figure = tuple[str, float, str]
_DRAWN = 40
"""Small publishers that are drawn and loaded; the others are copies of them, since what they hold matters to nobody here."""
_MEMORY = "4GB"


def make_small(home: Path, small: int, rows: int) -> Iterator[Figure]:
    """Fills the lake of a home with small publishers of so many rows of usage."""
    drawn = min(small, _DRAWN)
    began = perf_counter()
    for number in range(drawn):
        _load(home, name_small(number), _write(home, number, rows))
    yield "writing and loading a small publisher", (perf_counter() - began) / max(drawn, 1), "s"
    for number in range(drawn, small):
        _copy(home / LAKE_FOLDER / name_small(number % drawn), home / LAKE_FOLDER / name_small(number))


def make_large(home: Path, rows: int) -> Iterator[Figure]:
    """Fills the lake of a home with one publisher."""
    delivery = _write(home, 0, rows)
    began, spent = perf_counter(), process_time()
    yield "rows of the large publisher", _load(home, LARGE, delivery), "rows"
    yield "load of it", perf_counter() - began, "s"
    yield "processor of that, for a million rows", (process_time() - spent) / rows * 1e6, "s"


def name_small(number: int) -> str:
    """The id of a small publisher."""
    return f"p{number:05}"


def _write(home: Path, number: int, rows: int) -> Delivery:
    shelf = stock_publishers()
    publisher = replace(shelf[number % len(shelf)], number=1000 + number)
    return write_publisher(home / "reports" / str(number), publisher, rows, SEED, AS_OF)


def _load(home: Path, publisher_id: str, delivery: Delivery) -> float:
    load_files(
        home, publisher_id, delivery.files, zone="UTC", name=publisher_id, replaces=None, strict=False,
        loaded_at=AT, secret=b"bench", memory_limit=_MEMORY, threads=THREADS,
    )  # fmt: skip
    shutil.rmtree(delivery.files[0].parent)
    return float(delivery.rows)


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target)
    for path in target.glob(f"*/{LOAD_FILE}"):
        told: dict[str, Any] = orjson.loads(path.read_bytes())
        told |= {"publisher_id": target.name, "name": target.name}
        path.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2))
