"""Rows of the plain table of usage: which subscriptions are used on which days, and for how long."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from app.demo.timeline import Flags, Floats, Timeline, weigh_activity
from bench.invention.buyers import Buyers
from bench.invention.shelf import Publisher
from bench.invention.stays import SEEN_ON_ACTIVE_DAY, Stays, Whole, gather_habits
from bench.invention.texts import keep_where, look_up, take

FILE_ROWS = 2_000_000
_CORES, _CORE_WEIGHTS = (1.0, 2.0, 4.0, 8.0, 16.0), (0.1, 0.3, 0.3, 0.2, 0.1)
_QUARTERS, _QUARTER_WEIGHTS = (96, 36, 12), (0.45, 0.35, 0.2)
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


@dataclass(frozen=True, slots=True)
class Machines:
    """Per subscription what it runs on: cores, usual quarters of an hour in a day, price per core and hour."""

    cores: Floats
    quarters: Whole
    price: Floats


def rent_machines(publisher: Publisher, stays: Stays, rng: np.random.Generator) -> Machines:
    """The machines of all subscriptions."""
    prices = np.array([plan.price for offer in publisher.offers for plan in offer.plans])
    count = len(stays.customer)
    return Machines(
        cores=rng.choice(_CORES, count, p=_CORE_WEIGHTS),
        quarters=rng.choice(_QUARTERS, count, p=_QUARTER_WEIGHTS),
        price=prices[stays.plan],
    )


def cut_days(stays: Stays, timeline: Timeline) -> Iterator[range]:
    """The days of each file of usage, in order: as many as have about a file's rows."""
    turns = np.bincount(stays.begin, minlength=timeline.length + 1)
    turns -= np.bincount(stays.end + 1, minlength=timeline.length + 1)
    files = np.cumsum(np.cumsum(turns)[: timeline.length]) // FILE_ROWS
    bounds = [0, *(np.flatnonzero(np.diff(files)) + 1).tolist(), timeline.length]
    return (range(first, last) for first, last in pairwise(bounds))


def find_used(
    publisher: Publisher, stays: Stays, timeline: Timeline, days: range, rng: np.random.Generator
) -> tuple[Whole, Whole]:
    """Subscription and day of each row of usage on these days, by day."""
    within = np.flatnonzero((stays.begin < days.stop) & (stays.end >= days.start))
    begin = np.maximum(stays.begin[within], days.start)
    length = np.minimum(stays.end[within], days.stop - 1) - begin + 1
    subscription = np.repeat(stays.subscription[within], length)
    day = np.arange(len(subscription), dtype=np.int32) + np.repeat(begin - np.cumsum(length) + length, length).astype(
        np.int32
    )
    habits = gather_habits(publisher)
    offer = stays.offer[subscription]
    chance = (
        np.where(timeline.weekends()[day], habits.weekend[offer], habits.weekday[offer]) * weigh_activity(timeline)[day]
    )
    active = _toss(stays.use[subscription], day) < chance
    used: Flags = (active & (rng.random(len(day)) < SEEN_ON_ACTIVE_DAY)) | (day == stays.first[subscription])
    subscription, day = subscription[used], day[used]
    order = np.argsort(day.astype(np.int16), kind="stable")
    return subscription[order], day[order]


def _toss(use: Whole, day: Whole) -> Floats:
    """A number 0 .. 1 for each use and day, the same for all subscriptions of the use: they are busy on the same days."""
    bits = (use.astype(np.uint64) << np.uint64(12)) + day.astype(np.uint64)
    bits = bits * _MIX[0]
    bits = (bits ^ (bits >> np.uint64(30))) * _MIX[1]
    bits = (bits ^ (bits >> np.uint64(27))) * _MIX[2]
    return (bits >> np.uint64(40)).astype(np.float64) / (1 << 24)


def make_usage(
    publisher: Publisher, stays: Stays, buyers: Buyers, machines: Machines, timeline: Timeline, days: range,
    rng: np.random.Generator,
) -> Any:  # fmt: skip
    """The rows of usage on these days."""
    subscription, day = find_used(publisher, stays, timeline, days, rng)
    customer, plan = stays.customer[subscription], stays.plan[subscription]
    plans = [item for offer in publisher.offers for item in offer.plans]
    trial_days = np.array([item.trial_days for item in plans])[plan]
    trial: Flags = day - stays.first[subscription] < trial_days
    raw = np.clip(machines.quarters[subscription] + rng.integers(-6, 7, len(day)), 1, 96) / 4
    normalized = raw * machines.cores[subscription]
    ordered = np.array([offer.ordered for offer in publisher.offers])[stays.offer[subscription]]
    dates = pa.array(timeline.dates().astype("datetime64[D]"))
    columns = {
        "used_on": take(dates, day),
        "customer_id": take(buyers.customer_ids, customer),
        "offer_id": look_up([offer.offer_id for offer in publisher.offers], stays.offer[subscription]),
        "plan_id": look_up([item.plan_id for item in plans], plan),
        "subscription_id": take(buyers.subscription_ids, subscription),
        "sales_channel": buyers.channels.take(pa.array(customer)),
        "billing_type": look_up([item.billing_type for item in plans], plan),
        "currency": buyers.currencies.take(pa.array(customer)),
        "raw_hours": pa.array(raw),
        "normalized_hours": pa.array(normalized),
        "revenue_usd": pa.array(np.round(normalized * machines.price[subscription] * ~trial, 4)),
        "is_trial": pa.array(trial),
        "reference_id": keep_where(take(buyers.references, subscription), ordered),
    }
    return pa.table(columns)
