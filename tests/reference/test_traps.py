"""The known traps of the metrics, each on tables small enough to count by hand."""

from datetime import date

import pytest

from tests.reference import customers, retention
from tests.reference.days import add_days, add_months
from tests.reference.exact import read_millionths, show_decimal, wilson
from tests.reference.marketplace import Tables
from tests.reference.refused import RefusedError
from tests.reference.small_tables import AS_OF, buy, crowd, months, offer, one, point, use


def test_benchmark_is_pooled_and_counts_an_offer_at_zero() -> None:
    # 2 of 10 and 0 of 100 are 2/110, not 10 %
    market = one(Tables(offers=[offer("vm"), offer("db", "storage")], usage=crowd(10, 2) + crowd(100, 0, "db")))
    assert point(market, "vm", 45)["benchmark"] == 2 / 110
    assert point(market, "vm", 45)["indicator"] == "GOOD"
    assert point(market, "db", 45)["benchmark"] == 2 / 110
    assert point(market, "db", 45)["indicator"] == "BAD"


def test_account_not_eligible_enters_no_figure() -> None:
    # 5/10 and 4/5 have reached Day 50; the third cohort, 50 days short by two, has not: 9/15
    rows = crowd(10, 0) + crowd(5, 0, "x", date(2024, 3, 10)) + crowd(7, 0, "y", date(2024, 5, 13))
    rows += [use(f"vm-{number:04}", add_days(date(2024, 3, 1), 50)) for number in range(5)]
    rows += [use(f"x-{number:04}", add_days(date(2024, 3, 10), 50)) for number in range(4)]
    market = one(Tables(usage=[{**row, "offer_id": "vm"} for row in rows]))
    found = point(market, "vm", 50)
    assert (found["eligible"], found["retained"], found["score"]) == (15, 9, 0.6)
    assert point(market, "vm", 0)["eligible"] == 22


def test_day_one_is_the_next_calendar_day() -> None:
    market = one(Tables(usage=[use("a", "2024-03-30"), use("a", "2024-03-31")]))
    assert point(market, "vm", 1)["retained"] == 1


def test_heat_map_counts_calendar_months() -> None:
    # 25 Feb then 3 Mar: offset 1
    rows = retention.answer_heat_map(one(Tables(usage=[use("a", "2024-02-25"), use("a", "2024-03-03")])), "alpha", "vm")
    assert [row["month"] for row in rows["rows"]] == ["2024-02-01"]
    assert [cell["retained"] for cell in rows["rows"][0]["cells"]] == [1, 1, 0, 0, 0]
    assert [cell["partial"] for cell in rows["rows"][0]["cells"]] == [False] * 5
    assert (rows["rows"][0]["mature"], rows["rows"][0]["truncated"]) == (True, True)


def test_equal_score_is_neutral_and_perfect_score_against_one_is_not_significant() -> None:
    market = one(Tables(offers=[offer("vm")], usage=crowd(10, 10)))
    found = point(market, "vm", 45)
    assert (found["score"], found["benchmark"], found["indicator"]) == (1.0, 1.0, "NEUTRAL")
    assert found["significant"] is False
    assert found["interval"]["high"] == 1.0
    thirds = one(Tables(offers=[offer("vm"), offer("db")], usage=crowd(3, 1) + crowd(6, 2, "db")))
    assert point(thirds, "vm", 45)["indicator"] == "NEUTRAL"


def test_first_use_on_the_last_day_of_the_base() -> None:
    # 45 days before as_of: Day 45, Week 5 (its last day is day 41), Month 0 (day 29)
    market = one(Tables(usage=[use("a", add_days(AS_OF, -45))]))
    assert retention.answer_base(market, "alpha", "vm")["accounts"] == 1
    reached = {
        granularity: retention.answer_curve(market, "alpha", "vm", granularity)["points"][-1]["period"]
        for granularity in ("DAY", "WEEK", "MONTH")
    }
    assert reached == {"DAY": 45, "WEEK": 5, "MONTH": 0}
    late = one(Tables(usage=[use("a", add_days(AS_OF, -44))]))
    assert retention.answer_base(late, "alpha", "vm")["accounts"] == 0
    assert retention.answer_curve(late, "alpha", "vm") == {"total": None, "points": []}


