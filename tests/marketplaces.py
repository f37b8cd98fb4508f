"""Hypothesis strategies that draw whole marketplaces as plain tables, and the questions to ask of them."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.reference.days import add_months, first_day, month_of
from tests.reference.facts import find_last_day
from tests.reference.lives import PERSON_CELLS, Catalogue, Life, PlainRow, draw_crowd, draw_life, list_special_days
from tests.reference.marketplace import Marketplace, Tables

ANCHORS = (date(2024, 8, 31), date(2024, 2, 29), date(2024, 3, 15), date(2023, 12, 31), date(2024, 7, 1))
PUBLISHERS = ("alpha", "beta", "delta", "epsilon", "gamma")
OFFER_NAMES = ("", "Cold Store", "cold store", "Key Vault")
CATEGORIES = ("Storage", "storage", "Security", "Uncategorized", "")
CROWD_CATEGORIES = ("Storage", "storage")
SIZES = (0, 1, 2, 3, 3, 4, 5, 6, 8, 12, 25)


@st.composite
def marketplaces(draw: st.DrawFn) -> Marketplace:
    """A marketplace of 1 to 5 publishers; one in three is crowded: benchmarks of all publishers occur there."""
    anchor = draw(st.sampled_from(ANCHORS))
    as_of = anchor if draw(st.booleans()) else None
    crowded = draw(st.sampled_from((False, False, True)))
    count = draw(st.integers(4, 5)) if crowded else draw(st.integers(1, 3))
    publishers = {name: draw(publisher_tables(anchor, crowded)) for name in PUBLISHERS[:count]}
    return Marketplace(as_of, publishers)


@st.composite
def publisher_tables(draw: st.DrawFn, anchor: date, crowded: bool) -> Tables:
    """The tables of one publisher whose history ends about the anchor day."""
    catalogue, offers, plans = draw_catalogue(draw, crowded)
    size = draw(st.integers(0, 2)) if crowded else draw(st.sampled_from(SIZES))
    days = list_special_days(anchor)
    lives = [
        draw_life(draw, f"{'C' if number % 7 == 3 else 'c'}{number:02}", catalogue, days) for number in range(size)
    ]
    if crowded:
        lives += draw_crowd(draw, anchor)
    tables = Tables(
        customers=[life.customer for life in lives if life.customer is not None],
        offers=offers,
        plans=plans,
        orders=number_orders(lives) + draw_abandoned(draw, lives, offers),
        usage=[row for life in lives for row in life.usage],
    )
    return date_something(draw_consent(draw, tables), anchor)


def draw_catalogue(draw: st.DrawFn, crowded: bool) -> tuple[Catalogue, list[PlainRow], list[PlainRow]]:
    """Offers with the plans that rows may name, and those of them that the tables of offers and plans know."""
    catalogue: Catalogue = {}
    offers: list[PlainRow] = []
    plans: list[PlainRow] = []
    for position, offer_id in enumerate(("offer-a", "offer-b", "offer-c", "offer-d")[: draw(st.integers(1, 4))]):
        crowd_offer = crowded and position == 0
        catalogue[offer_id] = {"": draw(st.sampled_from(("", "Paid"))), "plan-3": ""}
        if crowd_offer or draw(st.sampled_from((True, True, True, False))):
            offers.append(
                {
                    "offer_id": offer_id,
                    "name": draw(st.sampled_from(OFFER_NAMES)),
                    "offer_type": draw(st.sampled_from(("", "Virtual Machine"))),
                    "category": draw(st.sampled_from(CROWD_CATEGORIES if crowd_offer else CATEGORIES)),
                    "product_url": "",
                }
            )
        for plan_id in ("plan-1", "plan-2")[: draw(st.integers(0, 2))]:
            billing_type = draw(st.sampled_from(("Free", "Paid", "")))
            name = draw(st.sampled_from(("", "Basic", "basic", "Gold")))
            catalogue[offer_id][plan_id] = billing_type
            plans.append({"offer_id": offer_id, "plan_id": plan_id, "name": name, "billing_type": billing_type})
    return catalogue, offers, plans


def number_orders(lives: list[Life]) -> list[PlainRow]:
    rows = [row for life in lives for row in life.orders]
    return [{"order_id": f"order-{number:03}", **row} for number, row in enumerate(rows)]


def draw_abandoned(draw: st.DrawFn, lives: list[Life], offers: list[PlainRow]) -> list[PlainRow]:
    """At times an abandoned order, of a customer and an offer that are known anyway."""
    known = [life.customer["customer_id"] for life in lives if life.customer is not None and life.usage]
    if not known or not offers or draw(st.integers(0, 3)):
        return []
    day = max(row["used_on"] for life in lives for row in life.usage)
    bought = {"customer_id": draw(st.sampled_from(known)), "offer_id": offers[0]["offer_id"], "ordered_on": day}
    return [{"order_id": "order-abandoned", **bought, "status": "Abandoned"}]


def draw_consent(draw: st.DrawFn, tables: Tables) -> Tables:
    """A column of consent for all customers, or none."""
    if draw(st.booleans()):
        for row in tables.customers:
            row["consent"] = draw(st.sampled_from(("true", "false")))
    return tables


def date_something(tables: Tables, anchor: date) -> Tables:
    """Some row is dated, so that there is an as_of."""
    if find_last_day(tables) is None:
        day = anchor - timedelta(days=100)
        tables.customers.append({"customer_id": "c98", "date_acquired": day.isoformat()})
    return tables


def write_plain_tables(tables: Tables, folder: Path) -> list[Path]:
    """Writes a CSV file for each table that has rows, with the union of its rows' columns; returns them in load order."""
    paths = []
    for table in fields(tables):
        rows: list[PlainRow] = getattr(tables, table.name)
        if rows:
            path = folder / f"{table.name}.csv"
            columns = list(dict.fromkeys(column for row in rows for column in row))
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
            paths.append(path)
    return paths


