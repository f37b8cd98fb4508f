"""The loader and the build together: real report files, from the header to the part."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.parts import Part
from db.snapshots import SnapshotStore
from services.build.build import build
from services.load.load import load_files
from tests.services.build.lakes import ask, day, usage_of

SECRET = b"secret"
HEADER = "UsageDate,CustomerId,BillingAccountId,OfferId,OfferName,SKU,NormalizedUsage,EstimatedExtendedChargePC,PayoutCurrencyPC"


def load(home: Path, *texts: str, replaces: tuple[date, date] | None = None, zone: str | None = None) -> None:
    files = []
    for number, text in enumerate(texts):
        path = home.with_name(f"{home.name}-{len(list(home.parent.iterdir()))}-{number}.csv")
        path.write_text(text)
        files.append(path)
    load_files(
        home,
        "contoso",
        files,
        zone=zone,
        name=None,
        replaces=replaces,
        strict=True,
        loaded_at=datetime(2024, 5, 1, tzinfo=UTC),
        secret=SECRET,
        memory_limit="256MB",
        threads=1,
    )


def open_built(home: Path, as_of: str | None = None) -> Part:
    report = build(
        home,
        as_of=date.fromisoformat(as_of) if as_of else None,
        today=date(2024, 5, 1),
        built_at=datetime(2024, 5, 1, tzinfo=UTC),
        memory_limit="256MB",
        threads=1,
    )
    return SnapshotStore(home).part("contoso", report.parts[0].part_id)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home."""
    home = tmp_path / "home"
    home.mkdir()
    return home


def test_the_same_report_twice_and_an_overlapping_later_one(home: Path) -> None:
    january = f"{HEADER}\n2024-01-05,c1,b1,o1,Alpha,p1,8,3,USD\n2024-01-31,c1,b1,o1,Alpha,p1,1,1,USD\n"
    later = f"{HEADER}\n2024-01-31,c1,b1,o1,Alpha,p1,2,2,USD\n2024-02-01,c1,b1,o1,Alpha,p1,4,4,USD\n"
    load(home, january)
    load(home, january)
    load(home, later)
    assert usage_of(open_built(home), "used_on", "account_id", "plan_id", "hours", "revenue") == [
        ("01-05", "b1", "p1", 8.0, 3.0),
        ("01-31", "b1", "p1", 2.0, 2.0),
        ("02-01", "b1", "p1", 4.0, 4.0),
    ]


def test_normalized_and_raw_usage_of_the_same_rows_in_two_files(home: Path) -> None:
    raw = HEADER.replace("NormalizedUsage", "RawUsage")
    load(home, f"{HEADER}\n2024-01-05,c1,b1,o1,Alpha,p1,8,3,USD\n", f"{raw}\n2024-01-05,c1,b1,o1,Alpha,p1,2,3,USD\n")
    assert usage_of(open_built(home), "raw", "hours", "revenue") == [(2.0, 8.0, 3.0)]


def test_what_a_file_replaces_whole(home: Path) -> None:
    load(home, f"{HEADER}\n2024-01-05,c1,b1,o1,Alpha,p1,8,3,USD\n2024-01-06,c2,b2,o1,Alpha,p1,8,3,USD\n")
    load(
        home,
        f"{HEADER}\n2024-01-05,c1,b1,o1,Alpha,p1,5,1,USD\n",
        replaces=(date(2024, 1, 1), date(2024, 1, 31)),
    )
    assert usage_of(open_built(home), "customer_id", "hours") == [("c1", 5.0)]


def test_a_cancellation_west_of_utc_counts_on_the_day_of_purchase(home: Path) -> None:
    orders = (
        "OrderPurchaseDate,CustomerId,OfferName,AssetId,OrderStatus,OrderCancelDate\n"
        "2024-01-05,c1,Alpha,x,Canceled,2024-01-05 03:00:00.0000000\n"
    )
    load(home, orders, zone="America/Los_Angeles")
    part = open_built(home)
    assert ask(part, "select ordered_on, canceled_on from orders") == [(day("2024-01-05"), day("2024-01-05"))]
    assert part.as_of == day("2024-01-05")


def test_retention_and_usage_are_one_offer_and_one_day(home: Path) -> None:
    retention = (
        "OfferCategory,OfferName,ProductId,Sku,SkuBillingType,CustomerId,FirstUsageDate,Offset\n"
        "Compute,ALPHA,prod-1,p1,Paid,c1,2024-01-01,4\n"
    )
    load(home, f"{HEADER}\n2024-01-05,c1,b1,o1,Alpha,p1,8,3,USD\n", retention)
    part = open_built(home)
    assert ask(part, "select offer_id, category from offers") == [("o1", "Compute")]
    assert usage_of(part, "used_on", "account_id", "hours", "revenue") == [
        ("01-01", "b1", 0.0, 0.0),
        ("01-05", "b1", 8.0, 3.0),
    ]
    assert ask(part, "select billing_type from plans") == [("Paid",)]


def test_consent_withdrawn_in_one_file_is_not_given_back_by_a_file_that_does_not_speak_of_it(home: Path) -> None:
    load(home, "customer_id,company_name,consent\nc1,Acme,true\nc2,Bolt,true\n")
    load(home, "customer_id,consent\nc1,false\n")
    load(home, "customer_id,company_name\nc1,Acme Ltd\nc2,Bolt Ltd\nc3,Crane\n")
    assert ask(open_built(home), "select customer_id, consent from customers order by 1") == [
        ("c1", False),
        ("c2", True),
        ("c3", True),
    ]
