"""Customers over time and place: summary, trend, geography, customer types."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.scalars import BigInt


@strawberry.type(description="A calendar month of the range.")
class DashboardMonth:
    """Of the range."""

    month: date = strawberry.field(description="Its first day.")
    partial: bool = strawberry.field(description="Whether as_of has not finished it.")


@strawberry.type(description="Growth both ways; null where the base is 0.")
class Growth:
    """Of a number by month."""

    from_previous: float | None = strawberry.field(
        description="(this month - the month before) / the month before; for the first month, against the month before the range."
    )
    from_start: float | None = strawberry.field(
        description="(this month - the first month of the range) / the first month of the range."
    )


@strawberry.type(description="Customers at the end of the range.")
class CustomerSummary:
    """Of the range."""

    total: int = strawberry.field(
        description="Customers with at least one acquisition not canceled on the range's last day; equals active."
    )
    active: int = strawberry.field(description="Customers active at the end of the last month: new and existing.")
    new: int = strawberry.field(
        description="Active customers whose first acquisition ever, under the filter, was in the last month."
    )
    existing: int = strawberry.field(description="The other active customers.")
    churned: int = strawberry.field(description="Churned customers, summed over the range's months.")
    growth: Growth = strawberry.field(description="Growth of active.")


@strawberry.type(
    description="Customers in a month. Each customer active at the end of the month before, or who acquired something in it, "
    "is in exactly one of new, existing and churned."
)
class CustomerTrendPoint:
    """Of a month."""

    month: date = strawberry.field(description="The month's first day.")
    partial: bool = strawberry.field(description="Whether as_of has not finished the month.")
    active: int = strawberry.field(
        description="Customers active at the end of the month, on as_of in a partial one: new and existing."
    )
    new: int = strawberry.field(
        description="Active customers whose first acquisition ever, under the filter, was in the month."
    )
    existing: int = strawberry.field(description="The other active customers.")
    churned: int = strawberry.field(
        description="Customers who hold nothing at the end of the month: all was canceled in it."
    )
    acquired: int = strawberry.field(description="First acquisitions in the month, whatever came of them.")
    reactivated: int = strawberry.field(
        description="Customers not active at the end of the month before, first acquired before the month, who acquired in it."
    )
    growth: Growth = strawberry.field(description="Growth of active.")


@strawberry.type(description="A country's customers of the range; unknown is a row of its own.")
class CountrySpread:
    """Of a country."""

    country: str | None = strawberry.field(description="Country or region; null = unknown.")
    country_code: str | None = strawberry.field(description="Its ISO 3166 code, two letters.")
    customers: int = strawberry.field(
        description="Customers of the range: active at the end of the month before it, or with an acquisition or usage in it."
    )
    share: float | None = strawberry.field(description="Share of all customers of the range; the shares add up to 1.")
    new_customers: int = strawberry.field(description="Customers whose first acquisition is in the range.")
    orders: BigInt = strawberry.field(description="Orders acquired in the range.")
    normalized_hours: Decimal = strawberry.field(
        description="Hours of usage in the range, multiplied by the cores used."
    )
    raw_hours: Decimal = strawberry.field(description="Hours of usage in the range, as metered.")


@strawberry.type(description="The measure in a month, by new and existing customers.")
class CustomerTypePoint:
    """Of a month."""

    month: date = strawberry.field(description="The month's first day.")
    partial: bool = strawberry.field(description="Whether as_of has not finished the month.")
    new: Decimal = strawberry.field(
        description="Of customers whose earlier of first acquisition and first usage, under the filter, is in the month."
    )
    existing: Decimal = strawberry.field(description="Of the other customers.")
    growth: Growth = strawberry.field(description="Growth of new and existing together; null in a partial month.")
