"""Worked examples of the reference: benchmarks across publishers, segments, filters, lists and small tables."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.marketplaces import write_plain_tables
from tests.reference import customers, retention
from tests.reference.days import add_days
from tests.reference.marketplace import Marketplace, Tables
from tests.reference.refused import RefusedError
from tests.reference.small_tables import AS_OF, buy, crowd, months, offer, one, point, use


def neighbours(accounts: int) -> Marketplace:
    """alpha retains 1 of 4; three others of so many accounts retain 2 each."""
    own = Tables(offers=[offer("vm")], usage=crowd(4, 1))
    other = Tables(offers=[offer("vm", " STORAGE ")], usage=crowd(accounts, 2))
    return Marketplace(AS_OF, {"alpha": own, "beta": other, "delta": other, "gamma": other})


def test_three_others_of_five_accounts_make_the_benchmark() -> None:
    found = point(neighbours(5), "vm", 45)
    assert (found["benchmarkScope"], found["benchmark"], found["indicator"]) == ("ALL_PUBLISHERS", 7 / 19, "BAD")
    own = point(neighbours(4), "vm", 45)
    assert (own["benchmarkScope"], own["benchmark"], own["indicator"]) == ("OWN_OFFERS", 0.25, "NEUTRAL")


def test_standing_among_all_publishers() -> None:
    # scores 0.4, 0.4, 0.4, 0.25: mean 0.3625, median 0.4; one step back nobody had reached another rank
    standing = retention.answer_standing(neighbours(5), "alpha", "vm")
    assert standing is not None
    distribution = standing.pop("distribution")
    assert standing == {
        "category": "Storage",
        "scope": "ALL_PUBLISHERS",
        "rank": 4,
        "rankChange": 0,
        "score": 0.25,
        "totalOffers": 4,
        "totalCustomers": 19,
        "offersBehind": 0,
        "meanScore": 0.36,
        "medianScore": 0.4,
    }
    assert [bucket["offers"] for bucket in distribution] == [0, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0]


def test_rank_change_looks_one_step_back() -> None:
    # yesterday aa and db were both 1/1 with one customer, aa first by id; today c, dormant, enters the base of aa: 1/2
    rows = [*crowd(1, 1, "aa"), *crowd(1, 1, "db"), use("c", add_days(AS_OF, -45), "aa")]
    market = one(Tables(offers=[offer("aa"), offer("db")], usage=rows))
    fallen, risen = (retention.answer_standing(market, "alpha", offer_id) for offer_id in ("aa", "db"))
    assert fallen is not None
    assert risen is not None
    assert (fallen["rank"], fallen["rankChange"], fallen["totalCustomers"]) == (2, -1, 3)
    assert (risen["rank"], risen["rankChange"], risen["offersBehind"]) == (1, 1, 1)


def test_uncategorized_and_segments_stay_at_home() -> None:
    market = Marketplace(AS_OF, {name: Tables(usage=crowd(6, 3)) for name in ("alpha", "beta", "delta", "gamma")})
    assert point(market, "vm", 45)["benchmarkScope"] == "OWN_OFFERS"
    assert retention.answer_standing(market, "alpha", "vm") is None
    segment = {"billingType": ["paid"]}
    assert retention.answer_curve(neighbours(5), "alpha", "vm", segment=segment) == {"total": None, "points": []}
    assert retention.answer_standing(neighbours(5), "alpha", "vm", segment=segment) is None


def test_segment_finds_first_use_anew() -> None:
    order = buy("1", "a", "2024-03-01", offer_id="vm", is_trial="yes", trial_ends_on="2024-03-15", reference_id="r1")
    rows = [use("a", "2024-03-01", reference_id="r1"), use("a", "2024-03-15", reference_id="r1")]
    rows += [use("a", "2024-03-16", reference_id="r1"), use("b", "2024-03-02", is_trial="true")]
    market = one(Tables(orders=[order], usage=rows))
    found = retention.answer_customers(market, "alpha", "vm", segment={"excludeTrials": True})
    assert [(row["accountId"], row["firstUsedOn"]) for row in found] == [("a", "2024-03-16")]
    plain = retention.answer_customers(market, "alpha", "vm", segment={"excludeTrials": False})
    assert [row["accountId"] for row in plain] == ["a", "b"]


def test_account_of_two_customers_is_retained_by_either() -> None:
    people = [{"customer_id": name, "billing_account_id": "acct"} for name in ("b", "a")]
    rows = [use("b", "2024-03-01", revenue_usd="1"), use("a", "2024-03-03", revenue_usd="-0.25")]
    market = one(Tables(customers=people, usage=rows))
    assert point(market, "vm", 2)["retained"] == 1
    (node,) = retention.answer_customers(market, "alpha", "vm", period=2)
    assert (node["accountId"], node["customer"]["customerId"]) == ("acct", "b")
    assert [customer["customerId"] for customer in node["customers"]] == ["a", "b"]
    assert (node["revenue"], node["revenueOnDay"], node["daysSinceLastUse"]) == ("0.75", "-0.25", 119)
    dormant = customers.answer_customers(market, "alpha", filter_={"dormant": {"offerId": "vm", "period": 1}})
    assert sorted(row["customer"]["customerId"] for row in dormant) == ["a", "b"]


def test_active_customers_by_offers_and_stay() -> None:
    # a: two offers, the longest stay 30 days; b: one offer, 45 days; c: last used before the window
    rows = [use("a", "2024-05-01"), use("a", "2024-05-31"), use("a", "2024-05-01", "db")]
    rows += [use("b", "2024-05-01"), use("b", "2024-06-15"), use("c", "2022-12-29")]
    bars = retention.answer_active_customers(one(Tables(usage=rows)), "alpha")
    assert [bar["accounts"] for bar in bars] == [1, 1, 0, 0, 0]
    assert [bucket["accounts"] for bucket in bars[0]["buckets"]] == [0, 0, 1]
    assert [bucket["accounts"] for bucket in bars[1]["buckets"]] == [0, 1, 0]


def test_retention_details_newest_first() -> None:
    rows = [
        use("a", "2024-06-01", raw_hours="1", revenue_usd="1", currency="USD", sales_channel="Direct"),
        use("a", "2024-06-02", raw_hours="1", revenue_usd="2", currency="USD", sales_channel="Direct"),
        use("a", "2024-06-02", raw_hours="2", revenue_usd="4", currency="EUR", sales_channel="Reseller"),
    ]
    first, second = retention.answer_details(one(Tables(usage=rows)), "alpha", "vm")
    assert (first["retainedOn"], first["daysFromFirstUse"], first["revenue"], first["revenueOnDay"]) == (
        *("2024-06-02", 1, "7", "6"),
    )
    assert (first["currencyCode"], first["salesChannel"], first["plan"]) == ("EUR", "Reseller", None)
    assert (second["retainedOn"], second["revenue"], second["currencyCode"]) == ("2024-06-01", "1", "USD")


def test_overview_of_an_offer_without_base() -> None:
    market = one(Tables(offers=[offer("idle"), offer("vm")], usage=crowd(5, 3)))
    idle, busy = retention.answer_overview(market, "alpha")
    assert [idle[name] for name in ("eligible", "score", "rank", "revenueAtStake")] == [0, None, None, "0"]
    assert [busy[name] for name in ("eligible", "retained", "score", "rank", "dormant")] == [5, 3, 0.6, 1, 2]


def test_customers_are_ordered_with_unknown_last() -> None:
    people = [{"customer_id": name, "country": country} for name, country in (("a", ""), ("b", "Peru"), ("c", "chad"))]
    market = one(Tables(customers=people))
    for direction, expected in (("ASC", ["c", "b", "a"]), ("DESC", ["b", "c", "a"])):
        order_by = [{"field": "COUNTRY", "direction": direction}]
        found = customers.answer_customers(market, "alpha", order_by=order_by)
        assert [row["customer"]["customerId"] for row in found] == expected


def test_geography_adds_up_with_the_unknown_country() -> None:
    people = [{"customer_id": "a", "country": "DE"}, {"customer_id": "b"}]
    orders = [buy("1", "a", "2024-06-01"), buy("2", "b", "2024-01-01"), buy("3", "b", "2024-06-02")]
    rows = customers.answer_geography(
        one(Tables(customers=people, orders=orders)), "alpha", {"preset": "LAST_3_MONTHS"}
    )
    assert [(row["country"], row["countryCode"], row["share"], row["newCustomers"]) for row in rows] == [
        ("Germany", "DE", 0.5, 1),
        (None, None, 0.5, 0),
    ]


def test_plans_beyond_five_are_the_rest() -> None:
    orders = [buy(f"{number}", "a", "2024-06-01", plan_id=f"p{number % 7}") for number in range(9)]
    found = customers.answer_orders_by_plan(one(Tables(orders=orders)), "alpha", None)
    assert [(row["plan"]["planId"], row["value"]) for row in found["slices"]] == [
        *(("p0", 2), ("p1", 2), ("p2", 1), ("p3", 1), ("p4", 1)),
    ]
    assert found["rest"] == {"plans": 2, "value": 2, "share": 2 / 9}
    nobody = customers.answer_orders_by_plan(one(Tables(orders=orders)), "alpha", customer_id="x")
    assert nobody == {"total": 0, "slices": [], "rest": None}


def test_flows_have_no_growth_in_a_partial_month() -> None:
    orders = [buy("1", "a", "2024-04-01"), buy("2", "a", "2024-05-02"), buy("3", "b", "2024-05-03")]
    market = one(Tables(orders=orders), date(2024, 6, 15))
    points = customers.answer_by_customer_type(market, "alpha", months("2024-04-01", "2024-06-30"))
    assert [(row["new"], row["existing"], row["growth"]["fromPrevious"]) for row in points] == [
        *(("1", "0", None), ("1", "1", 1.0), ("0", "0", None)),
    ]
    assert customers.answer_summary(market, "alpha")["growth"] == {"fromPrevious": 0.0, "fromStart": None}
    assert [row["partial"] for row in points] == [False, False, True]


def test_ranges_are_cut_and_refused() -> None:
    market = one(Tables(orders=[buy("1", "a", "2024-04-01")]))
    found = customers.answer_months(market, "alpha", months("2024-05-31", "2030-01-01"))
    assert [row["month"] for row in found] == ["2024-05-01", "2024-06-01"]
    assert len(customers.answer_months(market, "alpha")) == 7
    for start, end in (("2024-05-01", "2024-04-30"), ("2010-01-01", "2024-06-01")):
        with pytest.raises(RefusedError, match="BAD_INPUT"):
            customers.answer_months(market, "alpha", months(start, end))


def test_rows_after_as_of_are_ignored() -> None:
    orders = [buy("1", "a", "2024-05-01", "2024-07-01"), buy("2", "b", "2024-07-01")]
    (node,) = customers.answer_customers(one(Tables(orders=orders)), "alpha")
    assert (node["customer"]["customerId"], node["isActive"]) == ("a", True)
    later = one(Tables(orders=orders, usage=[use("a", "2024-06-30")]), None)
    assert later.facts("alpha").as_of == date(2024, 6, 30)
    assert one(Tables(orders=orders), None).facts("alpha").as_of == date(2024, 6, 30) + timedelta(days=1)


def test_plain_tables_hold_the_union_of_columns(tmp_path: Path) -> None:
    tables = Tables(
        orders=[buy("1", "a", "2024-05-01"), buy("2", "b", "2024-05-02", quantity="2")], usage=[use("a", AS_OF)]
    )
    paths = write_plain_tables(tables, tmp_path)
    assert [path.name for path in paths] == ["orders.csv", "usage.csv"]
    assert paths[0].read_text("utf-8").splitlines() == [
        "order_id,customer_id,offer_id,ordered_on,canceled_on,quantity",
        "1,a,app,2024-05-01,,",
        "2,b,app,2024-05-02,,2",
    ]
