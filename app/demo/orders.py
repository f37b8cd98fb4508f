"""Writes the life of each order as its versions: purchase, renewals, more seats, the end."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np

from app.demo.activity import Deployments
from app.demo.catalog import Kind, Marketplace, Plan
from app.demo.names import SYLLABLES
from app.demo.timeline import Floats, Ints, Timeline

MONTHLY, YEARLY = 30, 365


class Story(Enum):
    """What becomes of an order."""

    STAYS = auto()
    CANCELS = auto()
    RETURNS = auto()
    CONVERTS = auto()
    EXPIRES = auto()
    LEAVES_TRIAL = auto()
    ABANDONS = auto()
    DEFAULTS = auto()
    REGRETS = auto()
    GROWS = auto()


STORY_WEIGHTS = (0.34, 0.20, 0.05, 0.12, 0.06, 0.03, 0.015, 0.015, 0.01, 0.16)
TRIAL_STORIES = frozenset({Story.CONVERTS, Story.EXPIRES, Story.LEAVES_TRIAL})


@dataclass(frozen=True, slots=True)
class Version:
    """One row of the orders report: days are numbers, `revenue` is what the term costs in US dollars."""

    number: int
    day: int
    action: str
    status: str
    quantity: int
    changed: int
    term_start: int
    term_end: int
    is_trial: bool
    revenue: float


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a customer; `plan` is its place on the shelf, `ended` the day of cancellation or expiry."""

    asset_id: str
    record_id: str
    customer: int
    plan: int
    purchased: int
    term: int
    trial_end: int | None
    ended: int | None
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is settled of an order before its versions are written; `stop` is the day it ends, if it does."""

    customer: int
    plan: int
    purchased: int
    quantity: int
    story: Story
    stop: int | None


def make_guid(rng: np.random.Generator) -> str:
    """A random GUID."""
    text = rng.bytes(16).hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def draft_order(
    customer: int, plan: int, purchased: int, story: Story, rng: np.random.Generator, days: float = 260.0
) -> Draft:
    """Settles quantity and end; orders that end do so after `days` days on average."""
    quantity = int(min(400, max(1, rng.lognormal(1.6, 1.1))))
    stop = {
        Story.CANCELS: purchased + 2 + int(rng.exponential(days)),
        Story.RETURNS: purchased + 2 + int(rng.exponential(90)),
        Story.LEAVES_TRIAL: purchased + int(rng.integers(3, 25)),
        Story.REGRETS: purchased,
        Story.ABANDONS: purchased,
    }.get(story)
    return Draft(customer, plan, purchased, quantity, story, stop)


def write_order(draft: Draft, plan: Plan, timeline: Timeline, rng: np.random.Generator) -> Order:
    """The order of a draft with all its versions up to the end of the timeline."""
    term = YEARLY if rng.random() < 0.4 else MONTHLY
    trial_days = (plan.trial_days or MONTHLY) if draft.story in TRIAL_STORIES else 0
    trial_end = draft.purchased + trial_days - 1
    stop = trial_end if draft.story is Story.EXPIRES else draft.stop
    if stop is not None and stop > timeline.end:
        stop = None
    versions = list(renew(draft, plan, term, trial_days, timeline.end + 1 if stop is None else stop, rng))
    if stop is not None:
        versions.append(close(versions, draft.story, stop))
    elif draft.story is Story.DEFAULTS:
        versions[-1] = replace(versions[-1], status="warning")
    return Order(
        asset_id=make_guid(rng),
        record_id=SYLLABLES[int(rng.integers(len(SYLLABLES)))].upper() + rng.bytes(8).hex(),
        customer=draft.customer,
        plan=draft.plan,
        purchased=draft.purchased,
        term=term,
        trial_end=trial_end if trial_days else None,
        ended=stop if draft.story is not Story.ABANDONS else None,
        versions=tuple(versions[-1:] if draft.story is Story.ABANDONS else versions),
    )


def renew(
    draft: Draft, plan: Plan, term: int, trial_days: int, until: int, rng: np.random.Generator
) -> Iterator[Version]:
    """The purchase and each term begun before `until`."""
    quantity, start, number = draft.quantity, draft.purchased, 1
    while number == 1 or start < until:
        days = trial_days if number == 1 and trial_days else term
        is_trial = number == 1 and trial_days > 0
        changed = int(rng.integers(1, 9)) if number > 1 and grows(draft, rng) else 0
        quantity += changed
        months = 12 if term == YEARLY else 1
        revenue = 0.0 if is_trial else round(plan.price * quantity * months, 2)
        action = "Purchase" if number == 1 else "Renewed"
        end = start + days - 1
        yield Version(number, start, action, "active", quantity, changed, start, end, is_trial, revenue)
        start, number = start + days, number + 1


def grows(draft: Draft, rng: np.random.Generator) -> bool:
    """Whether an order takes more seats at a renewal."""
    return draft.story is Story.GROWS and rng.random() < 0.4


def close(versions: list[Version], story: Story, day: int) -> Version:
    """The version that ends an order."""
    last = versions[-1]
    status = {Story.EXPIRES: "expired", Story.ABANDONS: "abandoned"}.get(story, "cancelled")
    action = "Canceled" if status == "cancelled" else last.action
    # An expiry on the first day after the trial is no term: nothing is billed.
    revenue = 0.0 if story in {Story.EXPIRES, Story.ABANDONS} else last.revenue
    return replace(
        last,
        number=last.number + 1,
        day=day,
        action=action,
        status=status,
        changed=0,
        revenue=revenue,
        is_trial=story is Story.EXPIRES or last.is_trial,
    )


def tell_stories(count: int, rng: np.random.Generator) -> list[Story]:
    """A story per purchase: each at least once among the first, then by their weights."""
    stories = list(Story)
    drawn = rng.choice(len(stories), count, p=STORY_WEIGHTS)
    told = [stories[number] for number in drawn]
    told[: len(stories)] = stories[:count]
    return told


def sell_seats(
    market: Marketplace, timeline: Timeline, customers: range, arrivals: Floats, rng: np.random.Generator
) -> list[Order]:
    """Orders of seats of these new customers: most have one, a few have dozens."""
    places = [place for place, item in enumerate(market.shelf) if item.offer.kind is Kind.SAAS]
    weights = np.array([market.shelf[place].offer.weight * market.shelf[place].plan.weight for place in places])
    counts = np.minimum(rng.zipf(2.3, len(customers)), 40)
    arrived = rng.choice(timeline.length, len(customers), p=arrivals)
    # The first stories are told early enough to end before the timeline does.
    arrived[: len(Story)] = timeline.length // 3
    buyers = np.repeat(np.arange(len(customers)), counts)
    ranks = np.arange(len(buyers)) - np.repeat(np.cumsum(counts) - counts, counts)
    days = arrived[buyers] + (ranks * rng.exponential(25.0, len(buyers))).astype(np.int64)
    plans = rng.choice(np.array(places), len(buyers), p=weights / weights.sum())
    stories = tell_stories(len(buyers), rng)
    orders: list[Order] = []
    for buyer, day, plan, story in zip(buyers.tolist(), days.tolist(), plans.tolist(), stories, strict=True):
        orders += follow(market, timeline, customers[buyer], plan, min(day, timeline.end), story, rng)
    return orders


def sell_meters(
    market: Marketplace, timeline: Timeline, deployments: Deployments, last_used: Ints, rng: np.random.Generator
) -> dict[int, Order]:
    """The order behind each deployment of metered units, by the deployment's number."""
    orders: dict[int, Order] = {}
    metered = np.array([item.offer.kind is Kind.METERED for item in market.shelf])
    for number in np.flatnonzero(metered[deployments.plan]).tolist():
        plan, start = int(deployments.plan[number]), int(deployments.start[number])
        story, stop = Story.STAYS, None
        if last_used[number] < timeline.end - 60 and rng.random() < 0.7:
            story, stop = Story.CANCELS, int(last_used[number] + rng.integers(1, 15))
        elif market.shelf[plan].plan.trial_days and rng.random() < 0.6:
            story = Story.CONVERTS
        draft = Draft(int(deployments.customer[number]), plan, start, 1, story, stop)
        orders[number] = write_order(draft, market.shelf[plan].plan, timeline, rng)
    return orders


def follow(
    market: Marketplace, timeline: Timeline, customer: int, plan: int, day: int, story: Story, rng: np.random.Generator
) -> list[Order]:
    """The orders that one story makes: a return or a second try after an abandoned purchase is an order of its own."""
    offered = market.shelf[plan].plan
    order = write_order(draft_order(customer, plan, day, story, rng), offered, timeline, rng)
    again = {Story.RETURNS: order.ended and order.ended + 20 + int(rng.exponential(45)), Story.ABANDONS: day + 1}.get(
        story
    )
    if not again or again > timeline.end:
        return [order]
    return [order, write_order(draft_order(customer, plan, again, Story.STAYS, rng), offered, timeline, rng)]
