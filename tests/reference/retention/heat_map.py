"""Cohorts by calendar month of first use, and how many of each used the offer in later months."""

from typing import Any

from tests.reference.days import first_day, last_day, month_of
from tests.reference.exact import divide, wilson
from tests.reference.marketplace import Marketplace
from tests.reference.retention.curve import is_truncated_month
from tests.reference.retention.slice import AccountUse, OfferUse, cut_offer

COHORTS = 18


def answer_heat_map(
    market: Marketplace,
    publisher_id: str,
    offer_id: str,
    segment: dict[str, Any] | None = None,
    mature_only: bool = False,
) -> dict[str, Any]:
    """CohortHeatMap: the month of as_of and the 17 before it, oldest first, without empty cohorts."""
    use = cut_offer(market.facts(publisher_id), offer_id, "MONTH", segment)
    now = month_of(use.facts.as_of)
    rows = []
    for month in range(now - COHORTS + 1, now + 1):
        members = [
            account
            for account in use.accounts
            if month_of(account.first_use) == month and not (mature_only and account.first_use > use.base_to)
        ]
        if members:
            rows.append(show_cohort(use, month, members))
    return {"rows": rows}


def show_cohort(use: OfferUse, month: int, members: list[AccountUse]) -> dict[str, Any]:
    last_offset = min(COHORTS - 1, month_of(use.facts.as_of) - month)
    return {
        "month": first_day(month).isoformat(),
        "size": len(members),
        "mature": all(account.first_use <= use.base_to for account in members),
        "truncated": is_truncated_month(use.facts, month),
        "cells": [show_cell(use, month, offset, members) for offset in range(last_offset + 1)],
    }


def show_cell(use: OfferUse, cohort: int, offset: int, members: list[AccountUse]) -> dict[str, Any]:
    as_of, month = use.facts.as_of, cohort + offset
    retained = sum(any(month_of(day) == month for day in account.days) for account in members)
    return {
        "offset": offset,
        "retained": retained,
        "score": divide(retained, len(members)),
        "interval": wilson(retained, len(members)),
        "partial": month == month_of(as_of) and as_of != last_day(month),
    }
