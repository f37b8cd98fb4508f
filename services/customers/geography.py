"""Where the customers of a range are."""

from dataclasses import dataclass
from decimal import Decimal

from domain.filters import CustomerFilter
from domain.ranges import Months
from services.customers.growth import ratio
from services.customers.members import open_members
from services.frames import decimal_of
from services.questions import Question
from services.view import View

GEOGRAPHY = Question.load(__file__, "geography.sql")


@dataclass(frozen=True, slots=True)
class CountrySpread:
    """A country (None: unknown): customers of the range, their share of all, those new in it; their orders and hours in it."""

    country: str | None
    country_code: str | None
    customers: int
    share: float | None
    new_customers: int
    orders: int
    normalized_hours: Decimal
    raw_hours: Decimal


def ask_geography(view: View, chosen: CustomerFilter, months: Months) -> tuple[CountrySpread, ...]:
    """A row per country, most customers first, ties by name, the unknown one last of its ties."""
    rows = open_members(view, chosen, months).records(GEOGRAPHY)
    everyone = sum(row[2] for row in rows)
    return tuple(
        CountrySpread(
            country=country,
            country_code=code,
            customers=customers,
            share=ratio(customers, everyone),
            new_customers=new,
            orders=orders,
            normalized_hours=decimal_of(normalized),
            raw_hours=decimal_of(raw),
        )
        for country, code, customers, new, orders, normalized, raw in rows
    )
