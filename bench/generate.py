"""Writes the plain tables of invented publishers of any size as Parquet, one publisher after the other, in files of a few million rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from app.demo.timeline import open_timeline
from bench.invention.buyers import make_customers, name_buyers
from bench.invention.orders import make_offers, make_orders, make_plans
from bench.invention.shelf import Publisher, stock_publishers
from bench.invention.stays import MONTHS, draw_stays
from bench.invention.usage import cut_days, make_usage, rent_machines

_ROWS_OF_A_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """All files of one publisher, and the rows of all."""

    publisher: Publisher
    files: tuple[Path, ...]
    rows: int


def generate(folder: Path, *, rows: int, seed: int, as_of: date) -> Iterator[Delivery]:
    """Writes about `rows` rows of usage and what belongs to them, up to `as_of`, below a folder; yields each publisher once it is whole.

    A publisher is written only when the one before was taken, so the caller may delete its files first. The same arguments give the
    same tables.
    """
    for publisher in stock_publishers():
        yield write_publisher(folder / publisher.publisher_id, publisher, round(rows * publisher.share), seed, as_of)


def write_publisher(folder: Path, publisher: Publisher, rows: int, seed: int, as_of: date) -> Delivery:
    """The files of one publisher; days of usage are never in two of them."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng([seed, publisher.number])
    timeline = open_timeline(as_of, MONTHS)
    stays = draw_stays(publisher, timeline, rows, rng)
    buyers, machines = name_buyers(stays, rng), rent_machines(publisher, stays, rng)
    files = [
        *_write(folder, "offers", make_offers(publisher)),
        *_write(folder, "plans", make_plans(publisher)),
        *_write(folder, "customers", make_customers(stays, buyers, timeline, rng)),
        *_write(folder, "orders", make_orders(publisher, stays, buyers, timeline, rng)),
    ]
    written = sum(pq.read_metadata(path).num_rows for path in files)
    for number, days in enumerate(cut_days(stays, timeline)):
        usage = make_usage(publisher, stays, buyers, machines, timeline, days, rng)
        written += usage.num_rows
        path = folder / f"usage-{number:04}.parquet"
        pq.write_table(usage, path, compression="zstd")
        files.append(path)
    return Delivery(publisher, tuple(files), written)


def _write(folder: Path, name: str, table: Any) -> Iterator[Path]:
    for number, start in enumerate(range(0, table.num_rows, _ROWS_OF_A_FILE)):
        path = folder / f"{name}-{number:03}.parquet"
        pq.write_table(table.slice(start, _ROWS_OF_A_FILE), path, compression="zstd")
        yield path
