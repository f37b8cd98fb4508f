"""Orders and seats by plan: the largest plans, and the others as one rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.filters import CustomerFilter
from domain.ranges import Months
from services.catalogue.offers import Offer, offers
from services.catalogue.plans import Plan, plans
from services.customers.conditions import any_of
from services.customers.growth import ratio
from services.customers.measuring import check_top
from services.customers.months import bounds
from services.customers.slice import open_slice
from services.frames import Record, records
from services.questions import Question
from services.slice import Slice
from services.view import View

PLANS = Question.load(__file__, "plans.sql")
_CUSTOMER_PLANS = Path(__file__).with_name("customer_plans.sql").read_text(encoding="utf-8")
DEFAULT_TOP = 5


@dataclass(frozen=True, slots=True)
class PlanSlice:
    """A plan's orders or seats and their share of all; `plan` is None where the orders name none."""

    plan: Plan | None
    offer: Offer
    value: int
    share: float | None


@dataclass(frozen=True, slots=True)
class PlanRest:
    """The plans below the largest, as one."""

    plans: int
    value: int
    share: float | None


@dataclass(frozen=True, slots=True)
class PlanBreakdown:
    """The largest plans, ties by offer id and plan id (a missing plan last); `rest` is None where all are shown."""

    total: int
    slices: tuple[PlanSlice, ...]
    rest: PlanRest | None


NO_ORDERS = PlanBreakdown(0, (), None)

_Value = tuple[int, int | None, int]
"""Offer key, plan key, value."""


def ask_orders_by_plan(
    view: View,
    chosen: CustomerFilter,
    months: Months,
    customers: Sequence[str | None] = (None,),
    top: int = DEFAULT_TOP,
) -> dict[str | None, PlanBreakdown]:
    """Orders of the range by plan for each customer id, and for all customers under None; an unknown customer has none."""
    found = _ask(view, chosen, months, customers, top)
    return {
        each: _break_down(view, [(offer, plan, orders) for offer, plan, orders, _, _ in found.get(each, [])], top)
        for each in customers
    }


def ask_seats_by_plan(
    view: View,
    chosen: CustomerFilter,
    months: Months,
    customers: Sequence[str | None] = (None,),
    top: int = DEFAULT_TOP,
) -> dict[str | None, PlanBreakdown]:
    """Seats of the range's orders that were not canceled on its last day, by plan, for the same keys."""
    found = _ask(view, chosen, months, customers, top)
    return {
        each: _break_down(
            view, [(offer, plan, seats) for offer, plan, _, held, seats in found.get(each, []) if held], top
        )
        for each in customers
    }


def _ask(
    view: View, chosen: CustomerFilter, months: Months, customers: Sequence[str | None], top: int
) -> Mapping[str | None, Sequence[Record]]:
    check_top(top)
    source = open_slice(view, chosen, months)
    found: dict[str | None, list[Record]] = {}
    names = _names(source, [each for each in customers if each is not None])
    if names:
        parameters = {"customers": list(names), **bounds(months)}
        for customer, *row in records(source.query(_CUSTOMER_PLANS, parameters)):
            found.setdefault(names[customer], []).append(tuple(row))
    if None not in customers:
        return found
    return {**found, None: source.records(PLANS, **bounds(months))}


def _names(source: Slice, customers: Sequence[str]) -> dict[int, str]:
    if not customers:
        return {}
    sql = f"SELECT customer, customer_id FROM customers WHERE customer_id IN {any_of('ids')}"
    return {row[0]: row[1] for row in records(source.query(sql, {"ids": list(customers)}))}


def _break_down(view: View, values: Sequence[_Value], top: int) -> PlanBreakdown:
    if not values:
        return NO_ORDERS
    total = sum(value for _, _, value in values)
    # rows come by offer and plan, NULL last, and sorting keeps that order among equals
    ordered = sorted(values, key=lambda each: -each[2])
    known_offers, known_plans = offers(view), plans(view)
    slices = tuple(
        PlanSlice(None if plan is None else known_plans[plan], known_offers[offer], value, ratio(value, total))
        for offer, plan, value in ordered[:top]
    )
    others = ordered[top:]
    rest = sum(value for _, _, value in others)
    return PlanBreakdown(total, slices, PlanRest(len(others), rest, ratio(rest, total)) if others else None)
