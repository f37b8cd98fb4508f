"""The customers page as our services answer it beside the widgets by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from bench.by_hand.comparing import Compared, compare, micro
from bench.by_hand.parameters import Parameters
from bench.by_hand.widgets import ask
from domain.calendar import day_number, month_number
from domain.filters import CustomerFilter
from domain.measures import Measure
from domain.pages import PageRequest
from domain.ranges import Months, resolve_range
from services.customers.concentration import ask_concentration
from services.customers.customer_types import ask_customer_types
from services.customers.details import CustomerDetail, list_customers
from services.customers.filter_options import ask_filter_options
from services.customers.geography import ask_geography
from services.customers.leaderboard import ask_leaderboard
from services.customers.plans import PlanBreakdown, ask_orders_by_plan, ask_seats_by_plan
from services.customers.summary import ask_summary
from services.customers.trend import ask_trend
from services.view import View

_MEASURES = (
    (Measure.ORDERS, "orders"),
    (Measure.NORMALIZED_USAGE, "normalized hours"),
    (Measure.RAW_USAGE, "raw hours"),
)
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class _Asked:
    """What both are asked."""

    view: View
    connection: duckdb.DuckDBPyConnection
    parameters: Parameters
    chosen: CustomerFilter
    months: Months

    def by_hand(self, widget: str) -> list[tuple[Any, ...]]:
        return ask(self.connection, widget, self.parameters)


def compare_customers(
    view: View, connection: duckdb.DuckDBPyConnection, parameters: Parameters, chosen: CustomerFilter
) -> Iterator[Compared]:
    """Every widget of the default range under a filter."""
    asked = _Asked(view, connection, parameters, chosen, resolve_range(None, view.as_of))
    yield _compare_summary(asked)
    yield _compare_trend(asked)
    yield _compare_geography(asked)
    for measure, name in _MEASURES:
        yield from _compare_measure(asked, measure, name)
    yield from _compare_plans(asked)
    yield _compare_options(asked)
    yield _compare_list(asked)


def _compare_summary(asked: _Asked) -> Compared:
    found = ask_summary(asked.view, asked.chosen, asked.months)
    counts = (found.total, found.active, found.new, found.existing, found.churned)
    return compare(
        "summary",
        [*counts, found.growth.from_previous, found.growth.from_start],
        asked.by_hand("summary")[0],
    )


def _compare_trend(asked: _Asked) -> Compared:
    ours = [
        (
            month_number(point.month), point.active, point.new, point.existing, point.churned, point.acquired,
            point.reactivated, point.growth.from_previous, point.growth.from_start,
        )
        for point in ask_trend(asked.view, asked.chosen, asked.months)
    ]  # fmt: skip
    return compare("trend", ours, asked.by_hand("trend"))


def _compare_geography(asked: _Asked) -> Compared:
    ours = [
        (
            row.country, row.country_code, row.customers, row.share, row.new_customers, row.orders,
            micro(row.normalized_hours), micro(row.raw_hours),
        )
        for row in ask_geography(asked.view, asked.chosen, asked.months)
    ]  # fmt: skip
    return compare("geography", ours, asked.by_hand("geography"))


def _compare_measure(asked: _Asked, measure: Measure, name: str) -> Iterator[Compared]:
    def exact(value: Decimal) -> int:
        return int(value) if measure is Measure.ORDERS else micro(value)

    found = ask_concentration(asked.view, asked.chosen, asked.months, measure)
    bands: list[tuple[Any, ...]] = [
        (
            band.percentile, band.customers, exact(band.value), exact(band.cumulative_value), band.cumulative_share,
            exact(found.total), found.customers,
        )
        for band in found.bands
    ]  # fmt: skip
    yield compare(f"concentration by {name}", bands, asked.by_hand(f"concentration by {name}"))
    leaders = ask_leaderboard(asked.view, asked.chosen, asked.months, measure)
    entries = [
        (
            each.rank, each.customer.customer_id, exact(each.value), each.share, exact(leaders.total),
            each.customer.company_name, each.customer.personal_data.value,
        )
        for each in leaders.entries
    ]  # fmt: skip
    yield compare(f"leaders by {name}", entries, asked.by_hand(f"leaders by {name}"))
    points = [
        (
            month_number(each.month), exact(each.new), exact(each.existing), each.growth.from_previous,
            each.growth.from_start,
        )
        for each in ask_customer_types(asked.view, asked.chosen, asked.months, measure)
    ]  # fmt: skip
    yield compare(f"{name} by type", points, asked.by_hand(f"{name} by type"))


def _compare_plans(asked: _Asked) -> Iterator[Compared]:
    both = (("orders by plan", ask_orders_by_plan), ("seats by plan", ask_seats_by_plan))
    for name, question in both:
        ours = _slices(question(asked.view, asked.chosen, asked.months)[None])
        rows = asked.by_hand(name)
        yield compare(name, ours, [(row[1], row[3], row[5], row[6], row[7], row[8]) for row in rows])


def _slices(found: PlanBreakdown) -> list[tuple[Any, ...]]:
    slices: list[tuple[Any, ...]] = [
        (each.offer.offer_id, each.plan and each.plan.plan_id, 1, each.value, each.share, found.total)
        for each in found.slices
    ]
    rest = found.rest
    return [*slices, (None, None, rest.plans, rest.value, rest.share, found.total)] if rest else slices


def _compare_options(asked: _Asked) -> Compared:
    found = ask_filter_options(asked.view, asked.months)
    ours = {
        "countries": list(found.countries()),
        "customer_types": list(found.customer_types),
        "languages": list(found.languages()),
        "offers": [offer.offer_id for offer in found.offers()],
        "plans": [plan.plan_id for plan in found.plans()],
        "sales_channels": list(found.sales_channels),
        "states": list(found.states()),
        "subscriptions": list(found.subscription_ids()),
    }
    by_hand: dict[str, list[str]] = {}
    for kind, id_, name in asked.by_hand("filter options"):
        by_hand.setdefault(kind, []).append(id_ or name)
    # plans of one name stand in the order of their offers, which the text does not know
    return compare("filter options", _by_kind(ours), _by_kind(by_hand))


def _by_kind(options: dict[str, list[str]]) -> list[tuple[str, ...]]:
    return [(kind, *sorted(values)) for kind, values in sorted(options.items()) if values]


def _compare_list(asked: _Asked) -> Compared:
    page = list_customers(asked.view, asked.chosen, asked.months, (), PageRequest(first=_SHOWN), with_total=True)
    rows = asked.by_hand("customers")
    ours = [*(_listed(each) for each in page.rows), page.total]
    by_hand = [(*row[:10], tuple(row[10] or ()), tuple(row[11] or ()), *row[12:23]) for row in rows[:_SHOWN]]
    return compare("customers", ours, [*by_hand, rows[0][23] if rows else 0])


def _listed(each: CustomerDetail) -> tuple[Any, ...]:
    known = each.customer
    return (
        known.customer_id,
        each.date_acquired and day_number(each.date_acquired),
        each.date_lost and day_number(each.date_lost),
        each.is_active, each.reactivated, each.orders, each.seats, micro(each.normalized_hours), micro(each.raw_hours),
        micro(each.revenue), each.sales_channels, each.subscription_ids, known.company_name, known.first_name,
        known.last_name, known.email, known.city, known.postal_code, known.state, known.country, known.language,
        known.customer_type, known.personal_data.value,
    )  # fmt: skip
