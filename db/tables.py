"""The tables of a part and of the lake: every column with its DuckDB type, stated once."""

from types import MappingProxyType
from typing import Final

FORMAT: Final = 1
"""Number of the layout of the lake and of snapshots; written into every load. Raise it with any change of LAKE."""
PART_FORMAT: Final = 2
"""Number of the layout of parts; written into every part. Raise it with any change of PART or BENCHMARKS: parts are built anew."""

Columns = dict[str, str]

# fmt: off

_DAY, _MONTH, _KEY, _MICRO, _TEXT, _FLAG = "INTEGER", "INTEGER", "INTEGER", "BIGINT", "VARCHAR", "BOOLEAN"

# Keys are given in the order of the ids, so that ties by key are ties by id; `*_folded` is Python's casefold of its column.
PART: Final = MappingProxyType[str, Columns](
    {
        "offers": {
            "offer": _KEY, "offer_id": _TEXT, "name": _TEXT, "offer_type": _TEXT,
            "category": _TEXT, "category_folded": _TEXT, "product_url": _TEXT,
        },
        "plans": {
            "plan": _KEY, "offer": _KEY, "plan_id": _TEXT, "name": _TEXT, "billing_type": _TEXT, "is_private": _FLAG,
        },
        "accounts": {"account": _KEY, "account_id": _TEXT},
        "subscriptions": {"subscription": _KEY, "subscription_id": _TEXT},
        # date_acquired, date_lost, is_active: lifetime, unfiltered, on as_of
        "customers": {
            "customer": _KEY, "customer_id": _TEXT, "account": _KEY, "billing_account_id": _TEXT,
            "state": _TEXT, "country": _TEXT, "country_code": _TEXT, "language": _TEXT, "customer_type": _TEXT,
            "state_folded": _TEXT, "country_folded": _TEXT, "language_folded": _TEXT, "customer_type_folded": _TEXT,
            "consent": _FLAG, "protected": _FLAG, "internal": _FLAG,
            "date_acquired": _DAY, "date_lost": _DAY, "is_active": _FLAG,
        },
        # values as reported, for every customer with any; only an owner's question opens it, and masks by consent and protected
        "people": {
            "customer": _KEY, "company_name": _TEXT, "first_name": _TEXT, "last_name": _TEXT, "email": _TEXT,
            "address_line1": _TEXT, "city": _TEXT, "postal_code": _TEXT,
            "company_name_folded": _TEXT, "first_name_folded": _TEXT, "last_name_folded": _TEXT, "email_folded": _TEXT,
            "address_line1_folded": _TEXT, "city_folded": _TEXT, "postal_code_folded": _TEXT,
        },
        # every order but the abandoned; canceled_on is NULL where it lies after as_of
        "orders": {
            "order_id": _TEXT, "customer": _KEY, "offer": _KEY, "plan": _KEY, "subscription": _KEY,
            "sales_channel": _TEXT, "quantity": "BIGINT", "ordered_on": _DAY, "canceled_on": _DAY, "status": _TEXT,
            "is_trial": _FLAG, "trial_ends_on": _DAY, "billed_revenue_usd": _MICRO, "reference_id": _TEXT,
        },
        # is_trial: used on or before the trial's end of the row, else of the order with the same reference;
        # sorted by offer, account, used_on
        "usage": {
            "used_on": _DAY, "customer": _KEY, "account": _KEY, "offer": _KEY, "plan": _KEY, "subscription": _KEY,
            "sales_channel": _TEXT, "billing_type": _TEXT, "currency": _TEXT, "raw_hours": _MICRO,
            "normalized_hours": _MICRO, "revenue": _MICRO, "is_trial": _FLAG, "reference_id": _TEXT,
        },
        # `source` 1 an order, 2 from usage or the customers report, 3 without an offer (NULL); quantity is NULL unless source is 1;
        # months are the month numbers of the days
        "acquisitions": {
            "source": "TINYINT", "customer": _KEY, "offer": _KEY, "plan": _KEY, "subscription": _KEY, "sales_channel": _TEXT,
            "acquired_on": _DAY, "acquired_month": _MONTH, "canceled_on": _DAY, "canceled_month": _MONTH, "quantity": "BIGINT",
        },
        # one row per account, offer and day of usage, a reported first use among them; n = day - first_day, next_n that of the next
        # day of usage, NULL on the last; sorted by offer, account, day
        "account_days": {
            "offer": _KEY, "account": _KEY, "day": _DAY, "n": "INTEGER", "first_day": _DAY, "first_month": _MONTH,
            "month": _MONTH, "revenue": _MICRO, "revenue_to_date": _MICRO, "next_n": "INTEGER",
        },
        # usage and orders by month; sorted by month, customer
        "customer_months": {
            "customer": _KEY, "offer": _KEY, "plan": _KEY, "subscription": _KEY, "sales_channel": _TEXT, "month": _MONTH,
            "orders": "BIGINT", "usage_rows": "BIGINT", "raw_hours": _MICRO, "normalized_hours": _MICRO, "revenue": _MICRO,
        },
    }
)