def list_values(market: Marketplace, column: str) -> list[str]:
    """The distinct cells of a column in all tables of all publishers."""
    rows = [
        row for tables in market.publishers.values() for table in fields(tables) for row in getattr(tables, table.name)
    ]
    return sorted({row[column] for row in rows if row.get(column)})


def choices(values: Iterable[str]) -> st.SearchStrategy[list[str]]:
    found = list(values)
    return st.lists(st.sampled_from(found), min_size=max(1, min(2, len(found) - 1)), max_size=3, unique=True)


def plan_keys(market: Marketplace) -> st.SearchStrategy[list[dict[str, str]]]:
    offers = [*list_values(market, "offer_id"), "offer-x"]
    plans = ["plan-1", "plan-2", "plan-3", "plan-x"]
    key = st.fixed_dictionaries({"offerId": st.sampled_from(offers), "planId": st.sampled_from(plans)})
    return st.lists(key, min_size=1, max_size=3)


def market_days(market: Marketplace) -> st.SearchStrategy[str]:
    """ISO days that matter to the marketplace."""
    seen = [*list_values(market, "used_on"), *list_values(market, "ordered_on"), *list_values(market, "date_acquired")]
    return st.sampled_from(seen) | st.dates(date(2022, 6, 1), date(2024, 9, 30)).map(date.isoformat)


@st.composite
def date_ranges(draw: st.DrawFn, market: Marketplace) -> dict[str, str]:
    """A DateRange with one or both ends."""
    days = sorted((draw(market_days(market)), draw(market_days(market))))
    return {name: days[name == "to"] for name in draw(st.sampled_from((("from",), ("to",), ("from", "to"))))}


