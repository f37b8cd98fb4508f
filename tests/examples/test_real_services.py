"""The public data sets, loaded and built like anybody's reports, answer what others published about them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from db.embedded import EmbeddedWarehouse
from domain.calendar import day_number, month_number
from domain.filters import CustomerFilter, Segment
from domain.ranges import Months
from domain.scope import Role, Scope
from services.build.build import build
from services.catalogue.offers import offer_by_id
from services.customers.plans import ask_orders_by_plan
from services.load import LoadReport, load_files
from services.retention.heat_map import ask_heat_maps
from services.view import View
from tests.examples.test_real_data import read_published_cohorts
from tests.parts import make_house

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def load(home: Path, folder: Path) -> LoadReport:
    """One load of all tables of a converted folder."""
    return load_files(
        home, "real", sorted(folder.glob("*.csv")), zone=None, name=None, replaces=None, strict=False, loaded_at=NOW,
        secret=b"secret of the tests" * 2, memory_limit="1GB", threads=2,
    )  # fmt: skip


def view_of(home: Path, as_of: date) -> View:
    """The owner's view of what was loaded."""
    build(home, as_of=as_of, today=NOW.date(), built_at=NOW, memory_limit="1GB", threads=2)
    return make_house(home).view(Scope("real", Role.OWNER, "tester"))


def cohorts(home: Path, folder: Path) -> dict[tuple[str, int], int]:
    """Retained accounts of the one offer's heat map by month and offset, rows without members left out."""
    assert [file.quarantined for file in load(home, folder).files] == [0, 0, 0, 0]
    view = view_of(home, date(2011, 12, 9))
    offers = pq.read_table(view.part.table("offers")).to_pylist()
    assert [(offer["name"], offer["category"]) for offer in offers] == [("Online shop", "Retail")]
    key = offers[0]["offer"]
    return {
        (f"{row.month:%Y-%m}", cell.offset): cell.retained
        for row in ask_heat_maps(view, [key], Segment(), False)[key].rows
        for cell in row.cells
        if row.size
    }


def test_the_heat_map_equals_the_published_cohorts(tmp_path: Path, retail_source: Path, retail_folder: Path) -> None:
    published = read_published_cohorts(retail_source / "published" / "online_retail__HarshTanwar__cohort_counts.csv")
    assert len(published) == 91
    assert cohorts(tmp_path, retail_folder) == published


def test_the_heat_map_of_the_uk_equals_the_published_cohorts(
    tmp_path: Path,
    retail_source: Path,
    retail_uk_folder: Path,
) -> None:
    published = read_published_cohorts(retail_source / "published" / "online_retail__56592aya__uk_cohort_counts.csv")
    assert len(published) == 91
    assert cohorts(tmp_path, retail_uk_folder) == published


def test_registrations_and_cancellations_add_up_to_the_published_numbers(
    tmp_path: Path,
    oulad_source: Path,
    oulad_folder: Path,
) -> None:
    report = load(tmp_path, oulad_folder)
    assert {file.name: file.quarantined for file in report.files} == {
        "customers.csv": 0, "offers.csv": 0, "orders.csv": 45, "plans.csv": 0, "usage.csv": 0,
    }  # fmt: skip
    source = pd.read_csv(oulad_source / "student_registration.csv")
    without = source[source["date_registration"].isna()]
    (quarantine,) = (tmp_path / "lake").rglob("quarantine-*.parquet")
    rows = pq.read_table(quarantine).to_pylist()
    assert [row["line"] for row in rows] == [index + 2 for index in without.index]
    assert {row["column"] for row in rows} == {"ordered_on"}

    view = view_of(tmp_path, date(2016, 12, 31))
    span = Months(month_number(date(2011, 1, 1)), month_number(date(2016, 12, 31)), day_number(date(2016, 12, 31)))
    breakdown = ask_orders_by_plan(view, CustomerFilter(), span, [None], top=100)[None]
    orders = {(part.offer.offer_id, part.plan.plan_id): part.value for part in breakdown.slices if part.plan}
    quarantined = (without["code_module"] + without["code_presentation"]).value_counts().to_dict()
    published = pd.read_csv(oulad_source / "published" / "oulad__zoonalink__registrations_by_module_presentation.csv")
    assert {
        (row["code_module"], row["code_module"] + row["code_presentation"]): int(row["registrations"])
        for row in published.to_dict("records")
    } == {key: value + quarantined.get(key[1], 0) for key, value in orders.items()}
    assert breakdown.total + 45 == 32_593

    canceled = EmbeddedWarehouse("256MB", 1, [tmp_path]).query(
        f"select count(canceled_on) as n from read_parquet('{view.part.table('orders')}')"
    )
    assert canceled.n.tolist() == [10_072 - 39]
    found = offer_by_id(view, "AAA")
    assert found is not None
    assert found.category == "SocSci"
