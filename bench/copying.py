"""A usage report of 36 columns, and DuckDB's own way to read it: COPY into a table whose column types are given, not guessed."""

import csv
from pathlib import Path

import duckdb

from app.commands.demo import AS_OF
from app.demo.catalog import MARKETPLACES
from app.demo.columns import USAGE, split
from app.demo.marketplace import Period, make_usage_tables
from app.demo.usage_report import prepare_texts
from app.demo.world import simulate
from app.demo.writing import write_tables
from db.warehouse import quote

REPORT_ROWS = 1_000_000
_SEED = 1
_LEFT_OUT = split(
    "IsPreviewSKU, DeploymentMethod, UsageReference, PartnerCenterDetectedAnomaly, PublisherMarkedAnomaly, NewReportedUsage, "
    "ActionTakenAt, ActionTakenBy, EstimatedFinancialImpactUSD, ListPriceUSD, DiscountPriceUSD, IsPrivatePlan, PrivateOfferId, "
    "PrivateOfferName, BillingId, CustomerAdjustmentUSD, MultiParty, PartnerInfo, SalesNotes, PlanType, CustomerAccess, "
    "PublisherAccess"
)
"""Columns that nobody needs and that the demo leaves empty or fills with one text."""
_DAYS = split("UsageDate, MonthStartDate, TrialEndDate")
_NUMBERS = split(
    "PriceCC, EstimatedPricePC, NormalizedUsage, MeteredUsage, RawUsage, EstimatedExtendedChargeCC, EstimatedExtendedChargePC"
)


def write_report(path: Path, rows: int) -> int:
    """Writes about so many rows of the demo's biggest publisher as CSV, every value quoted; returns how many there are."""
    world = simulate(MARKETPLACES[0], _SEED, rows, AS_OF)
    texts = prepare_texts(world, _SEED)
    columns = [name for name in USAGE if name not in _LEFT_OUT]
    # not the first file, which the demo spoils with odd rows
    tables = make_usage_tables(world, texts, Period(0, world.timeline.end, range(0)), number=1)
    return write_tables(path, (table.select(columns) for table in tables))


def copy_typed(report: Path, database: Path | None, memory: str, threads: int) -> None:
    """Copies a report into a fresh table of DuckDB, in memory or in a file."""
    if database is not None:
        database.unlink(missing_ok=True)
    with report.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    columns = ", ".join(f'"{name}" {_type_of(name)}' for name in header)
    with duckdb.connect(str(database or ":memory:")) as connection:
        connection.execute(f"set memory_limit = {quote(memory)}")
        connection.execute(f"set threads = {threads}")
        connection.execute("set preserve_insertion_order = false")
        connection.execute(f"create table usage ({columns})")
        connection.execute(
            f"copy usage from {quote(report)} (format csv, header true, auto_detect false, delim ',', quote '\"', escape '\"')"
        )


def _type_of(name: str) -> str:
    if name in _NUMBERS:
        return "decimal(18, 6)"
    return "date" if name in _DAYS else "varchar"
