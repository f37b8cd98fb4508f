"""Rows of plain tables read into plain values; a bad row reads as None."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pycountry

from tests.reference.exact import read_millionths

Row = Mapping[str, str]

PERSONAL = ("company_name", "first_name", "last_name", "email", "address_line1", "city", "postal_code")
MASK = "************"
ZERO_GUID = "00000000-0000-0000-0000-000000000000"
TRUE = ("true", "1", "yes")
EARLIEST_KEY_DATE = date(1990, 1, 1)
EARLIEST_DATE = date(1900, 1, 1)
LATEST_DATE = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class CustomerRow:
    customer_id: str
    billing_account_id: str | None
    personal: dict[str, str | None]
    state: str | None
    country: str | None
    country_code: str | None
    language: str | None
    customer_type: str | None
    consent: bool
    protected: bool
    internal: bool
    date_acquired: date | None
    date_lost: date | None


@dataclass(frozen=True, slots=True)
class OrderRow:
    order_id: str
    customer_id: str
    offer_id: str
    plan_id: str | None
    subscription_id: str | None
    sales_channel: str | None
    quantity: int
    ordered_on: date
    canceled_on: date | None
    trial_ends_on: date | None
    reference_id: str | None


@dataclass(frozen=True, slots=True)
class UsageRow:
    used_on: date
    customer_id: str
    offer_id: str
    plan_id: str | None
    subscription_id: str | None
    sales_channel: str | None
    billing_type: str | None
    currency: str | None
    raw_hours: int
    normalized_hours: int
    revenue: int
    is_trial: bool | None
    reference_id: str | None


def read_text(row: Row, column: str) -> str | None:
    return row.get(column) or None


def read_identifier(row: Row, column: str) -> str | None:
    """Text in which a zero GUID is empty."""
    value = read_text(row, column)
    return None if value == ZERO_GUID else value


def read_flag(row: Row, column: str) -> bool | None:
    value = read_text(row, column)
    return None if value is None else value.casefold() in TRUE


def read_date(row: Row, column: str) -> date | None:
    """A date that is no key: outside 1900 .. 2100 it is empty."""
    value = read_text(row, column)
    day = None if value is None else date.fromisoformat(value)
    return day if day is not None and EARLIEST_DATE <= day <= LATEST_DATE else None


def read_country(row: Row) -> tuple[str | None, str | None]:
    """Country name and code; a code in either column is mapped to its ISO 3166 name."""
    country, code = read_text(row, "country"), read_text(row, "country_code")
    for candidate in (country, code if country is None else None):
        if candidate is not None and len(candidate) == 2:
            known = pycountry.countries.get(alpha_2=candidate.upper())
            if known is not None:
                return known.name, code or candidate.upper()
    return country, code


def read_customer(row: Row) -> CustomerRow | None:
    """None where the row is bad: no customer, or acquired before 1990."""
    customer_id = read_text(row, "customer_id")
    acquired = read_text(row, "date_acquired")
    date_acquired = date.fromisoformat(acquired) if acquired else None
    if customer_id is None or (date_acquired is not None and date_acquired < EARLIEST_KEY_DATE):
        return None
    personal = {column: read_text(row, column) for column in PERSONAL}
    consent = read_flag(row, "consent")
    country, code = read_country(row)
    return CustomerRow(
        customer_id=customer_id,
        billing_account_id=read_identifier(row, "billing_account_id"),
        personal=personal,
        state=read_text(row, "state"),
        country=country,
        country_code=code,
        language=read_text(row, "language"),
        customer_type=read_text(row, "customer_type"),
        consent=any(value is not None for value in personal.values()) if consent is None else consent,
        protected=read_flag(row, "protected") is True or MASK in personal.values(),
        internal=read_flag(row, "internal") is True,
        date_acquired=date_acquired,
        date_lost=read_date(row, "date_lost"),
    )


def name_customer(customer_id: str) -> CustomerRow:
    """A customer of whom only orders or usage tell."""
    named = read_customer({"customer_id": customer_id})
    assert named is not None
    return named


def read_order(row: Row) -> OrderRow | None:
    """None where the row is bad (empty key, canceled before it was bought or on no day) or the order was abandoned."""
    keys = [read_text(row, column) for column in ("order_id", "customer_id", "offer_id", "ordered_on")]
    order_id, customer_id, offer_id, bought = keys
    if order_id is None or customer_id is None or offer_id is None or bought is None:
        return None
    ordered_on, canceled_on = date.fromisoformat(bought), read_date(row, "canceled_on")
    if ordered_on < EARLIEST_KEY_DATE or is_refused(read_text(row, "status"), ordered_on, canceled_on):
        return None
    return OrderRow(
        order_id=order_id,
        customer_id=customer_id,
        offer_id=offer_id,
        plan_id=read_text(row, "plan_id"),
        subscription_id=read_identifier(row, "subscription_id"),
        sales_channel=read_text(row, "sales_channel"),
        quantity=int(read_text(row, "quantity") or "1"),
        ordered_on=ordered_on,
        canceled_on=canceled_on,
        trial_ends_on=read_date(row, "trial_ends_on"),
        reference_id=read_text(row, "reference_id"),
    )


def is_refused(status: str | None, ordered_on: date, canceled_on: date | None) -> bool:
    """Is an order abandoned, canceled before its purchase, or canceled or expired on no day?"""
    state = (status or "").casefold()
    if state == "abandoned":
        return True
    if canceled_on is None:
        return state in ("canceled", "cancelled", "expired")
    return canceled_on < ordered_on


def read_usage(row: Row) -> UsageRow | None:
    """None where the row is bad: an empty key, a day before 1990, negative hours."""
    used, customer_id, offer_id = (read_text(row, column) for column in ("used_on", "customer_id", "offer_id"))
    if used is None or customer_id is None or offer_id is None:
        return None
    raw_hours = read_text(row, "raw_hours") or "0"
    raw = read_millionths(raw_hours)
    normalized = read_millionths(read_text(row, "normalized_hours") or raw_hours)
    if date.fromisoformat(used) < EARLIEST_KEY_DATE or raw < 0 or normalized < 0:
        return None
    return UsageRow(
        used_on=date.fromisoformat(used),
        customer_id=customer_id,
        offer_id=offer_id,
        plan_id=read_text(row, "plan_id"),
        subscription_id=read_identifier(row, "subscription_id"),
        sales_channel=read_text(row, "sales_channel"),
        billing_type=read_text(row, "billing_type"),
        currency=read_text(row, "currency"),
        raw_hours=raw,
        normalized_hours=normalized,
        revenue=read_millionths(read_text(row, "revenue_usd") or "0"),
        is_trial=read_flag(row, "is_trial"),
        reference_id=read_text(row, "reference_id"),
    )
