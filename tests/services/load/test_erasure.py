"""Erasing a customer: nothing of it stays in any file of the lake, later loads drop it, and a killed erasure is finished by the next."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from db.arrow import read_arrow
from db.lake import clear_leftovers, erased_keys, loads
from domain.errors import NotFoundError
from services.load import ErasedKeys, erase_from_lake
from services.load.erased import hash_id
from tests.services.load.lakes import (
    ACME,
    SECRET,
    day,
    lake_files,
    load,
    load_text,
    make_csv,
    make_report,
    read_quarantine,
    read_rows,
    write,
)

ID = "gone_2019-05-31"
OTHER = "stays_2019-05-31"
TRACES = (
    ID,
    "account-of-gone",
    "Vanish Ltd",
    "Vera",
    "vera@vanish.example",
    "Vanishing Road",
    "asset-gone",
    "subscription-gone",
)
USAGE = {"UsageDate": "2024-03-01", "OfferId": "ledger", "RawUsage": "1"}
ORDER = {"OrderPurchaseDate": "2024-03-01", "OfferId": "ledger"}
NO_NUMBER = "is no number: takes up to 12 digits before a decimal point, such as 1234.5"
CUSTOMER = {"DateAcquired": "2024-03-01", "AzureLicenseType": "Enterprise"}


def write_reports(folder: Path) -> list[Path]:
    """A report of each kind with both customers, bad rows of both, and telling file names."""
    both = [
        {"CustomerId": ID, "BillingAccountId": "account-of-gone", "MarketplaceSubscriptionId": "subscription-gone"},
        {
            "CustomerId": OTHER,
            "BillingAccountId": "account-of-stays",
            "MarketplaceSubscriptionId": "subscription-stays",
        },
    ]
    people = [
        {
            "CustomerCompanyName": "Vanish Ltd", "FirstName": "Vera", "LastName": "Li", "Email": "vera@vanish.example",
            "AddressLine1": "Vanishing Road 1",
        },
        {"CustomerCompanyName": "Stay Ltd", "FirstName": "Stan", "LastName": "Li", "Email": "stan@stay.example", "AddressLine1": "Road"},
    ]  # fmt: skip
    good = [{**USAGE, **each} for each in both]
    bad = [{**each, "RawUsage": f"lots of {each['CustomerId']}"} for each in good]
    nameless = [{**each, "CustomerId": ""} for each in good]
    return [
        write(folder / f"usage {ID} of Vanish Ltd.csv", make_report([*good, *bad, *nameless, *good, *good, *good])),
        write(
            folder / "orders.csv",
            make_report([{**ORDER, **each, "AssetId": f"asset-{each['CustomerId'].split('_')[0]}"} for each in both]),
        ),
        write(
            folder / "customers.csv",
            make_report([{**CUSTOMER, **each, **who} for each, who in zip(both, people, strict=True)]),
        ),
        write(
            folder / "retention.csv",
            make_report(
                [{**each, "FirstUsageDate": "2024-03-01", "Offset": "2", "ProductId": "ledger"} for each in both]
            ),
        ),
        write(folder / "offers.csv", "offer_id,name\nledger,Ledger\n"),
    ]


def load_reports(folder: Path) -> Path:
    """A home with these reports in two loads."""
    home = folder / "home"
    first, *others = write_reports(folder)
    load(home, *others)
    load(home, first)
    return home


def erase(home: Path, customer_id: str = ID) -> ErasedKeys:
    """Erases a customer of the publisher."""
    return erase_from_lake(home, ACME, customer_id, SECRET, memory_limit="256MB", threads=1)


def list_traces(home: Path) -> list[str]:
    """Where any value of the erased customer is still found: names, texts and Parquet values of all files."""
    found: list[str] = []
    for path in sorted(home.rglob("*")):
        text = str(path.relative_to(home))
        if path.suffix == ".parquet":
            text += str(pq.read_table(path).to_pylist())
        elif path.suffix == ".arrow":
            text += str(read_arrow(path).to_pylist())
        elif path.is_file():
            text += path.read_bytes().decode()
        found.extend(f"{trace} in {path.name}" for trace in TRACES if trace in text)
    return found


def check_erased(home: Path) -> None:
    """Nothing of the customer is left, everything of the other is, and the manifests are right."""
    assert list_traces(home) == []
    expected = {"usage": 4, "orders": 1, "customers": 1, "retention": 1, "offers": 1}
    assert {file.report: file.rows for file in lake_files(home)} == expected
    assert {file.report: pq.read_metadata(file.path).num_rows for file in lake_files(home)} == expected
    usage = next(file for file in lake_files(home) if file.report == "usage")
    assert (usage.name, usage.quarantined) == ("usage erased of erased.csv", 2)
    assert read_quarantine(home) == [
        ("usage erased of erased.csv", 5, "RawUsage", f"lots of {OTHER}", NO_NUMBER),
        ("usage erased of erased.csv", 7, "CustomerId", None, "is empty: every row needs one"),
    ]  # fmt: skip
    assert read_rows(home, '"row"', "customer_id") == [(line, OTHER) for line in (3, 9, 11, 13)]
    assert list((home / "staging").iterdir()) == []


def test_nothing_of_an_erased_customer_stays(tmp_path: Path) -> None:
    home = load_reports(tmp_path)
    assert list_traces(home) != []
    before = {file.report: (file.sha256, file.carried, file.days) for file in lake_files(home)}
    erased = erase(home)
    assert erased == ErasedKeys(ACME, erased_keys(home, ACME), 9)
    assert erased.keys == {hash_id(SECRET, "customer_id", ID), hash_id(SECRET, "billing_account_id", "account-of-gone")}
    check_erased(home)
    assert {file.report: (file.sha256, file.carried, file.days) for file in lake_files(home)} == before


def test_erasing_again_finds_nothing_and_is_no_error(tmp_path: Path) -> None:
    home = load_reports(tmp_path)
    first = erase(home)
    assert erase(home) == ErasedKeys(ACME, first.keys, 0)
    check_erased(home)


def test_the_days_of_a_file_are_those_of_what_is_left(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv("used_on,customer_id,offer_id", f"2024-03-01,{ID},o", f"2024-03-05,{OTHER},o"))
    erase(home)
    assert lake_files(home)[0].days == (day("2024-03-05"), day("2024-03-05"))
    erase(home, OTHER)
    assert (lake_files(home)[0].days, lake_files(home)[0].rows) == (None, 0)


def test_later_loads_drop_its_rows_and_count_them(tmp_path: Path) -> None:
    home = load_reports(tmp_path)
    erase(home)
    rows = [
        {**USAGE, "CustomerId": ID, "BillingAccountId": "account-of-gone", "UsageDate": "2024-04-01"},
        {**USAGE, "CustomerId": ID, "BillingAccountId": "", "UsageDate": "bad", "RawUsage": "bad"},
        {**USAGE, "CustomerId": "its new id", "BillingAccountId": "account-of-gone", "UsageDate": "2024-04-01"},
        {**USAGE, "CustomerId": "", "BillingAccountId": "account-of-gone", "UsageDate": "2024-04-01"},
        {**USAGE, "CustomerId": OTHER, "BillingAccountId": "account-of-stays", "UsageDate": "2024-04-01"},
    ]
    report = load_text(home, make_report(rows))
    assert (report.accepted, report.quarantined, report.left_out) == (1, 0, {"erased": 4})
    assert read_rows(home, "customer_id") == [(OTHER,)]
    assert list_traces(home) == []


def test_the_same_bytes_are_still_known_after_an_erasure(tmp_path: Path) -> None:
    home = load_reports(tmp_path)
    erase(home)
    assert load(home, tmp_path / "customers.csv").load_id is None


def test_an_account_that_others_share_is_not_erased(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = [{**USAGE, "CustomerId": each, "BillingAccountId": "shared"} for each in (ID, OTHER)]
    load_text(home, make_report(rows))
    assert erase(home).keys == {hash_id(SECRET, "customer_id", ID)}
    assert read_rows(home, "customer_id", "billing_account_id") == [(OTHER, "shared")]
    again = load_text(home, make_report([{**row, "UsageDate": "2024-03-02"} for row in rows]))
    assert (again.accepted, again.left_out) == (1, {"erased": 1})


def test_another_publishers_rows_stay(tmp_path: Path) -> None:
    home = tmp_path / "home"
    text = make_csv("used_on,customer_id,offer_id", f"2024-03-01,{ID},o")
    load_text(home, text)
    load_text(home, text, publisher_id="other")
    erase(home)
    assert read_rows(home, "customer_id", publisher_id="other") == [(ID,)]
    assert erased_keys(home, "other") == frozenset()


def test_erased_keys_outlive_the_loads(tmp_path: Path) -> None:
    home = tmp_path / "home"
    text = make_csv("used_on,customer_id,offer_id", f"2024-03-01,{ID},o", f"2024-03-01,{OTHER},o")
    load_text(home, text)
    erase(home)
    for each in loads(home):
        each.folder.rename(tmp_path / each.load_id)
    assert load_text(home, text).left_out == {"erased": 1}


def test_a_customer_known_from_bad_rows_alone_is_erased(tmp_path: Path) -> None:
    home = tmp_path / "home"
    good = {**USAGE, "CustomerId": OTHER}
    load_text(home, make_report([good, {**good, "CustomerId": ID, "RawUsage": "x"}]))
    assert erase(home).rows == 1
    assert read_quarantine(home) == []
    assert list_traces(home) == []


@pytest.mark.parametrize("customer_id", ["nobody", "account-of-gone", ""])
def test_an_unknown_customer_is_not_found(tmp_path: Path, customer_id: str) -> None:
    home = load_reports(tmp_path)
    with pytest.raises(NotFoundError) as refused:
        erase(home, customer_id)
    assert str(refused.value) == f"customer {customer_id!r}: publisher acme has no such customer"
    assert erased_keys(home, ACME) == frozenset()


def test_an_empty_lake_knows_nobody(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        erase(tmp_path / "home")


ERASE = """
import sys
from pathlib import Path
from services.load import erase_from_lake
erase_from_lake(Path(sys.argv[1]), "acme", sys.argv[2], sys.argv[3].encode(), memory_limit="256MB", threads=1)
"""


def run_erasure(home: Path, fault: str) -> int:
    """Erases in a process of its own that is killed at a step; the code that it ends with."""
    command = [sys.executable, "-c", ERASE, str(home), ID, SECRET.decode()]
    return subprocess.run(command, env={**os.environ, "HOLDFAST_FAULT": fault}, check=False).returncode


@pytest.mark.parametrize(
    "fault",
    ["after-write:1", "before-rename:1", "after-rename:1", "after-rename:2", "after-rename:4", "after-rename:6"],
)
def test_a_killed_erasure_is_finished_by_the_next(tmp_path: Path, fault: str) -> None:
    home = load_reports(tmp_path)
    assert run_erasure(home, fault) == -signal.SIGKILL
    clear_leftovers(home)
    assert sum(file.rows for file in lake_files(home)) > 0
    erase(home)
    check_erased(home)