# What all publishers together may show: keys are hashes, orders are ranks of ids, no names, no customers. `step`: 0 now, 1 one step back.
BENCHMARKS: Final = MappingProxyType[str, Columns](
    {
        "curves": {
            "category_folded": _TEXT, "granularity": _TEXT, "step": "TINYINT", "publisher_key": _TEXT, "offer_key": _TEXT,
            "publisher_order": "INTEGER", "offer_order": "INTEGER", "n": "INTEGER", "eligible": "BIGINT", "retained": "BIGINT",
            "day0": "BIGINT",
        },
    }
)

# One Parquet file per accepted file of a load, values typed but not resolved; `row` is the record's number in the file, header = 1.
# Days are day numbers in the publisher's zone; hours and money millionths; an empty or absent cell is NULL. Which columns the file
# carried stands in the load's manifest. offer_id, product_id and offer_name are as given; they become one offer at build.
_OFFER = {"offer_id": _TEXT, "product_id": _TEXT, "offer_name": _TEXT, "offer_type": _TEXT}
_PLAN = {"plan_id": _TEXT, "plan_name": _TEXT}
LAKE: Final = MappingProxyType[str, Columns](
    {
        # carries_*: whether this row states that value (a UI row states its own usage type's hours only); normalized_derived:
        # from raw hours and cores, and never to replace a reported value
        "usage": {
            "row": "BIGINT", "used_on": _DAY, "customer_id": _TEXT, "billing_account_id": _TEXT, **_OFFER, **_PLAN,
            "subscription_id": _TEXT, "sales_channel": _TEXT, "billing_type": _TEXT, "currency": _TEXT, "country": _TEXT,
            "country_code": _TEXT, "vm_size": _TEXT, "core_size": _TEXT, "meter_id": _TEXT, "meter_dimension": _TEXT,
            "usage_reference": _TEXT, "raw_hours": _MICRO, "normalized_hours": _MICRO, "revenue_usd": _MICRO,
            "carries_raw": _FLAG, "carries_normalized": _FLAG, "carries_revenue": _FLAG, "normalized_derived": _FLAG,
            "is_trial": _FLAG, "trial_ends_on": _DAY, "reference_id": _TEXT, "internal": _FLAG,
        },
        "orders": {
            "row": "BIGINT", "order_id": _TEXT, "order_version": "BIGINT", "event_timestamp": "TIMESTAMP", "customer_id": _TEXT,
            "billing_account_id": _TEXT, **_OFFER, **_PLAN, "is_private": _FLAG, "subscription_id": _TEXT, "sales_channel": _TEXT,
            "quantity": "BIGINT", "ordered_on": _DAY, "canceled_on": _DAY, "status": _TEXT, "abandoned": _FLAG,
            "is_trial": _FLAG, "trial_ends_on": _DAY, "billed_revenue_usd": _MICRO, "reference_id": _TEXT, "country": _TEXT,
            "country_code": _TEXT,
        },
        "customers": {
            "row": "BIGINT", "customer_id": _TEXT, "billing_account_id": _TEXT, "company_name": _TEXT, "first_name": _TEXT,
            "last_name": _TEXT, "email": _TEXT, "address_line1": _TEXT, "city": _TEXT, "state": _TEXT, "postal_code": _TEXT,
            "country": _TEXT, "country_code": _TEXT, "language": _TEXT, "customer_type": _TEXT, "consent": _FLAG,
            "protected": _FLAG, "internal": _FLAG, "date_acquired": _DAY, "date_lost": _DAY, "last_modified_at": "TIMESTAMP",
            **_OFFER, **_PLAN, "is_private": _FLAG, "subscription_id": _TEXT, "sales_channel": _TEXT,
        },
        # ISVOfferRetention: usage on FirstUsageDate + Offset
        "retention": {
            "row": "BIGINT", "used_on": _DAY, "first_used_on": _DAY, "customer_id": _TEXT, **_OFFER, **_PLAN, "category": _TEXT,
            "sales_channel": _TEXT, "billing_type": _TEXT, "currency": _TEXT, "country": _TEXT, "country_code": _TEXT,
            "revenue_usd": _MICRO,
        },
        "offers": {
            "row": "BIGINT", "offer_id": _TEXT, "name": _TEXT, "offer_type": _TEXT, "category": _TEXT, "product_url": _TEXT,
        },
        "plans": {
            "row": "BIGINT", "offer_id": _TEXT, "plan_id": _TEXT, "name": _TEXT, "billing_type": _TEXT, "is_private": _FLAG,
        },
    }
)