def test_retained_on_as_of_is_not_lost_the_day_after() -> None:
    first = add_days(AS_OF, -45)
    rows = [use("a", first, revenue_usd="2"), use("a", AS_OF, revenue_usd="3")]
    lost = retention.answer_potential_revenue(one(Tables(usage=rows)), "alpha", "vm", up_to=50)
    assert lost[-1]["period"] == 45
    assert [row for row in lost if row["accounts"]] == [
        {"period": 1, "accounts": 1, "accumulated": "2", "daily": "2"},
    ]


def test_potential_revenue_of_a_week() -> None:
    # first use 1 March; week 0 earns 1 + 2, week 1 earns 4, week 2 is silent: lost in 2, accumulated 7, within week 1: 4
    rows = [use("a", day, revenue_usd=revenue) for day, revenue in (("2024-03-01", "1"), ("2024-03-07", "2"))]
    rows += [use("a", "2024-03-10", revenue_usd="4"), use("a", "2024-03-25", revenue_usd="8")]
    lost = retention.answer_potential_revenue(one(Tables(usage=rows)), "alpha", "vm", "WEEK", up_to=4)
    assert lost[1] == {"period": 2, "accounts": 1, "accumulated": "7", "daily": "4"}
    assert lost[3] == {"period": 4, "accounts": 1, "accumulated": "15", "daily": "8"}


def test_rows_of_one_key_add_up() -> None:
    rows = [use("a", "2024-03-01", raw_hours="1.5", revenue_usd="0.25")] * 2
    node = customers.answer_customers(one(Tables(usage=rows)), "alpha")[0]
    assert (node["rawHours"], node["normalizedHours"], node["revenue"]) == ("3", "3", "0.5")


def test_canceled_then_bought_again_is_reactivated() -> None:
    market = one(Tables(orders=[buy("1", "a", "2024-01-10", "2024-02-20"), buy("2", "a", "2024-04-05")]))
    trend = customers.answer_trend(market, "alpha", months("2024-01-01", "2024-04-30"))
    kinds = [[row[name] for name in ("new", "existing", "churned", "acquired", "reactivated")] for row in trend]
    assert kinds == [[1, 0, 0, 1, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0], [0, 1, 0, 0, 1]]
    node = customers.answer_customers(market, "alpha")[0]
    assert (node["dateAcquired"], node["dateLost"], node["reactivated"]) == ("2024-01-10", None, True)


def test_bought_and_canceled_in_one_month_is_churned_and_acquired() -> None:
    market = one(Tables(orders=[buy("1", "a", "2024-03-05", "2024-03-20")]))
    found = customers.answer_trend(market, "alpha", months("2024-03-01", "2024-03-01"))[0]
    assert [found[name] for name in ("active", "churned", "acquired")] == [0, 1, 1]
    assert customers.answer_orders_by_plan(market, "alpha", months("2024-03-01", "2024-03-31"))["total"] == 1
    assert customers.answer_seats_by_plan(market, "alpha", months("2024-03-01", "2024-03-31"))["total"] == 0


def test_canceled_on_the_first_of_a_month_is_churned_in_it() -> None:
    market = one(Tables(orders=[buy("1", "a", "2024-01-05", "2024-03-01")]))
    trend = customers.answer_trend(market, "alpha", months("2024-01-01", "2024-04-01"))
    assert [row["churned"] for row in trend] == [0, 0, 1, 0]


def test_same_day_cancellation_and_bad_orders() -> None:
    orders = [
        buy("1", "a", "2024-05-05", "2024-05-05"),
        buy("2", "b", "2024-05-05", "2024-05-04"),
        buy("3", "c", "2024-05-05", status="Canceled"),
        buy("4", "d", "2024-05-05", status="Abandoned"),
        buy("5", "e", "2024-05-05", "9999-12-31"),
    ]
    found = customers.answer_customers(one(Tables(orders=orders)), "alpha")
    assert [(row["customer"]["customerId"], row["isActive"]) for row in found] == [("a", False), ("e", True)]


def test_eighteen_months_are_clamped_and_the_heat_map_has_eighteen_rows() -> None:
    as_of = date(2024, 8, 31)
    assert add_months(as_of, -18) == date(2023, 2, 28)
    market = one(Tables(usage=[use(f"c{month}", add_months(date(2024, 8, 1), -month)) for month in range(20)]), as_of)
    assert retention.answer_base(market, "alpha", "vm")["from"] == "2023-02-28"
    rows = retention.answer_heat_map(market, "alpha", "vm")["rows"]
    assert (len(rows), rows[0]["month"], len(rows[0]["cells"])) == (18, "2023-03-01", 18)
    mature = retention.answer_heat_map(market, "alpha", "vm", mature_only=True)["rows"]
    assert (len(mature), mature[-1]["month"]) == (17, "2024-07-01")


