"""Laws that the reference must keep on any marketplace."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.marketplaces import filters, marketplaces, ranges, segments
from tests.reference import customers, retention
from tests.reference.marketplace import Marketplace, Tables

FEW = settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def turn(tables: Tables) -> Tables:
    rows = (tables.customers, tables.offers, tables.plans, tables.orders, tables.usage)
    return Tables(*([*reversed(table)] for table in rows))


@FEW
@given(st.data())
def test_parts_add_up_to_wholes(data: st.DataObject) -> None:
    market = data.draw(marketplaces())
    range_, filter_ = data.draw(ranges(market)), data.draw(filters(market))
    for name in market.publishers:
        concentration = customers.answer_concentration(market, name, range_, filter_)
        geography = customers.answer_geography(market, name, range_, filter_)
        assert sum(row["customers"] for row in geography) == concentration["customers"]
        assert sum(row["orders"] for row in geography) == int(concentration["total"])
        assert sum(band["customers"] for band in concentration["bands"]) == concentration["customers"]
        by_plan = customers.answer_orders_by_plan(market, name, range_, filter_)
        rest = by_plan["rest"]["value"] if by_plan["rest"] else 0
        assert sum(part["value"] for part in by_plan["slices"]) + rest == int(concentration["total"])


@FEW
@given(st.data())
def test_active_customers_balance(data: st.DataObject) -> None:
    market = data.draw(marketplaces())
    range_, filter_ = data.draw(ranges(market)), data.draw(filters(market))
    for name in market.publishers:
        trend = customers.answer_trend(market, name, range_, filter_)
        assert all(row["active"] == row["new"] + row["existing"] for row in trend)
        for before, row in pairwise(trend):
            flow = row["acquired"] + row["reactivated"] - row["churned"]
            assert row["active"] - before["active"] == flow
        summary = customers.answer_summary(market, name, range_, filter_)
        assert summary["total"] == summary["active"] == trend[-1]["active"]


@FEW
@given(st.data())
def test_curves_stay_within_their_base(data: st.DataObject) -> None:
    market, granularity = data.draw(marketplaces()), data.draw(st.sampled_from(("DAY", "WEEK", "MONTH")))
    segment = data.draw(st.none() | segments(market))
    for name in market.publishers:
        for offer_id in market.facts(name).offers:
            base = retention.answer_base(market, name, offer_id, segment)["accounts"]
            points = retention.answer_curve(market, name, offer_id, granularity, segment)["points"]
            assert all(0 <= row["retained"] <= row["eligible"] <= base for row in points)
            assert all(row["interval"]["low"] <= row["score"] <= row["interval"]["high"] + 1e-12 for row in points)
            assert [row["retained"] for row in points[:1]] == [base][: len(points)]
            standing = retention.answer_standing(market, name, offer_id, granularity, segment)
            if standing is not None:
                assert sum(bucket["offers"] for bucket in standing["distribution"]) == standing["totalOffers"]


@FEW
@given(st.data())
def test_order_of_rows_and_other_publishers_change_nothing(data: st.DataObject) -> None:
    market = data.draw(marketplaces())
    turned = Marketplace(market.as_of, {name: turn(tables) for name, tables in market.publishers.items()})
    range_, filter_ = data.draw(ranges(market)), data.draw(filters(market))
    for name in market.publishers:
        alone = Marketplace(market.as_of, {name: market.publishers[name]})
        expected = ask_everything(market, name, range_, filter_)
        assert ask_everything(turned, name, range_, filter_) == expected
        assert ask_everything(alone, name, range_, filter_) == expected


def ask_everything(market: Marketplace, name: str, range_: dict[str, Any] | None, filter_: dict[str, Any]) -> list[Any]:
    """What no benchmark enters."""
    offers = sorted(market.facts(name).offers)
    return [
        customers.answer_customers(market, name, range_, filter_),
        customers.answer_leaderboard(market, name, range_, filter_, "RAW_USAGE"),
        customers.answer_filter_options(market, name, range_),
        [retention.answer_details(market, name, offer_id) for offer_id in offers],
        [retention.answer_customers(market, name, offer_id) for offer_id in offers],
        [retention.answer_heat_map(market, name, offer_id) for offer_id in offers],
        [retention.answer_potential_revenue(market, name, offer_id) for offer_id in offers],
        retention.answer_active_customers(market, name),
    ]


@FEW
@given(st.data())
def test_benchmark_pools_what_the_standing_ranks(data: st.DataObject) -> None:
    """Without neighbours the benchmark at the horizon is the mean of the own offers' scores weighed by eligible."""
    market = data.draw(marketplaces())
    name = sorted(market.publishers)[0]
    alone = Marketplace(market.as_of, {name: market.publishers[name]})
    rows = [row for row in retention.answer_overview(alone, name) if row["eligible"]]
    for row in rows:
        peers = [peer for peer in rows if same_category(peer, row)]
        pooled = Fraction(sum(peer["retained"] for peer in peers), sum(peer["eligible"] for peer in peers))
        assert row["benchmark"] == float(pooled)


def same_category(peer: dict[str, Any], row: dict[str, Any]) -> bool:
    own, other = peer["offer"]["category"], row["offer"]["category"]
    return str(own).casefold() == str(other).casefold()
