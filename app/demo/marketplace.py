"""Generates the demo marketplace: the report files of five invented publishers, one file at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np

from app.demo.catalog import MARKETPLACES, USAGE_ROWS, Marketplace
from app.demo.customer_report import make_customer_table, spell_as_ui
from app.demo.order_report import make_order_tables
from app.demo.retention_report import make_offer_table, make_retention_table
from app.demo.timeline import Timeline
from app.demo.usage_oddities import make_bad_rows, make_refund
from app.demo.usage_report import UsageTexts, make_ui_table, make_usage_table, prepare_texts
from app.demo.world import World, simulate
from app.demo.writing import CSV, EXCEL, GZIP, ZSTD, FileFormat, write_tables

Size = Literal["small", "medium", "large"]

FILE_ROWS, FILE_MONTHS, TABLE_ROWS = 1_000_000, 6, 100_000
OVERLAP_DAYS = 3
OVERLAPPING, REFUNDING, QUARANTINED = 1, 1, 2
# The publisher whose files come from the user interface and from spreadsheets, and the formats of its usage files.
ASSORTED = 5
ASSORTED_FORMATS = (GZIP, ZSTD)


@dataclass(frozen=True, slots=True)
class DemoPublisher:
    """A publisher of the demo: its id, name and IANA time zone."""

    publisher_id: int
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file just written; `report` is the dataset's name or that of a plain table, `rows` leaves the header out."""

    publisher_id: int
    publisher_name: str
    report: str
    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class Period:
    """The days of one usage file, both included; days in `preliminary` are corrected by the next file."""

    first: int
    last: int
    preliminary: range


def demo_publishers() -> tuple[DemoPublisher, ...]:
    """The five publishers, the biggest first."""
    return tuple(DemoPublisher(market.publisher_id, market.name, market.zone) for market in MARKETPLACES)


def generate(folder: Path, *, seed: int, size: Size, as_of: date, publisher: int | None = None) -> Iterator[DemoFile]:
    """Writes the files of all publishers (or one) into `folder` and yields each once it is whole.

    A file is written only when the one before was taken, so the caller may delete it first. The same seed, size and
    `as_of` (the last day with usage) give the same bytes. Raises ValueError for an unknown size or publisher.
    """
    if size not in USAGE_ROWS:
        raise ValueError(f"size is {size!r}; it takes {', '.join(USAGE_ROWS)}")
    markets = [market for market in MARKETPLACES if publisher in (None, market.publisher_id)]
    if not markets:
        raise ValueError(f"publisher is {publisher!r}; it takes 1 to {len(MARKETPLACES)}")
    folder.mkdir(parents=True, exist_ok=True)
    for market in markets:
        yield from write_publisher(folder, market, seed, round(USAGE_ROWS[size] * market.share), as_of)


def write_publisher(folder: Path, market: Marketplace, seed: int, rows: int, as_of: date) -> Iterator[DemoFile]:
    """The files of one publisher: offers, customers, orders, usage by period, retention."""
    world = simulate(market, seed, rows, as_of)
    texts = prepare_texts(world, seed)

    def write(report: str, tables: Iterable[Any], file_format: FileFormat = CSV, period: str = "") -> DemoFile:
        path = folder / f"{market.publisher_id}-{report}{period}{file_format.suffix}"
        return DemoFile(market.publisher_id, market.name, report, path, write_tables(path, tables, file_format))

    assorted = market.publisher_id == ASSORTED
    yield write("offers", [make_offer_table(market)])
    customers = make_customer_table(world, texts)
    yield write("ISVCustomer", [spell_as_ui(customers)], EXCEL) if assorted else write("ISVCustomer", [customers])
    yield write("ISVOrder", make_order_tables(world), GZIP if assorted else CSV)
    for number, period in enumerate(cut_periods(world)):
        tables = make_usage_tables(world, texts, period, number)
        file_format = ASSORTED_FORMATS[number] if assorted and number < len(ASSORTED_FORMATS) else CSV
        yield write("ISVUsage", tables, file_format, f"-{world.timeline.text_of(period.first)}")
    yield write("ISVOfferRetention", [make_retention_table(world, texts, seed)])


def cut_periods(world: World) -> list[Period]:
    """Periods of whole months with at most about a million rows each; the last may go over days reported before."""
    rows_of_day = np.bincount(world.usage.day, minlength=world.timeline.length)
    starts = [0]
    for month_start in month_starts(world.timeline):
        months = int(world.timeline.months()[month_start] - world.timeline.months()[starts[-1]])
        rows = int(rows_of_day[starts[-1] : next_month(world.timeline, month_start)].sum())
        if month_start and (months >= FILE_MONTHS or rows > FILE_ROWS):
            starts.append(month_start)
    ends = [start - 1 for start in starts[1:]] + [world.timeline.end]
    periods = [Period(first, last, range(0)) for first, last in zip(starts, ends, strict=True)]
    if world.market.publisher_id == OVERLAPPING and len(periods) > 1:
        before, last = periods[-2:]
        overlap = range(last.first - OVERLAP_DAYS, last.first)
        periods[-2:] = [Period(before.first, before.last, overlap), Period(overlap.start, last.last, range(0))]
    return periods


def month_starts(timeline: Timeline) -> list[int]:
    """The first day of each month of the timeline."""
    months = timeline.months()
    return [0, *(np.flatnonzero(np.diff(months)) + 1).tolist()]


def next_month(timeline: Timeline, day: int) -> int:
    """The first day after the month of a day."""
    return int(np.searchsorted(timeline.months(), timeline.months()[day], side="right"))


def make_usage_tables(world: World, texts: UsageTexts, period: Period, number: int) -> Iterator[Any]:
    """The tables of a usage file in stretches that fit into memory, odd rows in the first file after the first stretch."""
    preliminary = np.zeros(world.timeline.length, dtype=bool)
    preliminary[period.preliminary.start : period.preliminary.stop] = True
    first = int(np.searchsorted(world.usage.day, period.first, side="left"))
    last = int(np.searchsorted(world.usage.day, period.last, side="right"))
    for start in range(first, last, TABLE_ROWS):
        table = make_usage_table(texts, world, slice(start, min(start + TABLE_ROWS, last)), preliminary)
        if world.market.publisher_id == ASSORTED and number == 0:
            table = make_ui_table(table)
        yield table
        if number == 0 and start == first:
            yield from make_odd_tables(world.market.publisher_id, table)


def make_odd_tables(publisher_id: int, table: Any) -> Iterator[Any]:
    """The refund of one publisher, the unreadable rows of another."""
    if publisher_id == REFUNDING:
        yield make_refund(table)
    if publisher_id == QUARANTINED:
        yield make_bad_rows(table)
