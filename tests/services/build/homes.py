"""Homes with a lake of small loads, built as the command line would."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from services.build.build import BuildReport, build
from services.build.publishing import Keeping
from tests.services.build.lakes import HOUR, Given, write_load


def used(customer: str, used_on: str, offer: str = "o1", **cells: Any) -> dict[str, Any]:
    """A row of usage of one hour and one dollar."""
    known = {"customer_id": customer, "offer_id": offer, "used_on": used_on}
    return known | {"raw_hours": HOUR, "normalized_hours": HOUR, "revenue_usd": HOUR} | cells


def load_usage(home: Path, publisher_id: str, number: int, *rows: dict[str, Any], category: str = "Compute") -> None:
    """Adds a load of usage, and of offers of one category, to a publisher's lake."""
    offers = [{"offer_id": offer, "category": category} for offer in sorted({row["offer_id"] for row in rows})]
    write_load(home, number, Given("offers", offers), Given("usage", rows), publisher_id=publisher_id)


def build_on(home: Path, day: str, as_of: str | None = None, keeping: Keeping | None = None) -> BuildReport:
    """A build at noon (UTC) of a day, which is today."""
    today = date.fromisoformat(day)
    return build(
        home,
        as_of=date.fromisoformat(as_of) if as_of else None,
        today=today,
        built_at=datetime(today.year, today.month, today.day, 12, tzinfo=UTC),
        memory_limit="256MB",
        threads=1,
        keeping=keeping,
    )
