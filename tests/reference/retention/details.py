"""Every day of usage in the window, one row per customer, offer, plan and day."""

from datetime import date
from typing import Any

from tests.reference.days import add_months
from tests.reference.exact import show_decimal
from tests.reference.marketplace import Marketplace
from tests.reference.ordering import order_nodes
from tests.reference.profiles import show_customer, show_offer, show_plan
from tests.reference.retention.slice import WINDOW_MONTHS, AccountUse, OfferUse, cut_offer
from tests.reference.rows import UsageRow

UsageKey = tuple[str | None, str | None, str | None, str | None]


def answer_details(
    market: Marketplace,
    publisher_id: str,
    offer_id: str,
    segment: dict[str, Any] | None = None,
    order_by: list[dict[str, str]] | None = None,
    role: str = "OWNER",
) -> list[dict[str, Any]]:
    """RetentionDetail nodes, newest day first, ties by customer id and plan id (a missing plan last)."""
    use = cut_offer(market.facts(publisher_id), offer_id, "DAY", segment)
    start = add_months(use.facts.as_of, -WINDOW_MONTHS)
    nodes = []
    for account in use.accounts:
        keys = {(row.customer_id, row.plan_id, row.used_on) for row in account.rows if row.used_on >= start}
        nodes += [show_day(use, account, *key, role) for key in keys]
    return order_nodes(sorted(nodes, key=identify_day), order_by, role, identify_day)


def identify_day(node: dict[str, Any]) -> tuple[int, str, bool, str]:
    plan_id = node["plan"]["planId"] if node["plan"] else None
    day = date.fromisoformat(node["retainedOn"])
    return -day.toordinal(), node["customer"]["customerId"], plan_id is None, plan_id or ""


def show_day(
    use: OfferUse, account: AccountUse, customer_id: str, plan_id: str | None, day: date, role: str
) -> dict[str, Any]:
    own = [row for row in account.rows if (row.customer_id, row.plan_id) == (customer_id, plan_id)]
    today = [row for row in own if row.used_on == day]
    billing_type, currency, sales_channel = find_main_row(today)
    return {
        "offer": show_offer(use.facts, use.offer_id),
        "plan": show_plan(use.facts, use.offer_id, plan_id),
        "billingType": billing_type,
        "customer": show_customer(use.facts, customer_id, role),
        "currencyCode": currency,
        "salesChannel": sales_channel,
        "firstUsedOn": account.first_use.isoformat(),
        "retainedOn": day.isoformat(),
        "daysFromFirstUse": (day - account.first_use).days,
        "revenue": show_decimal(sum(row.revenue for row in own if row.used_on <= day)),
        "revenueOnDay": show_decimal(sum(row.revenue for row in today)),
    }


def find_main_row(rows: list[UsageRow]) -> tuple[str | None, str | None, str | None]:
    """Billing type, currency and channel of the row with most hours: normalized, then raw, then the lowest names."""
    hours: dict[UsageKey, tuple[int, int]] = {}
    for row in rows:
        key = (row.currency, row.sales_channel, row.billing_type, row.subscription_id)
        normalized, raw = hours.get(key, (0, 0))
        hours[key] = (normalized + row.normalized_hours, raw + row.raw_hours)
    main = min(hours, key=lambda key: (-hours[key][0], -hours[key][1], [(name is None, name or "") for name in key]))
    return main[2], main[0], main[1]