@st.composite
def ranges(draw: st.DrawFn, market: Marketplace) -> dict[str, Any] | None:
    """A MonthRange that every publisher of the marketplace accepts, or none."""
    if draw(st.booleans()):
        preset = draw(st.sampled_from((None, "LAST_3_MONTHS", "LAST_6_MONTHS", "LAST_12_MONTHS")))
        return None if preset is None else {"preset": preset}
    ends = [day for name in market.publishers if (day := market.find_as_of(name)) is not None]
    start = add_months(min(ends), -draw(st.integers(0, 20)))
    start = draw(st.sampled_from((start, first_day(month_of(start)))))
    end = add_months(start, draw(st.integers(0, 20)))
    return {"months": {"from": start.isoformat(), "to": end.isoformat()}}


@st.composite
def segments(draw: st.DrawFn, market: Marketplace) -> dict[str, Any]:
    """A Segment of one to three conditions, on values that occur and on some that do not."""
    conditions: dict[str, st.SearchStrategy[Any]] = {
        "plan": plan_keys(market),
        "billingType": choices(("Free", "Paid", "Other")),
        "salesChannel": choices([*list_values(market, "sales_channel"), "Telephone"]),
        "excludeTrials": st.just(True),
        "country": choices([*list_values(market, "country"), "unknown", "germany", "Atlantis"]),
        "excludeInternal": st.just(True),
        "firstUsed": date_ranges(market),
    }
    return draw_conditions(draw, conditions)


def text_filters(values: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """A TextFilter of one part, in any case."""
    some = st.sampled_from([*values, "Nobody"])
    cases: tuple[Callable[[str], str], ...] = (str.upper, str.lower, str)
    text = st.builds(lambda value, change: change(value), some, st.sampled_from(cases))
    return st.one_of(
        st.lists(text, min_size=1, max_size=2).map(lambda found: {"in": found}),
        text.map(lambda found: {"contains": found[1:4]}),
        text.map(lambda found: {"startsWith": found[:2]}),
    )


@st.composite
def filters(draw: st.DrawFn, market: Marketplace, personal: bool = True) -> dict[str, Any]:
    """A CustomerFilter of one to three conditions; without `personal` one that a contributor may set."""
    conditions: dict[str, st.SearchStrategy[Any]] = {
        "offerId": choices([*list_values(market, "offer_id"), "offer-x"]),
        "plan": plan_keys(market),
        "subscriptionId": choices([*list_values(market, "subscription_id"), "sub-x"]),
        "salesChannel": choices([*list_values(market, "sales_channel"), "Telephone"]),
        "customerId": choices([*list_values(market, "customer_id"), "nobody"]),
        "country": choices([*list_values(market, "country"), "unknown", "germany", "Atlantis"]),
        "state": choices([*list_values(market, "state"), "unknown", "Nowhere"]),
        "language": choices([*list_values(market, "language"), "xx"]),
        "customerType": choices([*list_values(market, "customer_type"), "Other"]),
        "dormant": dormant_inputs(market),
        "dateAcquired": date_ranges(market),
        "dateLost": date_ranges(market),
        "active": st.booleans(),
    }
    if personal:
        for name, column in (("companyName", "company_name"), ("email", "email"), ("city", "city")):
            conditions[name] = text_filters(list(PERSON_CELLS[column]))
        conditions["postalCode"] = text_filters(list(PERSON_CELLS["postal_code"]))
        conditions["name"] = text_filters([*PERSON_CELLS["first_name"], *PERSON_CELLS["last_name"], "Ada Byron"])
    return draw_conditions(draw, conditions)


def dormant_inputs(market: Marketplace) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "offerId": st.sampled_from([*list_values(market, "offer_id"), "offer-x"]),
            "granularity": st.sampled_from(("DAY", "WEEK", "MONTH")),
            "period": st.sampled_from((0, 1, 2, 14, 45)),
        }
    )


def draw_conditions(draw: st.DrawFn, conditions: dict[str, st.SearchStrategy[Any]]) -> dict[str, Any]:
    count = draw(st.sampled_from((1, 1, 1, 2, 3)))
    names = draw(st.lists(st.sampled_from(sorted(conditions)), min_size=count, max_size=count, unique=True))
    return {name: draw(conditions[name]) for name in names}
