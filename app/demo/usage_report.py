"""Turns simulated usage into rows of the usage report, in the API's dialect or the user interface's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from app.demo.activity import VM_SIZES
from app.demo.catalog import Kind
from app.demo.columns import USAGE, USAGE_UI
from app.demo.names import COUNTRIES
from app.demo.orders import make_guid
from app.demo.people import CHANNELS
from app.demo.timeline import Flags, Floats, Ints
from app.demo.world import World

ZERO_GUID = "00000000-0000-0000-0000-000000000000"
EURO_PER_DOLLAR = 0.92
TRIAL_TAKERS = 3
NO_TRIAL = -1
CONSTANTS = {
    "IsPreviewSKU": "0",
    "CloudInstanceName": "Global",
    "IsPrivateOffer": "0",
    "MultiParty": "0",
    "CustomerAccess": "Full access",
    "PublisherAccess": "Enabled",
}
UI_QUANTITIES = {"Normalized usage": "NormalizedUsage", "Raw usage": "RawUsage", "Metered usage": "MeteredUsage"}


@dataclass(frozen=True, slots=True)
class UsageTexts:
    """What a usage row says of its customer, plan, deployment and day: texts by number, and the numbers for sums."""

    by_customer: dict[str, Any]
    by_plan: dict[str, Any]
    by_deployment: dict[str, Any]
    by_day: dict[str, Any]
    cores: Floats
    price: Floats
    metered: Flags
    trial_end: Ints
    euro: Flags
    euro_payout: Flags
    acquired_month: Ints
    months: Ints = field(repr=False)


def text_array(values: Sequence[str | None]) -> Any:
    """An Arrow array of text."""
    return pa.array(values, pa.string())


def describe_customers(world: World) -> dict[str, Any]:
    """The columns that depend on the customer alone."""
    customers = world.customers
    countries = [COUNTRIES[place] for place in customers.country.tolist()]
    payouts = ["EUR" if euro else "USD" for euro in customers.euro_payout.tolist()]
    return {
        "AzureLicenseType": text_array([CHANNELS[place][0] for place in customers.channel.tolist()]),
        "CustomerCountry": text_array([country.name for country in countries]),
        "CustomerName": text_array([person.full_name if person else None for person in customers.people]),
        "CustomerCompanyName": text_array([person.company_name if person else None for person in customers.people]),
        "CustomerCurrencyCC": text_array([country.currency for country in countries]),
        "PayoutCurrencyPC": text_array(payouts),
        "CustomerId": text_array(customers.customer_ids),
        "BillingAccountId": text_array(customers.account_ids),
        "IsInternal": text_array(["1" if internal else "0" for internal in customers.internal.tolist()]),
    }


def describe_plans(world: World, rng: np.random.Generator) -> dict[str, Any]:
    """The columns that depend on the offer and plan alone."""
    shelf = world.market.shelf
    metered = [item.offer.kind is Kind.METERED for item in shelf]
    free = [item.plan.billing_type == "Free" for item in shelf]
    meters = [make_guid(rng) for _ in shelf]
    return {
        "OfferType": text_array([item.offer.offer_type for item in shelf]),
        "MarketplaceLicenseType": text_array(["Free" if is_free else "Billed Through Azure" for is_free in free]),
        "SKU": text_array([item.plan.sku for item in shelf]),
        "SKUBillingType": text_array([item.plan.billing_type for item in shelf]),
        "OfferName": text_array([item.offer.name for item in shelf]),
        "OfferId": text_array([item.offer.offer_id for item in shelf]),
        "PlanId": text_array([item.plan.name for item in shelf]),
        "IsPrivatePlan": text_array(["1" if item.plan.private else "0" for item in shelf]),
        "EstimatedPricePC": text_array([str(item.plan.unit_price or item.plan.price) for item in shelf]),
        "UsageUnit": text_array(["1 document" if is_metered else "1 Hour" for is_metered in metered]),
        "DeploymentMethod": text_array([None if is_metered else "Managed" for is_metered in metered]),
        "MeterDimension": text_array(["documents" if is_metered else None for is_metered in metered]),
        "MeterId": text_array([meters[place] if is_metered else None for place, is_metered in enumerate(metered)]),
    }


def find_trial_ends(world: World) -> Ints:
    """The last day of each deployment's trial, -1 without: a third of machines whose plan has one, and by order."""
    shelf, deployments = world.market.shelf, world.deployments
    days = np.array([item.plan.trial_days if item.offer.kind is Kind.VM else 0 for item in shelf])[deployments.plan]
    takes = (days > 0) & (np.arange(len(days)) % TRIAL_TAKERS == 0)
    ends = np.where(takes, deployments.start + days - 1, NO_TRIAL)
    for number, order in world.meters.items():
        ends[number] = NO_TRIAL if order.trial_end is None else order.trial_end
    return ends


