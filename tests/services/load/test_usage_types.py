"""The portal's dialect of ISVUsage: each row has one usage type, and charges are taken from one type."""

from pathlib import Path

from tests.services.load.lakes import load_text, make_report, read_quarantine, read_rows

KEY = {"UsageDate": "2024-03-01", "CustomerId": "c1", "OfferId": "ledger"}
HOURS = ("raw_hours", "normalized_hours", "carries_raw", "carries_normalized", "normalized_derived")
REVENUE = ("revenue_usd", "carries_revenue")


def load_usage(home: Path, *rows: dict[str, str]) -> dict[str, int]:
    """Loads rows that all have the key; what was left out or noted."""
    return dict(load_text(home, make_report([{**KEY, **row} for row in rows])).left_out)


def type_row(kind: str, quantity: str = "", charge: str = "", **more: str) -> dict[str, str]:
    """A row of the portal's dialect."""
    return {
        "Usage Type": kind,
        "Usage Quantity": quantity,
        "Core Size": "4",
        "Estimated Extended Charge (PC)": charge,
        "Payout Currency (PC)": "USD",
        **more,
    }


def test_the_quantity_goes_to_the_column_of_its_type(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_usage(
        home,
        type_row("Raw usage", "2", "1", **{"SKU": "a"}),
        type_row("Normalized usage", "9", "2", **{"SKU": "b"}),
        type_row("Metered usage", "5", "3", **{"SKU": "c"}),
        type_row("RAW USAGE", "2", "4", **{"SKU": "d", "Normalized Usage": "7", "Raw Usage": "6"}),
        type_row("Normalized usage", "", "5", **{"SKU": "e", "Normalized Usage": "7", "Raw Usage": "6"}),
    )
    assert read_rows(home, *HOURS, *REVENUE) == [
        (2_000_000, 8_000_000, True, True, True, 1_000_000, True),
        (None, 9_000_000, False, True, False, 2_000_000, True),
        (None, None, False, False, False, 3_000_000, True),
        (2_000_000, 8_000_000, True, True, True, 4_000_000, True),
        (None, 7_000_000, False, True, False, 5_000_000, True),
    ]


def test_charges_come_from_one_type_and_hours_from_each(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_usage(
        home,
        type_row("Metered usage", "1", "5"),
        type_row("Normalized usage", "8", "6"),
        type_row("Raw usage", "2", "7"),
        type_row("Metered usage", "1", "8", **{"CustomerId": "c2"}),
        type_row("Normalized usage", "8", "9", **{"CustomerId": "c2"}),
        type_row("Metered usage", "1", "10", **{"CustomerId": "c3"}),
        type_row("Raw usage", "1", "", **{"CustomerId": "c4"}),
        type_row("Normalized usage", "4", "11", **{"CustomerId": "c4"}),
    )
    assert read_rows(home, "raw_hours", "normalized_hours", "normalized_derived", *REVENUE) == [
        (None, None, False, None, False),
        (None, 8_000_000, False, None, False),
        (2_000_000, None, False, 7_000_000, True),
        (None, None, False, None, False),
        (None, 8_000_000, False, 9_000_000, True),
        (None, None, False, 10_000_000, True),
        (1_000_000, None, False, None, False),
        (None, 4_000_000, False, 11_000_000, True),
    ]


def test_a_bad_row_takes_no_charges_away(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = [
        type_row("Raw usage", "-2", "7"),
        type_row("Normalized usage", "8", "6"),
        type_row("Odd usage", "1", "1"),
        type_row("Raw usage", "1", CustomerId="c2"),
    ]
    report = load_text(home, make_report([{**KEY, **row} for row in rows]))
    assert (report.accepted, report.quarantined) == (2, 2)
    assert read_rows(home, *REVENUE) == [(6_000_000, True), (None, True)]
    assert read_quarantine(home) == [
        ("report.csv", 2, "Usage Quantity", "-2", "is negative: hours cannot be"),
        (
            "report.csv",
            4,
            "Usage Type",
            "Odd usage",
            "is no usage type: takes Raw usage, Normalized usage or Metered usage",
        ),
    ]


def test_what_is_not_charged_is_not_counted_as_foreign(tmp_path: Path) -> None:
    home = tmp_path / "home"
    euro = {"Payout Currency (PC)": "EUR"}
    left_out = load_usage(home, type_row("Raw usage", "1", "3", **euro), type_row("Normalized usage", "4", "3", **euro))
    assert left_out == {"not in USD": 1}
