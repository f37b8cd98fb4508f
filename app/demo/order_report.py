"""Writes the orders report: a row per version of an order, in the order of the events."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from app.demo.catalog import ShelfPlan
from app.demo.columns import ORDER
from app.demo.names import COUNTRIES
from app.demo.orders import YEARLY, Order, Version
from app.demo.people import CHANNELS
from app.demo.timeline import Ints, Timeline
from app.demo.usage_report import EURO_PER_DOLLAR, ZERO_GUID
from app.demo.world import World

# These hours are the same day in every publisher's zone, from Los Angeles to Tokyo.
FIRST_SECOND, SECONDS = 8 * 3600 + 600, 6 * 3600
# A cancellation at this hour is still the day before in America.
NIGHT_SECOND = 2 * 3600 + 15 * 60
TABLE_ROWS = 20_000
COUNTRY_CODES = frozenset({3})
WITHOUT_CANCEL_DATE = 20


def stamp(timeline: Timeline, day: int, second: int) -> str:
    """A timestamp in UTC with seven fraction digits."""
    hour, minute, rest = second // 3600, second // 60 % 60, second % 60
    return f"{timeline.text_of(day)} {hour:02}:{minute:02}:{rest:02}.{second * 37 % 10_000_000:07}"


def describe_term(order: Order, version: Version, timeline: Timeline) -> dict[str, str | None]:
    """Days, term and trial of a version."""
    return {
        "MonthStartDate": timeline.date_of(version.day).replace(day=1).isoformat(),
        "OrderPurchaseDate": timeline.text_of(order.purchased),
        "TermStartDate": timeline.text_of(version.term_start),
        "TermEndDate": timeline.text_of(version.term_end),
        "BillingTerm": "1 Year" if order.term == YEARLY else "1 Month",
        "BillingPlan": "Upfront",
        "HasTrial": "0" if order.trial_end is None else "1",
        "IsTrial": "1" if version.is_trial else "0",
        "TrialEndDate": None if order.trial_end is None else timeline.text_of(order.trial_end),
    }


def describe_event(order: Order, version: Version, number: int, timeline: Timeline) -> dict[str, str | None]:
    """What happened to the order and when; `number` is that of the order."""
    cancelled = version.status == "cancelled"
    same_day = cancelled and version.day == order.purchased
    at = stamp(timeline, version.day, NIGHT_SECOND if same_day else FIRST_SECOND + number * 7919 % SECONDS)
    undated = not same_day and number % WITHOUT_CANCEL_DATE == 0
    return {
        "OrderStatus": version.status,
        "OrderCancelDate": at if cancelled and not undated else None,
        "OrderAction": version.action,
        "EventTimestamp": at,
        "OrderVersion": str(version.number),
        "Quantity": str(version.quantity),
        "QuantityChanged": str(version.changed) if version.changed else None,
        "AutoRenew": (None, "True", "False")[2 if cancelled else min(number % 5, 1)],
    }


def describe_customer(world: World, number: int) -> dict[str, str | None]:
    """Who ordered."""
    customers = world.customers
    country = COUNTRIES[int(customers.country[number])]
    person = customers.people[number]
    return {
        "AzureLicenseType": CHANNELS[int(customers.channel[number])][0],
        "CustomerCountry": country.code if world.market.publisher_id in COUNTRY_CODES else country.name,
        "CustomerCompanyName": person.company_name if person else None,
        "CustomerId": customers.customer_ids[number],
        "BillingAccountId": customers.account_ids[number],
        "Currency": country.currency,
    }


def describe_item(item: ShelfPlan) -> dict[str, str | None]:
    """What was ordered."""
    return {
        "OfferType": item.offer.offer_type,
        "MarketplaceLicenseType": "Free" if item.plan.billing_type == "Free" else "Billed Through Azure",
        "SKU": item.plan.sku,
        "OfferName": item.offer.name,
        "OfferId": item.offer.offer_id,
        "PlanId": item.plan.name,
        "IsPrivatePlan": "1" if item.plan.private else "0",
        "ListPriceUSD": str(item.plan.price),
    }


def describe_version(world: World, months: Ints, order: Order, version: Version, number: int) -> dict[str, str | None]:
    """One row of the report."""
    row = describe_customer(world, order.customer) | describe_item(world.market.shelf[order.plan])
    row |= describe_term(order, version, world.timeline) | describe_event(order, version, number, world.timeline)
    is_new = version.number == 1 and months[order.purchased] == months[world.acquired[order.customer]]
    revenue = version.revenue * (EURO_PER_DOLLAR if row["Currency"] == "EUR" else 1.0)
    return row | {
        "MarketplaceSubscriptionId": ZERO_GUID,
        "AssetId": order.asset_id,
        "ReferenceId": order.asset_id,
        "PurchaseRecordId": order.record_id,
        "PurchaseRecordLineItemId": "1",
        "CloudInstanceName": "Global",
        "IsPreviewSKU": "0",
        "IsPrivateOffer": "0",
        "IsNewCustomer": "1" if is_new else "0",
        "BilledRevenue": f"{revenue:.5f}",
        "MultiParty": "0",
    }


def make_order_tables(world: World) -> Iterator[Any]:
    """The orders report of a publisher, in tables of a size that fits into memory."""
    events = [(order, version, number) for number, order in enumerate(world.orders) for version in order.versions]
    events.sort(key=lambda event: (event[1].day, event[2], event[1].number))
    months = world.timeline.months()
    for start in range(0, len(events), TABLE_ROWS):
        rows = [describe_version(world, months, *event) for event in events[start : start + TABLE_ROWS]]
        yield pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in ORDER})