def describe_deployments(world: World, trial_end: Ints, rng: np.random.Generator) -> dict[str, Any]:
    """The columns that depend on the deployment; a metered unit has the zero subscription and its order's reference."""
    meters, machines = world.meters, world.deployments.machine.tolist()
    numbers = range(len(machines))
    ends = trial_end.tolist()
    trials = [
        world.timeline.text_of(ends[number]) if ends[number] != NO_TRIAL and number not in meters else None
        for number in numbers
    ]
    return {
        "MarketplaceSubscriptionId": text_array([ZERO_GUID if n in meters else make_guid(rng) for n in numbers]),
        "ReferenceId": text_array([meters[n].asset_id if n in meters else None for n in numbers]),
        "TrialEndDate": text_array(trials),
        "VMSize": text_array([None if n in meters else VM_SIZES[machines[n]][0] for n in numbers]),
        "CoreSize": text_array([None if n in meters else VM_SIZES[machines[n]][1] for n in numbers]),
    }


def prepare_texts(world: World, seed: int) -> UsageTexts:
    """All texts of the publisher's usage report, once, so that a row only refers to them."""
    rng = np.random.default_rng([seed, world.market.publisher_id, 1])
    shelf, timeline = world.market.shelf, world.timeline
    trial_end = find_trial_ends(world)
    dates = [timeline.date_of(day) for day in range(timeline.length)]
    euro = np.array([country.currency == "EUR" for country in COUNTRIES])
    months = timeline.months()
    return UsageTexts(
        by_customer=describe_customers(world),
        by_plan=describe_plans(world, rng),
        by_deployment=describe_deployments(world, trial_end, rng),
        by_day={
            "UsageDate": text_array([day.isoformat() for day in dates]),
            "MonthStartDate": text_array([day.replace(day=1).isoformat() for day in dates]),
        },
        cores=np.array([size[2] for size in VM_SIZES])[world.deployments.machine],
        price=np.array([item.plan.unit_price or item.plan.price for item in shelf]),
        metered=np.array([item.offer.kind is Kind.METERED for item in shelf]),
        trial_end=trial_end,
        euro=euro[world.customers.country],
        euro_payout=world.customers.euro_payout,
        acquired_month=months[world.acquired],
        months=months,
    )


def number_array(values: npt.NDArray[Any], present: Flags | None = None) -> Any:
    """An Arrow array of numbers, null where not present."""
    return pa.array(values, mask=None if present is None else ~present)


def measure_usage(texts: UsageTexts, world: World, deployment: Ints, day: Ints, quarters: Ints) -> dict[str, Any]:
    """Hours, units and charges: nothing is charged before the trial ends."""
    plan, customer = world.deployments.plan[deployment], world.deployments.customer[deployment]
    metered = texts.metered[plan]
    raw = quarters / 4
    normalized = np.round(raw * texts.cores[deployment], 6)
    charged = day > texts.trial_end[deployment]
    dollars = np.round(np.where(metered, quarters, normalized) * texts.price[plan] * charged, 4)
    euros = np.round(dollars * EURO_PER_DOLLAR, 4)
    prices = texts.price[plan]
    return {
        "RawUsage": number_array(raw, ~metered),
        "NormalizedUsage": number_array(normalized, ~metered),
        "MeteredUsage": number_array(quarters, metered),
        "EstimatedExtendedChargePC": number_array(np.where(texts.euro_payout[customer], euros, dollars)),
        "EstimatedExtendedChargeCC": number_array(np.where(texts.euro[customer], euros, dollars)),
        "PriceCC": number_array(np.where(texts.euro[customer], np.round(prices * EURO_PER_DOLLAR, 6), prices)),
    }


def make_usage_table(texts: UsageTexts, world: World, rows: slice, preliminary: Flags | None = None) -> Any:
    """A stretch of the usage report; days marked preliminary (by day number) report an hour less than they will."""
    deployment = world.usage.deployment[rows].astype(np.int64)
    day = world.usage.day[rows].astype(np.int64)
    quarters = world.usage.quarters[rows].astype(np.int64)
    if preliminary is not None:
        quarters = np.where(preliminary[day], np.maximum(1, quarters - 4), quarters)
    customer, plan = world.deployments.customer[deployment], world.deployments.plan[deployment]
    columns = measure_usage(texts, world, deployment, day, quarters)
    axes = (
        (texts.by_customer, customer),
        (texts.by_plan, plan),
        (texts.by_deployment, deployment),
        (texts.by_day, day),
    )
    for texts_by_name, numbers in axes:
        places = pa.array(numbers)
        columns |= {name: column.take(places) for name, column in texts_by_name.items()}
    is_new = texts.months[day] == texts.acquired_month[customer]
    columns["IsNewCustomer"] = number_array(is_new.astype(np.int8))
    columns |= {name: pa.repeat(text, len(day)) for name, text in CONSTANTS.items()}
    empty = pa.nulls(len(day), pa.string())
    return pa.table([columns.get(name, empty) for name in USAGE], names=list(USAGE))


def make_ui_table(table: Any) -> Any:
    """The same usage as the user interface downloads it: a row per usage type, each repeating all charges."""
    parts = []
    for usage_type, column in UI_QUANTITIES.items():
        of_type = table.filter(pc.is_valid(table[column]))
        extra = {
            "UsageType": pa.repeat(usage_type, of_type.num_rows),
            "UsageQuantity": of_type[column].cast(pa.float64()),
            "IsMultisolution": pa.repeat("0", of_type.num_rows),
        }
        shown = [extra[name] if name in extra else of_type[name] for name in USAGE_UI.values()]
        parts.append(pa.table(shown, names=list(USAGE_UI)))
    return pa.concat_tables(parts)
