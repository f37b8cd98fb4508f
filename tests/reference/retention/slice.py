"""The usage of one offer by account, after a segment has narrowed it: what every retention question is asked of."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.reference.days import add_days, add_months, parse_bounds, within
from tests.reference.facts import Facts
from tests.reference.refused import RefusedError
from tests.reference.rows import UsageRow

HORIZON = {"DAY": 45, "WEEK": 45, "MONTH": 12}
PERIOD_DAYS = {"DAY": 1, "WEEK": 7, "MONTH": 30}
WINDOW_MONTHS = 18
FLOOR_DAYS = 45


@dataclass(frozen=True, slots=True)
class AccountUse:
    """One account's usage of one offer."""

    account_id: str
    first_use: date
    days: set[date]
    rows: list[UsageRow]

    def earn(self, start: date, end: date) -> int:
        """Revenue in [start, end], in millionths."""
        return sum(row.revenue for row in self.rows if start <= row.used_on <= end)


@dataclass(frozen=True, slots=True)
class OfferUse:
    """All accounts that used an offer up to as_of, and the base among them; first days of each window are dates."""

    facts: Facts
    offer_id: str
    granularity: str
    accounts: list[AccountUse]
    base: list[AccountUse]
    base_from: date
    base_to: date
    counts: dict[int, tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def horizon(self) -> int:
        return HORIZON[self.granularity]

    def start_of(self, account: AccountUse, period: int) -> date:
        return add_days(account.first_use, period * PERIOD_DAYS[self.granularity])

    def end_of(self, account: AccountUse, period: int) -> date:
        return add_days(self.start_of(account, period), PERIOD_DAYS[self.granularity] - 1)

    def find_eligible(self, period: int) -> list[AccountUse]:
        """Accounts of the base for whom the period has ended on as_of."""
        return [account for account in self.base if self.end_of(account, period) <= self.facts.as_of]

    def is_retained(self, account: AccountUse, period: int) -> bool:
        start = self.start_of(account, period)
        return any(add_days(start, offset) in account.days for offset in range(PERIOD_DAYS[self.granularity]))

    def count(self, period: int) -> tuple[int, int]:
        """Eligible and retained accounts of a period."""
        if period not in self.counts:
            eligible = self.find_eligible(period)
            self.counts[period] = len(eligible), sum(self.is_retained(account, period) for account in eligible)
        return self.counts[period]


def cut_offer(facts: Facts, offer_id: str, granularity: str, segment: dict[str, Any] | None = None) -> OfferUse:
    """The offer's usage under a segment; first use is found anew in what the segment leaves."""
    key = (offer_id, granularity, json.dumps(segment, sort_keys=True))
    if key not in facts.cuts:
        facts.cuts[key] = cut_segment(facts, offer_id, granularity, segment or {})
    use: OfferUse = facts.cuts[key]
    return use


def cut_segment(facts: Facts, offer_id: str, granularity: str, segment: dict[str, Any]) -> OfferUse:
    rows = [row for row in facts.usage if row.offer_id == offer_id and is_in_segment(facts, row, segment)]
    start, end = parse_bounds(segment.get("firstUsed"))
    accounts = [account for account in group_accounts(facts, rows) if within(account.first_use, start, end)]
    base_from, base_to = add_months(facts.as_of, -WINDOW_MONTHS), add_days(facts.as_of, -FLOOR_DAYS)
    base = [account for account in accounts if base_from <= account.first_use <= base_to]
    return OfferUse(facts, offer_id, granularity, accounts, base, base_from, base_to)


def group_accounts(facts: Facts, rows: list[UsageRow]) -> list[AccountUse]:
    """The accounts behind usage rows of one offer, by account id."""
    grouped: dict[str, list[UsageRow]] = {}
    for row in rows:
        grouped.setdefault(facts.accounts[row.customer_id], []).append(row)
    accounts = []
    for account_id in sorted(grouped):
        days = {row.used_on for row in grouped[account_id]}
        accounts.append(AccountUse(account_id, min(days), days, grouped[account_id]))
    return accounts


def is_segmented(segment: dict[str, Any] | None) -> bool:
    """Does the segment narrow anything? Nulls and false switches do not."""
    return any(value is not None and value is not False for value in (segment or {}).values())


def is_in_segment(facts: Facts, row: UsageRow, segment: dict[str, Any]) -> bool:
    """Is the row in a segment, first use left aside?"""
    plans = segment.get("plan")
    if plans is not None and not any((key["offerId"], key["planId"]) == (row.offer_id, row.plan_id) for key in plans):
        return False
    customer = facts.customers[row.customer_id]
    if not (
        is_selected(row.billing_type, segment.get("billingType"))
        and is_selected(row.sales_channel, segment.get("salesChannel"))
        and is_selected(customer.country, segment.get("country"), unknown="unknown")
    ):
        return False
    if segment.get("excludeInternal") and customer.internal:
        return False
    return not (segment.get("excludeTrials") and is_trial(facts, row))


def is_selected(value: str | None, choices: list[str] | None, unknown: str | None = None) -> bool:
    """Is a text among the choices, compared casefolded? No choices select all; `unknown` selects a missing value."""
    if choices is None:
        return True
    wanted = unknown if value is None else value.casefold()
    return wanted is not None and wanted in [choice.casefold() for choice in choices]


def is_trial(facts: Facts, row: UsageRow) -> bool:
    """The row's own word, else whether an order with its reference was on trial that day; unknown is no trial."""
    if row.is_trial is not None:
        return row.is_trial
    if row.reference_id is None:
        return False
    ends = [order.trial_ends_on for order in facts.orders if order.reference_id == row.reference_id]
    return any(end is not None and row.used_on <= end for end in ends)


def require_period(period: int) -> None:
    if period < 0:
        raise RefusedError("BAD_INPUT", "a period is 0 or more")
