"""Rows of the long tables: customer details, the accounts behind a retention number, retention details."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.catalogue import Offer, Plan
from schema.directives import sized
from schema.profiles import Customer
from schema.scalars import BigInt


@strawberry.type(description="A row of the customer details table, under its range and filter.")
class CustomerDetail:
    """One per customer of the range."""

    customer: Customer = strawberry.field(description="Who it is.")
    date_acquired: date | None = strawberry.field(description="First acquisition ever, under the filter.")
    date_lost: date | None = strawberry.field(
        description="The day the last active acquisition was canceled, only while none is active at the range's end."
    )
    is_active: bool = strawberry.field(
        description="Whether something acquired is not canceled at the range's end; without a range, on as_of."
    )
    reactivated: bool = strawberry.field(
        description="Whether it was reactivated in a month of the range, without a range in any month: not active at the end of "
        "the month before, first acquisition before the month, acquired in it."
    )
    orders: int = strawberry.field(description="Orders acquired in the range, whatever became of them.")
    seats: BigInt = strawberry.field(
        description="Quantity of those orders that are not canceled on the range's last day."
    )
    normalized_hours: Decimal = strawberry.field(
        description="Hours of usage in the range, multiplied by the cores used."
    )
    raw_hours: Decimal = strawberry.field(description="Hours of usage in the range, as metered.")
    revenue: Decimal = strawberry.field(
        description="Revenue of usage in the range, in US dollars; refunds are negative."
    )
    sales_channels: list[str] = strawberry.field(
        description="Sales channels of its acquisitions, orders and usage in the range, by code point.",
        directives=[sized(3)],
    )
    subscription_ids: list[str] = strawberry.field(
        description="Subscriptions of its acquisitions, orders and usage in the range, by code point.",
        directives=[sized(5)],
    )


@strawberry.type(description="An account behind a retention number; everything follows the offer over all its plans.")
class RetentionCustomer:
    """One per account retained or dormant in a period."""

    account_id: str = strawberry.field(description="The billed account, the unit of retention.")
    customer: Customer = strawberry.field(
        description="The account's customer with its first use; of several, the lowest id."
    )
    customers: list[Customer] = strawberry.field(
        description="The account's customers with usage of the offer, by id.", directives=[sized(2)]
    )
    plans: list[Plan] = strawberry.field(description="Plans of the offer that it used, by id.", directives=[sized(3)])
    billing_types: list[str] = strawberry.field(
        description="Billing types of its usage of the offer, by code point.", directives=[sized(2)]
    )
    first_used_on: date = strawberry.field(description="First use of the offer by the account.")
    last_used_on: date = strawberry.field(description="Last day of usage of the offer up to as_of.")
    days_since_last_use: int = strawberry.field(description="Days from the last day of usage to as_of.")
    revenue: Decimal = strawberry.field(
        description="Revenue from first use to the last day of the period, in US dollars."
    )
    revenue_on_day: Decimal = strawberry.field(description="Revenue within the period, in US dollars.")


@strawberry.type(
    description="A row of the retention details: one customer, offer, plan and day of usage in the 18 months, all accounts."
)
class RetentionDetail:
    """One per customer, plan and day."""

    offer: Offer = strawberry.field(description="The offer used.")
    plan: Plan | None = strawberry.field(description="The plan used; null where none was reported.")
    billing_type: str | None = strawberry.field(description="How the usage was billed.")
    customer: Customer = strawberry.field(description="Who used it.")
    currency_code: str | None = strawberry.field(description="Currency of the day's usage with most hours.")
    sales_channel: str | None = strawberry.field(description="Sales channel of the day's usage with most hours.")
    first_used_on: date = strawberry.field(description="First use of the offer by the customer's account.")
    retained_on: date = strawberry.field(description="The day of usage.")
    days_from_first_use: int = strawberry.field(description="Days from the account's first use to that day.")
    revenue: Decimal = strawberry.field(
        description="Revenue of that customer, offer and plan up to and with that day, in US dollars."
    )
    revenue_on_day: Decimal = strawberry.field(
        description="Revenue of that customer, offer and plan on that day, in US dollars."
    )
