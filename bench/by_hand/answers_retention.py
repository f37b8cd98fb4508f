"""The retention page as our services answer it beside the widgets by hand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from bench.by_hand.comparing import Compared, compare, micro
from bench.by_hand.parameters import Parameters
from bench.by_hand.widgets import ask
from domain.calendar import day_number, month_number
from domain.filters import Segment
from domain.measures import Granularity, RetentionStatus
from domain.pages import PageRequest
from services.catalogue.categories import categories
from services.retention.active_customers import ask_active_customers
from services.retention.cohort_base import ask_bases
from services.retention.curve import ask_curves
from services.retention.customers import RetentionCustomer, list_retention_customers
from services.retention.details import RetentionDetail, list_retention_details
from services.retention.heat_map import ask_heat_maps
from services.retention.overview import ask_overview
from services.retention.potential_revenue import ask_potential_revenue
from services.retention.standing import ask_standings
from services.view import View

_DAY = Granularity.DAY
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class _Asked:
    """What both are asked."""

    view: View
    connection: duckdb.DuckDBPyConnection
    parameters: Parameters
    segment: Segment

    @property
    def offer(self) -> int:
        return int(str(self.parameters.values["offer"]))

    def by_hand(self, widget: str) -> list[tuple[Any, ...]]:
        return ask(self.connection, widget, self.parameters)


def compare_retention(
    view: View, connection: duckdb.DuckDBPyConnection, parameters: Parameters, segment: Segment
) -> Iterator[Compared]:
    """Every widget of the offer; ranks and benchmarks among own offers, since no other publisher is known by hand."""
    alone = replace(view, benchmarks=None)
    asked = _Asked(alone, connection, parameters, segment)
    yield compare(
        "categories", [(each.name, each.offer_count) for each in categories(asked.view)], asked.by_hand("categories")
    )
    yield _compare_overview(asked)
    yield _compare_active(asked)
    yield _compare_base(asked)
    yield _compare_curve(asked)
    yield _compare_standing(asked)
    for status in RetentionStatus:
        yield _compare_accounts(asked, status)
    yield _compare_lost(asked)
    yield _compare_heat_map(asked)
    yield _compare_details(asked)


def _compare_overview(asked: _Asked) -> Compared:
    ours = [
        (
            each.offer.offer_id, each.offer.name, each.offer.category, each.eligible, each.retained, each.score,
            each.interval and each.interval.low, each.interval and each.interval.high, each.benchmark,
            each.indicator and each.indicator.value, each.rank, each.rank_change, each.dormant,
            micro(each.revenue_at_stake),
        )
        for each in ask_overview(asked.view, None, _DAY, ())
    ]  # fmt: skip
    return compare("offer overview", ours, asked.by_hand("offer overview"))


def _compare_active(asked: _Asked) -> Compared:
    ours = [
        (number, bucket.from_day, bucket.accounts)
        for number, bar in enumerate(ask_active_customers(asked.view, None), start=1)
        for bucket in bar.buckets
        if bucket.accounts
    ]
    return compare("active customers", ours, asked.by_hand("active customers"))


def _compare_base(asked: _Asked) -> Compared:
    base = ask_bases(asked.view, [asked.offer], asked.segment)[asked.offer]
    ours = (day_number(base.from_), day_number(base.to), base.accounts)
    return compare("base", ours, asked.by_hand("base")[0])


def _compare_curve(asked: _Asked) -> Compared:
    curve = ask_curves(asked.view, [asked.offer], _DAY, asked.segment)[asked.offer]
    ours = [
        (
            point.period, point.eligible, point.retained, point.dormant, point.score,
            point.interval and point.interval.low, point.interval and point.interval.high, point.benchmark,
            point.indicator and point.indicator.value, point.significant, micro(point.revenue),
        )
        for point in curve.points
    ]  # fmt: skip
    return compare("curve", ours, asked.by_hand("curve"))


def _compare_standing(asked: _Asked) -> Compared:
    found = ask_standings(asked.view, [asked.offer], _DAY, asked.segment)[asked.offer]
    rows = asked.by_hand("standing")
    if found is None:
        return compare("standing", (), rows)
    ours = (
        found.category, found.rank, found.rank_change, found.score, found.total_offers, found.total_customers,
        found.offers_behind, found.mean_score, found.median_score,
        {place: bucket.offers for place, bucket in enumerate(found.distribution) if bucket.offers},
    )  # fmt: skip
    return compare("standing", ours, rows[0])


def _compare_accounts(asked: _Asked, status: RetentionStatus) -> Compared:
    request = PageRequest(first=_SHOWN)
    page = list_retention_customers(
        asked.view, asked.offer, _DAY, asked.segment, 1, status, (), request, with_total=True
    )
    rows = asked.by_hand(status.value.lower())
    by_hand = [
        (*row[:6], tuple(row[6] or ()), tuple(plan_id for plan_id, _ in row[7] or ()), *row[8:12])
        for row in rows[:_SHOWN]
    ]
    ours = [_account(each) for each in page.rows]
    return compare(status.value.lower(), [*ours, page.total], [*by_hand, rows[0][12] if rows else 0])


def _account(each: RetentionCustomer) -> tuple[Any, ...]:
    known = each.customer
    return (
        each.account_id, day_number(each.first_used_on), day_number(each.last_used_on), each.days_since_last_use,
        micro(each.revenue), micro(each.revenue_on_day), each.billing_types, tuple(plan.plan_id for plan in each.plans),
        known.customer_id, known.company_name, known.email, known.personal_data.value,
    )  # fmt: skip


def _compare_lost(asked: _Asked) -> Compared:
    ours = [
        (each.period, each.accounts, micro(each.accumulated), micro(each.daily))
        for each in ask_potential_revenue(asked.view, [asked.offer], _DAY, asked.segment, None)[asked.offer]
    ]
    return compare("potential revenue", ours, asked.by_hand("potential revenue"))


def _compare_heat_map(asked: _Asked) -> Compared:
    ours = [
        (
            month_number(row.month), row.size, row.mature, cell.offset, cell.retained, cell.score, cell.interval.low,
            cell.interval.high,
        )
        for row in ask_heat_maps(asked.view, [asked.offer], asked.segment, mature_only=False)[asked.offer].rows
        for cell in row.cells
    ]  # fmt: skip
    return compare("heat map", ours, asked.by_hand("heat map"))


def _compare_details(asked: _Asked) -> Compared:
    page = list_retention_details(
        asked.view, asked.offer, asked.segment, (), PageRequest(first=_SHOWN), with_total=True
    )
    rows = asked.by_hand("details")
    ours = [_detail(each) for each in page.rows]
    return compare("details", [*ours, page.total], [*(row[:11] for row in rows[:_SHOWN]), rows[0][16] if rows else 0])


def _detail(each: RetentionDetail) -> tuple[Any, ...]:
    return (
        each.customer.customer_id, each.plan and each.plan.plan_id, day_number(each.retained_on),
        day_number(each.first_used_on), each.days_from_first_use, micro(each.revenue), micro(each.revenue_on_day),
        each.currency_code, each.sales_channel, each.billing_type, each.customer.company_name,
    )  # fmt: skip
