"""One publisher's invented history as a whole: who its customers are, what they use and order, whom it lost."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from app.demo.activity import Deployments, UsageDays, simulate_usage
from app.demo.catalog import Marketplace
from app.demo.orders import Order, sell_meters, sell_seats
from app.demo.people import Customers, invent_customers
from app.demo.timeline import Ints, Timeline, open_timeline, weigh_arrivals

SEATS_ONLY = 0.35
SEATS_TOO = 0.20
STILL_HERE_DAYS = 45
# The share of euro customers whose charges the marketplace pays out in euro, by publisher.
EURO_PAYOUTS = {2: 0.03}
NEVER = -1


@dataclass(frozen=True, slots=True)
class World:
    """A publisher's customers, deployments, usage and orders; `acquired` and `lost` are days per customer, -1 if never.

    `meters` gives the order behind a metered deployment by its number.
    """

    market: Marketplace
    timeline: Timeline
    customers: Customers
    deployments: Deployments
    usage: UsageDays
    orders: tuple[Order, ...]
    meters: dict[int, Order]
    acquired: Ints
    lost: Ints


def simulate(market: Marketplace, seed: int, rows: int, as_of: date) -> World:
    """The publisher's history up to `as_of` with about `rows` rows of usage; the same arguments give the same world."""
    rng = np.random.default_rng([seed, market.publisher_id])
    timeline = open_timeline(as_of, market.months)
    deployments, usage = simulate_usage(market, timeline, rows, rng)
    last_used = np.zeros(len(deployments.start), dtype=np.int64)
    # Usage is in the order of days, so the last assignment is the last day.
    last_used[usage.deployment] = usage.day
    meters = sell_meters(market, timeline, deployments, last_used, rng)
    users = int(deployments.customer[-1]) + 1
    both = int(users * SEATS_TOO)
    buyers = range(users - both, users + max(12, int(users * SEATS_ONLY)))
    arrivals = weigh_arrivals(timeline, market.growth, market.months)
    orders = (*meters.values(), *sell_seats(market, timeline, buyers, arrivals, rng))
    customers = invent_customers(buyers.stop, users, EURO_PAYOUTS.get(market.publisher_id, 0.0), rng)
    acquired = find_acquired(buyers.stop, deployments, orders)
    lost = find_lost(acquired, deployments, last_used, orders, timeline, rng)
    return World(market, timeline, customers, deployments, usage, orders, meters, acquired, lost)


def find_acquired(customers: int, deployments: Deployments, orders: tuple[Order, ...]) -> Ints:
    """The first day of usage or purchase of each customer."""
    first = np.full(customers, np.iinfo(np.int64).max)
    np.minimum.at(first, deployments.customer, deployments.start)
    for order in orders:
        first[order.customer] = min(first[order.customer], order.purchased)
    return first


def find_lost(
    acquired: Ints,
    deployments: Deployments,
    last_used: Ints,
    orders: tuple[Order, ...],
    timeline: Timeline,
    rng: np.random.Generator,
) -> Ints:
    """The day each lost customer left: no open order, no usage for long; most of these are reported as lost."""
    last = np.full(len(acquired), NEVER)
    np.maximum.at(last, deployments.customer, last_used)
    used = last != NEVER
    silent = last < timeline.end - STILL_HERE_DAYS
    left = last + np.where(used, rng.integers(1, 20, len(last)), 0)
    reported = ~used | (rng.random(len(last)) < 0.65)
    for order in orders:
        if order.versions[-1].status == "abandoned":
            continue
        if order.ended is None:
            silent[order.customer] = False
        else:
            left[order.customer] = max(left[order.customer], order.ended)
    return np.where(silent & reported & (left >= acquired), left, NEVER)
