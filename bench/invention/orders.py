"""The plain tables of what is sold and bought: offers, plans, and an order for each subscription of an offer sold so."""

from typing import Any

import numpy as np
import pyarrow as pa

from app.demo.timeline import Timeline
from bench.invention.buyers import Buyers
from bench.invention.shelf import Publisher
from bench.invention.stays import Stays
from bench.invention.texts import keep_where, look_up, take

_SILENT_DAYS = 45
"""A subscription unused for so long was canceled."""
_PRICE = 40.0


def make_offers(publisher: Publisher) -> Any:
    """The plain table of offers."""
    offers = publisher.offers
    columns = {
        "offer_id": [each.offer_id for each in offers],
        "name": [each.name for each in offers],
        "offer_type": [each.offer_type for each in offers],
        "category": [each.category for each in offers],
        "product_url": [f"https://example.com/{each.offer_id}" for each in offers],
    }
    return pa.table(columns)


def make_plans(publisher: Publisher) -> Any:
    """The plain table of plans."""
    pairs = [(offer, plan) for offer in publisher.offers for plan in offer.plans]
    columns = {
        "offer_id": [offer.offer_id for offer, _ in pairs],
        "plan_id": [plan.plan_id for _, plan in pairs],
        "name": [plan.name for _, plan in pairs],
        "billing_type": [plan.billing_type for _, plan in pairs],
        "is_private": [plan.private for _, plan in pairs],
    }
    return pa.table(columns)


def make_orders(
    publisher: Publisher, stays: Stays, buyers: Buyers, timeline: Timeline, rng: np.random.Generator
) -> Any:
    """The plain table of orders."""
    ordered = np.array([offer.ordered for offer in publisher.offers])[stays.offer]
    bought = np.flatnonzero(ordered & (stays.first <= timeline.end))
    plans = [item for offer in publisher.offers for item in offer.plans]
    plan, first, last = stays.plan[bought], stays.first[bought], stays.last[bought]
    trial_days = np.array([item.trial_days for item in plans])[plan]
    canceled = last < timeline.end - _SILENT_DAYS
    dates = pa.array(timeline.dates().astype("datetime64[D]"))
    # trials may end after the last day of the history
    trial_ends = pa.array(np.datetime64(timeline.first, "D") + (first + np.maximum(trial_days - 1, 0)))
    quantity = rng.integers(1, 20, len(bought))
    paid = np.array([item.price > 0 for item in plans])[plan]
    columns = {
        "order_id": take(buyers.references, bought),
        "customer_id": take(buyers.customer_ids, stays.customer[bought]),
        "offer_id": look_up([offer.offer_id for offer in publisher.offers], stays.offer[bought]),
        "ordered_on": take(dates, first),
        "plan_id": look_up([item.plan_id for item in plans], plan),
        "subscription_id": take(buyers.subscription_ids, bought),
        "sales_channel": buyers.channels.take(pa.array(stays.customer[bought])),
        "quantity": pa.array(quantity),
        "status": look_up(("active", "canceled"), canceled.astype(np.int64)),
        "canceled_on": keep_where(take(dates, np.minimum(last + 5, timeline.end)), canceled),
        "is_trial": pa.array(trial_days > 0),
        "trial_ends_on": keep_where(trial_ends, trial_days > 0),
        "billed_revenue_usd": pa.array(np.round(quantity * _PRICE * paid, 2)),
        "reference_id": take(buyers.references, bought),
    }
    return pa.table(columns)
