"""Days of a publisher's zone, set by its first load."""

from pathlib import Path

import pytest

from db.lake import loads
from domain.errors import BadInputError
from tests.services.load.lakes import ACME, day, load, load_text, make_csv, make_report, read_rows, write

HEADER = "used_on,customer_id,offer_id"
ORDER = {"CustomerId": "c", "OfferId": "o", "OrderStatus": "Canceled"}
NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", "2024-03-01"),
        (NEW_YORK, "2024-02-29"),
        ("Asia/Tokyo", "2024-03-02"),
        ("Pacific/Kiritimati", "2024-03-02"),
    ],
)
def test_a_timestamp_becomes_a_day_in_the_zone_and_a_day_stays(tmp_path: Path, zone: str, expected: str) -> None:
    home = tmp_path / "home"
    hour = "03" if zone == NEW_YORK else "16"
    load_text(home, make_csv(HEADER, f"2024-03-01 {hour}:00:00,c,o", "2024-03-01,c,o"), zone=zone)
    assert read_rows(home, "used_on") == [(day(expected),), (day("2024-03-01"),)]


def test_daylight_saving_moves_the_hour_of_midnight(tmp_path: Path) -> None:
    home = tmp_path / "home"
    moments = ("2024-03-10 04:59:59", "2024-03-10 05:00:00", "2024-03-11 03:59:59", "2024-03-11 04:00:00")
    load_text(home, make_csv(HEADER, *(f"{moment},c,o" for moment in moments)), zone=NEW_YORK)
    days = ("2024-03-09", "2024-03-10", "2024-03-10", "2024-03-11")
    assert [value for (value,) in read_rows(home, "used_on")] == [day(each) for each in days]


def test_the_first_load_sets_the_zone_and_every_load_says_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv(HEADER, "2024-03-01,c,o"), zone=NEW_YORK)
    load_text(home, make_csv(HEADER, "2024-03-02 01:00:00,c,o"))
    load_text(home, make_csv(HEADER, "2024-03-03,c,o"), zone=NEW_YORK)
    assert [each.zone for each in loads(home, ACME)] == [NEW_YORK] * 3
    assert read_rows(home, "used_on", place=1) == [(day("2024-03-01"),)]
    with pytest.raises(BadInputError) as refused:
        load_text(home, make_csv(HEADER, "2024-03-04,c,o"), zone="Europe/Berlin")
    assert str(refused.value) == (
        "zone: publisher acme has the zone America/New_York, set by its first load, and it cannot become Europe/Berlin; "
        "leave it out, or unload all of its loads first"
    )
    load_text(home, make_csv(HEADER, "2024-03-01,c,o"), zone="Europe/Berlin", publisher_id="other")
    assert [each.zone for each in loads(home)] == [NEW_YORK] * 3 + ["Europe/Berlin"]


def test_the_default_zone_is_utc_and_stands_too(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv(HEADER, "2024-03-01,c,o"))
    assert loads(home, ACME)[0].zone == "UTC"
    with pytest.raises(BadInputError, match="has the zone UTC"):
        load_text(home, make_csv(HEADER, "2024-03-02,c,o"), zone=NEW_YORK)


@pytest.mark.parametrize("zone", ["Mars", "../etc/passwd", "/etc/localtime"])
def test_a_zone_has_to_exist(tmp_path: Path, zone: str) -> None:
    with pytest.raises(BadInputError) as refused:
        load(tmp_path / "home", write(tmp_path / "a.csv", "offer_id\no\n"), zone=zone)
    assert str(refused.value) == f"zone: {zone!r} is no time zone; takes a name such as Europe/Berlin or UTC"


@pytest.mark.parametrize("column", ["OrderCancelDate", "EventTimestamp"])
def test_a_cancellation_that_the_zone_alone_puts_before_the_purchase_is_of_the_purchase_day(
    tmp_path: Path, column: str
) -> None:
    home = tmp_path / "home"
    rows = [
        {**ORDER, "OrderPurchaseDate": "2024-03-10", column: "2024-03-10 02:00:00"},
        {**ORDER, "OrderPurchaseDate": "2024-03-10", column: "2024-03-11 02:00:00"},
        {**ORDER, "OrderPurchaseDate": "2024-03-10", column: "2024-03-09 23:00:00"},
        {**ORDER, "OrderPurchaseDate": "2024-03-10 06:00:00", column: "2024-03-10 07:00:00"},
        {**ORDER, "OrderPurchaseDate": "2024-03-10", column: "2024-03-12 12:00:00"},
    ]
    report = load_text(home, make_report(rows), zone=NEW_YORK)
    assert (report.accepted, report.quarantined) == (4, 1)
    assert read_rows(home, '"row"', "canceled_on") == [
        (2, day("2024-03-10")),
        (3, day("2024-03-10")),
        (5, day("2024-03-10")),
        (6, day("2024-03-12")),
    ]


def test_the_same_holds_for_plain_orders(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = ("o1,c,x,2024-03-10,2024-03-10 02:00:00", "o2,c,x,2024-03-10,2024-03-09")
    report = load_text(home, make_csv("order_id,customer_id,offer_id,ordered_on,canceled_on", *rows), zone=NEW_YORK)
    assert report.quarantined == 1
    assert read_rows(home, "order_id", "canceled_on") == [("o1", day("2024-03-10"))]
