"""Who a customer is: the profile, the same wherever the customer appears, masked for the role that asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from domain.measures import PersonalDataAccess
from services.frames import Record, day_of, records
from services.masking import PERSONAL, access_of, masked
from services.view import View

_PROFILES = Path(__file__).with_name("profiles.sql").read_text(encoding="utf-8")
_FEW = 50_000
"""Customers of a publisher whose profiles are kept in memory, some 400 bytes each."""
_CHOSEN = "(SELECT UNNEST(CAST($customers AS INTEGER[])))"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer's profile; dates and status are lifetime and unfiltered; `key` is its key in the part and never shown.

    The seven personal fields read as `personal_data` says: values, nothing, or twelve asterisks.
    """

    key: int
    customer_id: str
    billing_account_id: str | None
    company_name: str | None
    first_name: str | None
    last_name: str | None
    email: str | None
    address_line1: str | None
    city: str | None
    postal_code: str | None
    state: str | None
    country: str | None
    country_code: str | None
    language: str | None
    customer_type: str | None
    date_acquired: date | None
    date_lost: date | None
    is_active: bool
    personal_data: PersonalDataAccess


def profiles(view: View, keys: Sequence[int]) -> dict[int, Customer]:
    """The profiles of customer keys, in one question; unknown keys are absent."""
    if not keys:
        return {}
    return {row[0]: _customer(view, row) for row in records(_read(view, keys))}


def customers_by_id(view: View, ids: Sequence[str]) -> dict[str, Customer]:
    """The profiles of customer ids; unknown ids are absent."""
    found = profiles(view, list(customer_keys(view, ids).values()))
    return {customer.customer_id: customer for customer in found.values()}


def customer_by_id(view: View, customer_id: str) -> Customer | None:
    """The profile of a customer id, None for an unknown one."""
    return customers_by_id(view, [customer_id]).get(customer_id)


def customer_keys(view: View, ids: Sequence[str]) -> dict[str, int]:
    """The part's keys of customer ids; unknown ids are absent."""
    sql = "SELECT customer_id, customer FROM customers WHERE customer_id IN (SELECT UNNEST(CAST($ids AS VARCHAR[])))"
    rows = records(view.house.slices.whole(view.part).query(sql, {"ids": list(ids)}))
    return {row[0]: row[1] for row in rows}


def customer_ids(view: View, keys: Sequence[int]) -> dict[int, str]:
    """The customer ids of keys of the part."""
    sql = f"SELECT customer, customer_id FROM customers WHERE customer IN {_CHOSEN}"
    rows = records(view.house.slices.whole(view.part).query(sql, {"customers": list(keys)}))
    return {row[0]: row[1] for row in rows}


def _read(view: View, keys: Sequence[int]) -> pd.DataFrame:
    """The rows of some customers: of a small publisher from memory, since a page asks many times; else by a look at the part."""
    whole = view.house.slices.whole(view.part)
    if view.part.customers > _FEW:
        return whole.query(_select(view, f"WHERE customer IN {_CHOSEN}"), {"customers": list(keys)})
    everyone = whole.derive(
        ("profiles", view.owner), lambda: whole.query(_select(view, ""), {}).set_index("customer", drop=False)
    )
    return everyone.loc[everyone.index.intersection(pd.Index(keys))]


def _select(view: View, chosen: str) -> str:
    """The profiles, with the personal columns that an owner may see; for a contributor they are not opened."""
    known = f"({_PROFILES} {chosen}) AS profiles"
    if not view.owner:
        return f"SELECT *, {', '.join(f'NULL AS {name}' for name in PERSONAL)} FROM {known}"
    columns = ", ".join(f"people.{name}" for name in PERSONAL)
    return (
        f"SELECT profiles.*, {columns} FROM {known} LEFT JOIN"
        f" (SELECT * FROM {view.people()} AS visible {chosen}) AS people ON people.customer = profiles.customer"
    )


def _customer(view: View, row: Record) -> Customer:
    key, customer_id, account, state, country, code, language, kind, acquired, lost, active, consent, protected = row[
        :13
    ]
    reported = dict(zip(PERSONAL, row[13:], strict=True))
    access = access_of(view.scope.role, consent, protected)
    return Customer(
        key=key,
        customer_id=customer_id,
        billing_account_id=account,
        **masked(access, reported),
        state=state,
        country=country,
        country_code=code,
        language=language,
        customer_type=kind,
        date_acquired=day_of(acquired),
        date_lost=day_of(lost),
        is_active=bool(active),
        personal_data=access,
    )
