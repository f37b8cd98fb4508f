"""Revenue of the accounts that an offer lost from one period to the next."""

from typing import Any

from tests.reference.exact import show_decimal
from tests.reference.marketplace import Marketplace
from tests.reference.retention.customers import earn_before, lose_accounts
from tests.reference.retention.slice import OfferUse, cut_offer, require_period


def answer_potential_revenue(
    market: Marketplace,
    publisher_id: str,
    offer_id: str,
    granularity: str = "DAY",
    segment: dict[str, Any] | None = None,
    up_to: int | None = None,
) -> list[dict[str, Any]]:
    """PotentialRevenue of the periods 1 .. up_to (the horizon) that have eligible accounts."""
    use = cut_offer(market.facts(publisher_id), offer_id, granularity, segment)
    last = use.horizon if up_to is None else up_to
    require_period(last)
    return [show_lost(use, period) for period in range(1, last + 1) if use.find_eligible(period)]


def show_lost(use: OfferUse, period: int) -> dict[str, Any]:
    lost = lose_accounts(use, period)
    daily = sum(account.earn(use.start_of(account, period - 1), use.end_of(account, period - 1)) for account in lost)
    return {
        "period": period,
        "accounts": len(lost),
        "accumulated": show_decimal(sum(earn_before(use, account, period) for account in lost)),
        "daily": show_decimal(daily),
    }
