"""The accounts that an offer retained, or that lie dormant, in a period."""

from typing import Any

from tests.reference.days import add_days
from tests.reference.exact import show_decimal
from tests.reference.marketplace import Marketplace
from tests.reference.ordering import order_nodes
from tests.reference.profiles import show_customer, show_plan
from tests.reference.retention.slice import AccountUse, OfferUse, cut_offer, require_period

MOST_REVENUE_FIRST = [{"field": "REVENUE", "direction": "DESC"}]


def answer_customers(
    market: Marketplace,
    publisher_id: str,
    offer_id: str,
    granularity: str = "DAY",
    segment: dict[str, Any] | None = None,
    period: int = 0,
    status: str = "RETAINED",
    order_by: list[dict[str, str]] | None = None,
    role: str = "OWNER",
) -> list[dict[str, Any]]:
    """RetentionCustomer nodes, most revenue first unless ordered, ties by account id."""
    use = cut_offer(market.facts(publisher_id), offer_id, granularity, segment)
    nodes = [show_account(use, account, period, role) for account in find_accounts(use, period, status)]
    return order_nodes(nodes, order_by or MOST_REVENUE_FIRST, role, lambda node: node["accountId"])


def find_accounts(use: OfferUse, period: int, status: str) -> list[AccountUse]:
    """The accounts behind retained(period) or dormant(period), by account id."""
    require_period(period)
    return [
        account for account in use.find_eligible(period) if use.is_retained(account, period) == (status == "RETAINED")
    ]


def find_users(account: AccountUse) -> list[str]:
    """Ids of the account's customers that used the offer."""
    return sorted({row.customer_id for row in account.rows})


def find_first_user(account: AccountUse) -> str:
    """The customer with the account's first use, of several the lowest id."""
    return min(row.customer_id for row in account.rows if row.used_on == account.first_use)


def show_account(use: OfferUse, account: AccountUse, period: int, role: str) -> dict[str, Any]:
    facts, last_used = use.facts, max(account.days)
    plan_ids = sorted({row.plan_id for row in account.rows if row.plan_id is not None})
    start, end = use.start_of(account, period), use.end_of(account, period)
    return {
        "accountId": account.account_id,
        "customer": show_customer(facts, find_first_user(account), role),
        "customers": [show_customer(facts, customer_id, role) for customer_id in find_users(account)],
        "plans": [show_plan(facts, use.offer_id, plan_id) for plan_id in plan_ids],
        "billingTypes": sorted({row.billing_type for row in account.rows if row.billing_type is not None}),
        "firstUsedOn": account.first_use.isoformat(),
        "lastUsedOn": last_used.isoformat(),
        "daysSinceLastUse": (facts.as_of - last_used).days,
        "revenue": show_decimal(account.earn(account.first_use, end)),
        "revenueOnDay": show_decimal(account.earn(start, end)),
    }


def find_dormant_customers(market: Marketplace, publisher_id: str, dormant: dict[str, Any]) -> set[str]:
    """Customers who used the offer in the accounts that are dormant in a period of it (DormantInput)."""
    facts = market.facts(publisher_id)
    use = cut_offer(facts, dormant["offerId"], dormant.get("granularity") or "DAY")
    accounts = find_accounts(use, dormant["period"], "DORMANT")
    return {customer_id for account in accounts for customer_id in find_users(account)}


def lose_accounts(use: OfferUse, period: int) -> list[AccountUse]:
    """Accounts eligible in the period, retained in the one before it, dormant in it."""
    return [account for account in find_accounts(use, period, "DORMANT") if use.is_retained(account, period - 1)]


def earn_before(use: OfferUse, account: AccountUse, period: int) -> int:
    """Revenue from first use to the last day before the period, in millionths."""
    return account.earn(account.first_use, add_days(use.start_of(account, period), -1))
