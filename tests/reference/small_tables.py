"""Rows of plain tables written by hand, and the questions that the worked examples ask of them."""

from datetime import date
from typing import Any

from tests.reference import retention
from tests.reference.days import add_days
from tests.reference.marketplace import Marketplace, Tables

AS_OF = date(2024, 6, 30)


def use(customer_id: str, day: str | date, offer_id: str = "vm", **cells: str) -> dict[str, str]:
    used_on = day if isinstance(day, str) else day.isoformat()
    return {"used_on": used_on, "customer_id": customer_id, "offer_id": offer_id, **cells}


def buy(order_id: str, customer_id: str, day: str, canceled_on: str = "", **cells: str) -> dict[str, str]:
    row = {"order_id": order_id, "customer_id": customer_id, "offer_id": "app", "ordered_on": day}
    return {**row, "canceled_on": canceled_on, **cells}


def offer(offer_id: str, category: str = "Storage") -> dict[str, str]:
    return {"offer_id": offer_id, "category": category}


def one(tables: Tables, as_of: date | None = AS_OF) -> Marketplace:
    return Marketplace(as_of, {"alpha": tables})


def months(start: str, end: str) -> dict[str, Any]:
    return {"months": {"from": start, "to": end}}


def point(market: Marketplace, offer_id: str, period: int, granularity: str = "DAY") -> dict[str, Any]:
    points = retention.answer_curve(market, "alpha", offer_id, granularity, periods=[period])["points"]
    assert len(points) == 1
    found: dict[str, Any] = points[0]
    return found


def crowd(count: int, retained: int, offer_id: str = "vm", first: date = date(2024, 3, 1)) -> list[dict[str, str]]:
    """So many accounts from one first day, so many of them used the offer again on Day 45."""
    rows = [use(f"{offer_id}-{number:04}", first, offer_id) for number in range(count)]
    return rows + [use(f"{offer_id}-{number:04}", add_days(first, 45), offer_id) for number in range(retained)]
