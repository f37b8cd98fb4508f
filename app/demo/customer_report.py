"""Writes the customers report: a row per customer and thing held, so that a customer has several."""

from typing import Any

import numpy as np
import pyarrow as pa

from app.demo.columns import CUSTOMER, CUSTOMER_UI
from app.demo.names import COUNTRIES, MAIL_DOMAINS, SYLLABLES
from app.demo.people import CHANNELS, Person
from app.demo.timeline import Ints
from app.demo.usage_report import ZERO_GUID, UsageTexts, text_array
from app.demo.world import NEVER, World

RESELLERS = {"Cloud Solution Provider", "Enterprise through Reseller"}
INDIVIDUALS = 11


def describe_profiles(world: World) -> dict[str, list[str | None]]:
    """The columns that depend on the customer alone."""
    customers, timeline = world.customers, world.timeline
    countries = [COUNTRIES[place] for place in customers.country.tolist()]
    channels = [CHANNELS[place][0] for place in customers.channel.tolist()]
    lost = world.lost.tolist()
    numbers = range(len(channels))
    resold = [channel in RESELLERS for channel in channels]
    return {
        **describe_people(customers.people),
        "DateAcquired": [timeline.text_of(day) for day in world.acquired.tolist()],
        "DateLost": [None if day == NEVER else timeline.text_of(day) for day in lost],
        "IsActive": ["1" if day == NEVER else "0" for day in lost],
        "ProviderName": [f"{SYLLABLES[n % len(SYLLABLES)]} Resale" if resold[n] else None for n in numbers],
        "ProviderEmail": [f"desk@{MAIL_DOMAINS[n % len(MAIL_DOMAINS)]}" if resold[n] else None for n in numbers],
        "CustomerCommunicationCulture": [country.culture for country in countries],
        "CustomerCountryRegion": [country.name for country in countries],
        "AzureLicenseType": list(channels),
        "CustomerId": list(customers.customer_ids),
        "BillingAccountId": list(customers.account_ids),
        "CustomerType": ["individual" if n % INDIVIDUALS == 0 else "organization" for n in numbers],
        "PromotionalCustomers": ["No" for _ in numbers],
        "MultiParty": ["0" for _ in numbers],
    }


def describe_people(people: tuple[Person | None, ...]) -> dict[str, list[str | None]]:
    """The personal columns, empty without consent."""
    return {
        "FirstName": [person.first_name if person else None for person in people],
        "LastName": [person.last_name if person else None for person in people],
        "Email": [person.email if person else None for person in people],
        "CustomerCompanyName": [person.company_name if person else None for person in people],
        "CommerceRootCustomer": [person.company_name if person else None for person in people],
        "Purchaser Email": [person.email if person else None for person in people],
        "AddressLine1": [person.address if person else None for person in people],
        "CustomerCity": [person.city if person else None for person in people],
        "CustomerPostalCode": [person.postal_code if person else None for person in people],
        "CustomerState": [person.state if person else None for person in people],
    }


def list_holdings(world: World, texts: UsageTexts) -> tuple[Ints, Ints, Ints, list[str], list[str | None]]:
    """Customer, plan, day, subscription and reference of everything held: deployments, then orders without usage."""
    deployments, metered = world.deployments, {order.asset_id for order in world.meters.values()}
    orders = [
        order for order in world.orders if order.asset_id not in metered and order.versions[0].status != "abandoned"
    ]
    customer = np.concatenate([deployments.customer, np.array([order.customer for order in orders], dtype=np.int64)])
    plan = np.concatenate([deployments.plan, np.array([order.plan for order in orders], dtype=np.int64)])
    day = np.concatenate([deployments.start, np.array([order.purchased for order in orders], dtype=np.int64)])
    subscriptions = texts.by_deployment["MarketplaceSubscriptionId"].to_pylist() + [ZERO_GUID] * len(orders)
    references = texts.by_deployment["ReferenceId"].to_pylist() + [order.asset_id for order in orders]
    return customer, plan, day, subscriptions, references


def make_customer_table(world: World, texts: UsageTexts) -> Any:
    """The customers report, by customer, what was modified last at the end."""
    customer, plan, day, subscriptions, references = list_holdings(world, texts)
    modified = np.maximum(day, world.lost[customer])
    order = np.lexsort((modified, customer))
    places, plans = pa.array(customer[order]), pa.array(plan[order])
    columns = {name: text_array(values).take(places) for name, values in describe_profiles(world).items()}
    for name in ("OfferName", "PlanId", "SKU", "OfferId", "IsPrivatePlan"):
        columns[name] = texts.by_plan[name].take(plans)
    columns["MarketplaceSubscriptionId"] = text_array(subscriptions).take(pa.array(order))
    columns["ReferenceId"] = text_array(references).take(pa.array(order))
    stamps = [f"{world.timeline.text_of(number)} 09:30:00.1250000" for number in modified[order].tolist()]
    columns["lastModifiedAt"] = text_array(stamps)
    empty = pa.nulls(len(order), pa.string())
    return pa.table([columns.get(name, empty) for name in CUSTOMER], names=list(CUSTOMER))


def spell_as_ui(table: Any) -> Any:
    """The same report under the spellings of the user interface."""
    return table.rename_columns([CUSTOMER_UI.get(name, name) for name in table.column_names])
