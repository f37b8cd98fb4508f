"""Simulates who uses which plan on which days: arrivals, stays, come-backs, weekends."""

from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from app.demo.catalog import Marketplace
from app.demo.timeline import Flags, Floats, Ints, Timeline, weigh_activity, weigh_arrivals

OFFERS_PER_CUSTOMER = (0.66, 0.18, 0.09, 0.04, 0.03)
VM_SIZES = (
    ("Basic_A0", "SHAREDCORE", 1 / 6, 0.10),
    ("Standard_B2s", "2", 2.0, 0.26),
    ("Standard_D4s_v5", "4", 4.0, 0.30),
    ("Standard_D8s_v5", "8", 8.0, 0.20),
    ("Standard_E16_v5", "16", 16.0, 0.10),
    ("Standard_F64_v2", "64", 64.0, 0.04),
)
# Quarters of an hour on a usual day: always on, office hours, bursts.
DAY_LENGTHS = ((96, 0.45), (36, 0.35), (12, 0.20))
UPGRADES = 0.22


@dataclass(frozen=True, slots=True)
class Deployments:
    """One row per customer and plan in use: customer number, place on the shelf, first day, machine, day length."""

    customer: Ints
    plan: Ints
    offer: Ints
    start: Ints
    machine: Ints
    quarters: Ints


@dataclass(frozen=True, slots=True)
class UsageDays:
    """One row per deployment and day with usage, in the order of the days; usage in quarters of an hour (or units)."""

    deployment: npt.NDArray[np.integer[Any]]
    day: npt.NDArray[np.integer[Any]]
    quarters: npt.NDArray[np.integer[Any]]


Rows = TypeVar("Rows", Deployments, UsageDays)


@dataclass(frozen=True, slots=True)
class Habits:
    """The habits of the publisher's offers, an array per number, by offer."""

    loyal: Floats
    loyal_days: Floats
    casual_days: Floats
    weekday: Floats
    weekend: Floats
    comeback: Floats
    gap_days: Floats


def gather_habits(market: Marketplace) -> Habits:
    """The habits of all offers as arrays."""
    columns = {f.name: np.array([getattr(o.habit, f.name) for o in market.offers], dtype=float) for f in fields(Habits)}
    return Habits(**columns)


def choose_plans(market: Marketplace, offers: Ints, rng: np.random.Generator) -> Ints:
    """A plan on the shelf for each offer number, by the plans' weights."""
    draws = rng.random(len(offers))
    chosen = np.zeros(len(offers), dtype=np.int64)
    for number in range(len(market.offers)):
        places = [place for place, item in enumerate(market.shelf) if item.offer_number == number]
        bounds = np.cumsum([market.shelf[place].plan.weight for place in places])
        of_offer = offers == number
        picks = np.searchsorted(bounds, draws[of_offer] * bounds[-1], side="right")
        chosen[of_offer] = places[0] + np.minimum(picks, len(places) - 1)
    return chosen


