"""Who a customer is: the profile, the same wherever the customer appears, masked for the role that asks."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

import pyarrow as pa

from domain.measures import PersonalDataAccess
from services.frames import Record, day_of, records, rows_of
from services.keyed import look_up
from services.masking import NOTHING, PERSONAL, access_of, masked
from services.questions import Question
from services.view import VISIBLE_ROWS, View

PROFILES = Question.load(__file__, "profiles.sql")
VISIBLE_PEOPLE = "catalogue.visible_people"
"""The name under which a build stores them."""
_VISIBLE = f"SELECT {', '.join(('customer', *PERSONAL))} FROM {{people}} AS people ORDER BY customer"
VISIBLE_TEXT = _VISIBLE.format(people=VISIBLE_ROWS)
"""The text of the question who may be seen, without its files."""
_CHOSEN = "(SELECT UNNEST(CAST($customers AS INTEGER[])))"


class Customer(NamedTuple):
    """A customer's profile; dates and status are lifetime and unfiltered; `key` is its key in the part and never shown.

    The seven personal fields read as `personal_data` says: values, nothing, or twelve asterisks. A tuple, since a page makes a thousand:
    a frozen dataclass takes four times as long.
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
    people = _read_people(view, keys)
    return {row[0]: _customer(view, row, people.get(row[0], NOTHING)) for row in _read_profiles(view, keys)}


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


def visible_people(view: View) -> pa.Table:
    """The key and the personal fields of every customer whom an owner may see, by key. Raises ForbiddenFieldError for a contributor."""
    return view.house.slices.whole(view.part).arrow(_VISIBLE.format(people=view.people()))


def _read_profiles(view: View, keys: Sequence[int]) -> list[Record]:
    whole = view.house.slices.whole(view.part)
    everyone = whole.derive("profiles", lambda: whole.answer(PROFILES, ()))
    return rows_of(look_up(everyone, "customer", keys))


def _read_people(view: View, keys: Sequence[int]) -> dict[int, Record]:
    """The personal fields of those whom the asker may see; for a contributor nothing is opened."""
    if not view.owner:
        return {}
    everyone = view.house.slices.whole(view.part).derive("people", partial(_open_people, view))
    return {row[0]: row[1:] for row in rows_of(look_up(everyone, "customer", keys))}


def _open_people(view: View) -> pa.Table:
    stored = view.house.slices.whole(view.part).read_stored(VISIBLE_PEOPLE)
    return visible_people(view) if stored is None else stored


def _customer(view: View, row: Record, personal: Record) -> Customer:
    key, customer_id, account, state, country, code, language, kind, acquired, lost, active, consent, protected = row
    access = access_of(view.scope.role, consent, protected)
    company, first, last, email, address, city, postal_code = masked(access, personal)
    return Customer(
        key=key,
        customer_id=customer_id,
        billing_account_id=account,
        company_name=company,
        first_name=first,
        last_name=last,
        email=email,
        address_line1=address,
        city=city,
        postal_code=postal_code,
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
