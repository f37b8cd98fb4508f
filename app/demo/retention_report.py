"""Writes the offer retention report: for some customers, the days after first use on which they used an offer."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.demo.catalog import Marketplace
from app.demo.columns import OFFERS, RETENTION, RETENTION_REVENUE
from app.demo.names import COUNTRIES
from app.demo.orders import make_guid
from app.demo.timeline import Flags, Ints
from app.demo.usage_report import UsageTexts, measure_usage, text_array
from app.demo.world import World

OFFSETS = (0, 1, 2, 7, 14, 20, 30, 45)
CUSTOMERS = 2_000
WITH_REVENUE = frozenset({1})


def find_first_uses(world: World) -> Flags:
    """Whether each deployment is its customer's first use of the offer, for the first customers."""
    deployments = world.deployments
    order = np.lexsort((deployments.start, deployments.offer, deployments.customer))
    customer, offer, start = deployments.customer[order], deployments.offer[order], deployments.start[order]
    again = np.zeros(len(order), dtype=bool)
    again[1:] = (customer[1:] == customer[:-1]) & (offer[1:] == offer[:-1])
    ties = np.zeros(len(order), dtype=bool)
    ties[1:] = again[1:] & (start[1:] == start[:-1])
    first = np.zeros(len(order), dtype=bool)
    first[order] = ~again | ties
    return first & (deployments.customer < CUSTOMERS)


def choose_rows(world: World) -> tuple[Ints, Ints, Ints]:
    """Deployment, day and quarters of the usage that the report repeats."""
    usage, deployments = world.usage, world.deployments
    chosen = np.flatnonzero(find_first_uses(world)[usage.deployment])
    offsets = usage.day[chosen] - deployments.start[usage.deployment[chosen]]
    chosen = chosen[np.isin(offsets, OFFSETS)]
    return (
        usage.deployment[chosen].astype(np.int64),
        usage.day[chosen].astype(np.int64),
        usage.quarters[chosen].astype(np.int64),
    )


def make_retention_table(world: World, texts: UsageTexts, seed: int) -> Any:
    """The retention report: products are named by a GUID of their own and belong to a category."""
    rng = np.random.default_rng([seed, world.market.publisher_id, 2])
    deployment, day, quarters = choose_rows(world)
    deployments, shelf = world.deployments, world.market.shelf
    customers, plans = pa.array(deployments.customer[deployment]), pa.array(deployments.plan[deployment])
    countries = pa.array(world.customers.country[deployments.customer[deployment]])
    start = deployments.start[deployment]
    products = [make_guid(rng) for _ in world.market.offers]
    columns = {
        "OfferCategory": text_array([item.offer.category for item in shelf]).take(plans),
        "ProductId": text_array([products[item.offer_number] for item in shelf]).take(plans),
        "CustomerCountryName": text_array([country.name for country in COUNTRIES]).take(countries),
        "CustomerCountryCode": text_array([country.code for country in COUNTRIES]).take(countries),
        "CustomerCurrencyCode": texts.by_customer["CustomerCurrencyCC"].take(customers),
        "FirstUsageDate": texts.by_day["UsageDate"].take(pa.array(start)),
        "Offset": pa.array(day - start),
    }
    for name, source in {"Sku": "SKU", "SkuBillingType": "SKUBillingType", "ServicePlanName": "PlanId"}.items():
        columns[name] = texts.by_plan[source].take(plans)
    for name in ("OfferName", "OfferType", "DeploymentMethod"):
        columns[name] = texts.by_plan[name].take(plans)
    for name in ("CustomerId", "CustomerName", "CustomerCompanyName", "AzureLicenseType"):
        columns[name] = texts.by_customer[name].take(customers)
    names = RETENTION
    if world.market.publisher_id in WITH_REVENUE:
        names = RETENTION_REVENUE
        measured = measure_usage(texts, world, deployment, day, quarters)
        columns["RevenueGeneratedPerDay(USD)"] = pc.round(measured["EstimatedExtendedChargePC"], 4)
    return pa.table([columns[name] for name in names], names=list(names))


def make_offer_table(market: Marketplace) -> Any:
    """The publisher's offers as a plain table: what no report tells, the category of offers without usage and a page."""
    rows = [
        (offer.offer_id, offer.name, offer.offer_type, offer.category, f"https://example.com/offers/{offer.offer_id}")
        for offer in market.offers
    ]
    return pa.table([pa.array(values) for values in zip(*rows, strict=True)], names=list(OFFERS))