def choose_offers(market: Marketplace, customers: int, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Pairs of customer and offer with usage, and the rank of the offer in its customer's order of interest."""
    numbers = np.array([number for number, offer in enumerate(market.offers) if offer.has_usage])
    weights = np.log([market.offers[number].weight for number in numbers])
    wanted = 1 + rng.choice(len(OFFERS_PER_CUSTOMER), customers, p=OFFERS_PER_CUSTOMER)
    order = np.argsort(-(weights + rng.gumbel(size=(customers, len(numbers)))), axis=1)
    customer, rank = np.nonzero(np.arange(len(numbers)) < wanted[:, None])
    return customer, numbers[order[customer, rank]], rank


def draw_deployments(
    market: Marketplace, timeline: Timeline, customers: int, arrivals: Floats, rng: np.random.Generator
) -> Deployments:
    """What `customers` new customers use, numbered from 0."""
    arrived = rng.choice(timeline.length, customers, p=arrivals)
    customer, offer, rank = choose_offers(market, customers, rng)
    start = arrived[customer] + (rank * rng.exponential(45.0, len(rank))).astype(np.int64)
    plan = choose_plans(market, offer, rng)
    # A free plan is the first of its offer, the plan paid for most the second.
    free = np.array([item.plan.billing_type == "Free" for item in market.shelf])[plan]
    upgraded = np.flatnonzero(free & (rng.random(len(plan)) < UPGRADES))
    customer = np.concatenate([customer, customer[upgraded]])
    offer = np.concatenate([offer, offer[upgraded]])
    start = np.concatenate([start, start[upgraded] + rng.integers(14, 90, len(upgraded))])
    plan = np.concatenate([plan, plan[upgraded] + 1])
    kept = np.flatnonzero(start <= timeline.end)
    kept = kept[np.argsort(customer[kept], kind="stable")]
    lengths, shares = zip(*DAY_LENGTHS, strict=True)
    return Deployments(
        customer=customer[kept],
        plan=plan[kept],
        offer=offer[kept],
        start=start[kept],
        machine=rng.choice(len(VM_SIZES), len(kept), p=[size[3] for size in VM_SIZES]),
        quarters=rng.choice(np.array(lengths), len(kept), p=shares),
    )


def draw_stints(deployments: Deployments, habits: Habits, timeline: Timeline, rng: np.random.Generator) -> list[Ints]:
    """Deployment, first day and days of each stay: the first one, and for some a come-back."""
    count, offer = len(deployments.offer), deployments.offer
    loyal = rng.random(count) < habits.loyal[offer]
    usual = np.where(loyal, habits.loyal_days[offer], habits.casual_days[offer])
    first = 1 + rng.exponential(usual).astype(np.int64)
    gap = 3 + rng.exponential(habits.gap_days[offer]).astype(np.int64)
    second = 1 + rng.exponential(np.where(loyal, usual / 2, usual * 2)).astype(np.int64)
    back = rng.random(count) < habits.comeback[offer]
    everyone = np.arange(count)
    deployment = np.concatenate([everyone, everyone[back]])
    begin = np.concatenate([deployments.start, (deployments.start + first + gap)[back]])
    days = np.minimum(np.concatenate([first, second[back]]), timeline.end + 1 - begin)
    return [column[days > 0] for column in (deployment, begin, days)]


def draw_usage(deployments: Deployments, habits: Habits, timeline: Timeline, rng: np.random.Generator) -> UsageDays:
    """The days with usage of each deployment; the first day always has some."""
    stint, begin, days = draw_stints(deployments, habits, timeline, rng)
    deployment = np.repeat(stint, days)
    day = np.arange(days.sum()) + np.repeat(begin - np.cumsum(days) + days, days)
    offer = deployments.offer[deployment]
    chance = np.where(timeline.weekends()[day], habits.weekend[offer], habits.weekday[offer])
    energy = rng.uniform(0.72, 1.04, len(deployments.offer))
    chance *= weigh_activity(timeline)[day] * energy[deployment]
    used: Flags = (rng.random(len(day)) < chance) | (day == deployments.start[deployment])
    deployment, day = deployment[used], day[used]
    noise = rng.integers(-6, 7, len(day))
    return UsageDays(deployment, day, np.clip(deployments.quarters[deployment] + noise, 1, 96))


def simulate_usage(
    market: Marketplace, timeline: Timeline, rows: int, rng: np.random.Generator
) -> tuple[Deployments, UsageDays]:
    """Deployments and usage of as many customers as give `rows` rows of usage, within one customer's rows."""
    habits, arrivals = gather_habits(market), weigh_arrivals(timeline, market.growth, market.months)
    batch = min(max(rows // 400, 50), 5_000)
    deployment_batches: list[Deployments] = []
    usage_batches: list[UsageDays] = []
    customers = deployed = used = 0
    while used < rows:
        drawn = draw_deployments(market, timeline, batch, arrivals, rng)
        usage = draw_usage(drawn, habits, timeline, rng)
        deployment_batches.append(shift_customers(drawn, customers))
        usage_batches.append(compact_usage(usage, deployed))
        customers, deployed, used = customers + batch, deployed + len(drawn.customer), used + len(usage.day)
    return cut_customers(join(Deployments, deployment_batches), join(UsageDays, usage_batches), rows)


def shift_customers(deployments: Deployments, by: int) -> Deployments:
    """The same deployments with customers numbered from `by`."""
    columns = {field.name: getattr(deployments, field.name) for field in fields(Deployments)}
    return Deployments(**{**columns, "customer": deployments.customer + by})


def compact_usage(usage: UsageDays, shift: int) -> UsageDays:
    """The same usage in narrow integers, deployments numbered from `shift`: millions of rows are kept at once."""
    return UsageDays(
        (usage.deployment + shift).astype(np.int32),
        usage.day.astype(np.int16),
        usage.quarters.astype(np.uint8),
    )


def join(kind: type[Rows], batches: list[Rows]) -> Rows:
    """Batches one after the other."""
    names = [field.name for field in fields(kind)]
    return kind(**{name: np.concatenate([getattr(batch, name) for batch in batches]) for name in names})


def cut_customers(deployments: Deployments, usage: UsageDays, rows: int) -> tuple[Deployments, UsageDays]:
    """The first customers who together have `rows` rows, and their usage in the order of days."""
    counts = np.bincount(deployments.customer[usage.deployment])
    customers = int(np.searchsorted(np.cumsum(counts), rows)) + 1
    kept = int(np.searchsorted(deployments.customer, customers))
    columns = {field.name: getattr(deployments, field.name)[:kept] for field in fields(Deployments)}
    inside = np.flatnonzero(usage.deployment < kept)
    order = inside[np.argsort(usage.day[inside], kind="stable")]
    return Deployments(**columns), UsageDays(usage.deployment[order], usage.day[order], usage.quarters[order])