def test_buckets_and_bands_are_integers() -> None:
    market = one(Tables(offers=[offer("vm")], usage=crowd(5, 3)))
    standing = retention.answer_standing(market, "alpha", "vm")
    assert standing is not None
    assert [(row["from"], row["offers"]) for row in standing["distribution"] if row["offers"]] == [(0.6, 1)]
    orders = [buy(f"{number}", f"c{number:03}", "2024-06-01") for number in range(100)]
    bands = customers.answer_concentration(one(Tables(orders=orders)), "alpha", bands=100)["bands"]
    assert bands[6] == {
        "percentile": 7,
        "customers": 1,
        "value": "1",
        "cumulativeValue": "7",
        "cumulativeShare": 0.07,
    }


def test_millionths_are_rounded_half_even_and_shown_without_exponent() -> None:
    cells = ("0.0000005", "0.0000015", "1.50", "-2.25", "0", "0.000001", "-0.0000005")
    assert [show_decimal(read_millionths(cell)) for cell in cells] == [
        *("0", "0.000002", "1.5", "-2.25", "0", "0.000001", "0")
    ]


def test_wilson_interval() -> None:
    # 5 of 10 by hand: centre 0.5, half width z / sqrt(10) / 2 * sqrt(1 + z^2 / 10) / (1 + z^2 / 10)
    interval = wilson(5, 10)
    assert interval["low"] == pytest.approx(0.236593090512564, abs=1e-12)
    assert interval["high"] == pytest.approx(0.763406909487436, abs=1e-12)
    assert (wilson(0, 10)["low"], wilson(10, 10)["high"]) == (0.0, 1.0)


def test_acquisition_by_usage_and_by_date() -> None:
    # acquired 1 January by date, first usage 1 March: (3) lasts until (2) begins; lost on 10 May
    profile = {"customer_id": "a", "date_acquired": "2024-01-01", "date_lost": "2024-05-10"}
    market = one(Tables(customers=[profile], usage=[use("a", "2024-03-01"), use("b", "2024-03-02")]))
    lifetime = customers.answer_customer(market, "alpha", "a")
    assert lifetime is not None
    assert [lifetime[name] for name in ("dateAcquired", "dateLost", "isActive")] == ["2024-01-01", "2024-05-10", False]
    filtered = customers.answer_customers(market, "alpha", filter_={"offerId": ["vm"]})
    assert [(row["customer"]["customerId"], row["dateAcquired"]) for row in filtered] == [
        ("b", "2024-03-02"),
        ("a", "2024-03-01"),
    ]
    assert customers.answer_customers(market, "alpha", filter_={"offerId": ["other"]}) == []


def test_masking_by_role() -> None:
    people = [
        {"customer_id": "a", "company_name": "Kiwi"},
        {"customer_id": "b", "company_name": "Plum", "protected": "yes"},
        {"customer_id": "c", "company_name": "Fig", "consent": "no"},
    ]
    shown = {
        role: [
            (row["customer"]["companyName"], row["customer"]["personalData"])
            for row in customers.answer_customers(one(Tables(customers=people)), "alpha", role=role)
        ]
        for role in ("OWNER", "CONTRIBUTOR")
    }
    assert shown["OWNER"] == [("Kiwi", "VISIBLE"), ("************", "PROTECTED"), (None, "NO_CONSENT")]
    assert shown["CONTRIBUTOR"] == [(None, "OWNER_ONLY"), ("************", "PROTECTED"), (None, "OWNER_ONLY")]


def test_contributor_never_filters_or_sorts_by_personal_data() -> None:
    market = one(Tables(customers=[{"customer_id": "a", "company_name": "Kiwi"}]))
    with pytest.raises(RefusedError, match="FORBIDDEN_FIELD"):
        customers.answer_summary(market, "alpha", filter_={"name": {"contains": "k"}}, role="CONTRIBUTOR")
    with pytest.raises(RefusedError, match="FORBIDDEN_FIELD"):
        customers.answer_customers(market, "alpha", order_by=[{"field": "COMPANY_NAME"}], role="CONTRIBUTOR")
