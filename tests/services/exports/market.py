"""A publisher whose every text can be chosen, small enough to count, and one with as many days of usage as a test wants."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from domain.exports import ARGUMENTS, ExportFormat, ExportReport, ExportRequest
from tests.parts import Tables
from tests.resolvers.world import AS_OF, account_days, customer_months, small_tables, usage_rows

SIGN = "§personal§"
"""Stands in every personal value and nowhere else."""
_TEXTS = {
    "offers": ("name", "offer_type", "category", "product_url"),
    "plans": ("plan_id", "name", "billing_type"),
    "accounts": ("account_id",),
    "customers": (
        "customer_id", "billing_account_id", "state", "country", "country_code", "language", "customer_type",
    ),
    "people": ("company_name", "first_name", "last_name", "email", "address_line1", "city", "postal_code"),
    "usage": ("sales_channel", "billing_type", "currency"),
    "acquisitions": ("sales_channel",),
    "customer_months": ("sales_channel",),
    "subscriptions": ("subscription_id",),
}  # fmt: skip
"""Columns with text that somebody else wrote; the offer's id stays, since the tests ask for it."""


def nothing(_rows: int, _total: int | None) -> None:
    """Told of the progress by whoever does not care."""


def plain_request(report: ExportReport, kind: ExportFormat = ExportFormat.CSV, **given: Any) -> ExportRequest:
    """A request with what the report cannot be without."""
    offer: dict[str, Any] = {"offer_id": "o1"} if "offer_id" in ARGUMENTS[report] else {}
    return ExportRequest(report, kind, **{**offer, **given})


def write_texts(begin: Callable[[str], str]) -> Tables:
    """The small publisher, each of whose texts is what the function makes of its column's name; everybody may be seen but c2 and c3."""
    tables: dict[str, Sequence[Mapping[str, Any]]] = {**small_tables(), "subscriptions": [{"subscription": 1}]}
    for table in ("usage", "acquisitions", "customer_months"):
        tables[table] = [{**row, "subscription": 1} for row in tables[table]]
    for table, columns in _TEXTS.items():
        tables[table] = [
            {**row, **{column: f"{begin(column)}{number}" for column in columns}}
            for number, row in enumerate(tables[table])
        ]
    return tables


def mark_people() -> Tables:
    """The small publisher with a sign in every personal value."""
    people = [{"customer": key} | {column: f"{SIGN}{column}{key}" for column in _TEXTS["people"]} for key in (1, 2, 3)]
    return {**small_tables(), "people": people}


def use_daily(customers: int, days: int) -> Tables:
    """Usage of so many customers, each on the same last days."""
    keys = range(1, customers + 1)
    used = [(key, 1, 1 + key % 2, AS_OF - timedelta(days=day), 2, key) for key in keys for day in range(days)]
    usage = sorted(usage_rows(used), key=lambda row: (row["offer"], row["account"], row["used_on"]))
    profiles = [
        {
            "customer": key,
            "customer_id": f"c{key:06}",
            "consent": True,
            "date_acquired": date(2024, 1, 1),
            "is_active": True,
        }
        for key in keys
    ]
    return {
        **{name: small_tables()[name] for name in ("offers", "plans")},
        "accounts": [{"account": key, "account_id": f"a{key:06}"} for key in keys],
        "customers": profiles,
        "people": [{"customer": key, "company_name": f"Company {key % 97}"} for key in keys],
        "usage": usage,
        "account_days": account_days(usage),
        "customer_months": customer_months(usage, []),
    }
