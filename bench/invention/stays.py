"""Draws who comes when, what they use and how long they stay, as arrays with a row per customer, subscription and stay."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.demo.timeline import Flags, Floats, Timeline, weigh_activity, weigh_arrivals
from bench.invention.shelf import Publisher

Whole = npt.NDArray[np.integer[Any]]

ROWS_PER_CUSTOMER = 90
MONTHS, GROWTH = 30, 2.2
_OFFERS, _SUBSCRIPTIONS = (0.62, 0.22, 0.16), (0.20, 0.28, 0.28, 0.24)
_SPARE = 1.4
"""Customers drawn for each that is needed on average, so that the draw never ends short."""
SEEN_ON_ACTIVE_DAY = 0.86
"""How likely a subscription is used on a day on which its customer uses the offer at all."""


@dataclass(frozen=True, slots=True)
class Stays:
    """What happens at a publisher.

    Per customer its first day; per subscription its customer, the use (customer and offer) that it belongs to, offer, place on the
    shelf of plans, first and last day; per stay (a subscription has one or two) its subscription, first and last day.
    """

    arrived: Whole
    customer: Whole
    use: Whole
    offer: Whole
    plan: Whole
    first: Whole
    last: Whole
    subscription: Whole
    begin: Whole
    end: Whole


@dataclass(frozen=True, slots=True)
class _Habits:
    """The habits of the offers as arrays, by offer."""

    loyal: Floats
    loyal_days: Floats
    casual_days: Floats
    comeback: Floats
    gap_days: Floats
    weekday: Floats
    weekend: Floats


def gather_habits(publisher: Publisher) -> _Habits:
    """The habits of a publisher's offers."""
    habits = [offer.habit for offer in publisher.offers]
    return _Habits(**{name: np.array([getattr(each, name) for each in habits], float) for name in _Habits.__slots__})


def draw_stays(publisher: Publisher, timeline: Timeline, rows: int, rng: np.random.Generator) -> Stays:
    """The history of as many customers as have about `rows` rows of usage together."""
    habits = gather_habits(publisher)
    count = max(20, int(rows / ROWS_PER_CUSTOMER * _SPARE))
    arrived = rng.choice(timeline.length, count, p=weigh_arrivals(timeline, GROWTH, MONTHS)).astype(np.int32)
    customer, offer, start = _draw_uses(publisher, timeline, habits, arrived, rng)
    use = np.repeat(np.arange(len(customer)), 1 + rng.choice(len(_SUBSCRIPTIONS), len(customer), p=_SUBSCRIPTIONS))
    extra = np.concatenate([[False], use[1:] == use[:-1]])
    first = start[use] + np.where(extra, rng.exponential(12.0, len(use)), 0).astype(np.int32)
    loyal = (rng.random(len(customer)) < habits.loyal[offer])[use]
    subscription, begin, end = _draw_spans(habits, offer[use], loyal, first, rng)
    kept = begin <= timeline.end
    subscription, begin, end = subscription[kept], begin[kept], np.minimum(end[kept], timeline.end)
    stays = _assemble(publisher, arrived, customer, use, offer[use], first, (subscription, begin, end), rng)
    return _cut(stays, _expect_rows(stays, habits, timeline), rows)


def _draw_uses(
    publisher: Publisher, timeline: Timeline, habits: _Habits, arrived: Whole, rng: np.random.Generator
) -> tuple[Whole, Whole, Whole]:
    wanted = 1 + rng.choice(len(_OFFERS), len(arrived), p=_OFFERS)
    customer = np.repeat(np.arange(len(arrived)), wanted)
    rank = np.arange(len(customer)) - np.repeat(np.cumsum(wanted) - wanted, wanted)
    usual = habits.loyal * np.minimum(habits.loyal_days, timeline.length / 3) + (1 - habits.loyal) * habits.casual_days
    weights = np.array([offer.share for offer in publisher.offers]) / (
        usual * (habits.weekday * 5 + habits.weekend * 2)
    )
    offer = rng.choice(len(weights), len(customer), p=weights / weights.sum())
    start = arrived[customer] + (rank * rng.exponential(45.0, len(customer))).astype(np.int32)
    return customer, offer, start


def _draw_spans(
    habits: _Habits,
    offer: Whole,
    loyal: Flags,
    first: Whole,
    rng: np.random.Generator,
) -> tuple[Whole, Whole, Whole]:
    """Subscription, first and last day of each stay: everyone's first one, and of some a second after a pause."""
    usual = np.where(loyal, habits.loyal_days[offer], habits.casual_days[offer] * 0.6)
    end = first + rng.exponential(usual).astype(np.int32)
    back = np.flatnonzero(rng.random(len(first)) < habits.comeback[offer])
    again = end[back] + 3 + rng.exponential(habits.gap_days[offer[back]]).astype(np.int32)
    until = again + rng.exponential(usual[back] / 2 + 3).astype(np.int32)
    return (
        np.concatenate([np.arange(len(first)), back]),
        np.concatenate([first, again]),
        np.concatenate([end, until]),
    )


def _assemble(
    publisher: Publisher,
    arrived: Whole,
    customer: Whole,
    use: Whole,
    offer: Whole,
    first: Whole,
    spans: tuple[Whole, Whole, Whole],
    rng: np.random.Generator,
) -> Stays:
    subscription, begin, end = spans
    last = first.copy()
    np.maximum.at(last, subscription, end)
    order = np.argsort(subscription, kind="stable")
    columns = (arrived, customer[use], use, offer, _draw_plans(publisher, offer, rng), first, last)
    return Stays(*columns, subscription[order], begin[order], end[order])


def _draw_plans(publisher: Publisher, offer: Whole, rng: np.random.Generator) -> Whole:
    """A place on the shelf of all plans, offer after offer."""
    draws = rng.random(len(offer))
    plan = np.zeros(len(offer), np.int32)
    before = 0
    for number, each in enumerate(publisher.offers):
        bounds = np.cumsum([item.weight for item in each.plans])
        own = offer == number
        plan[own] = before + np.minimum(np.searchsorted(bounds, draws[own] * bounds[-1]), len(bounds) - 1)
        before += len(each.plans)
    return plan


def _expect_rows(stays: Stays, habits: _Habits, timeline: Timeline) -> Floats:
    """About how many rows each customer will have."""
    daily = (habits.weekday * 5 + habits.weekend * 2) / 7 * SEEN_ON_ACTIVE_DAY * float(weigh_activity(timeline).mean())
    rows = (stays.end - stays.begin + 1) * daily[stays.offer[stays.subscription]]
    return np.asarray(np.bincount(stays.customer[stays.subscription], rows, len(stays.arrived)), float)


def _cut(stays: Stays, expected: Floats, rows: int) -> Stays:
    """The first customers who have so many rows."""
    customers = min(int(np.searchsorted(np.cumsum(expected), rows)) + 1, len(expected))
    kept = int(np.searchsorted(stays.customer, customers))
    spans = int(np.searchsorted(stays.subscription, kept))
    per_subscription = (
        each[:kept] for each in (stays.customer, stays.use, stays.offer, stays.plan, stays.first, stays.last)
    )
    per_stay = (each[:spans].astype(np.int32) for each in (stays.subscription, stays.begin, stays.end))
    return Stays(stays.arrived[:customers], *(each.astype(np.int32) for each in per_subscription), *per_stay)
