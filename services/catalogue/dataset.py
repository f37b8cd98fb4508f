"""What the data is and how fresh."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar import date_of
from services.frames import day_of
from services.view import View


@dataclass(frozen=True, slots=True)
class Dataset:
    """The part and the snapshot of a view; days of usage, else of orders; counts up to as_of; times in UTC."""

    as_of: date
    snapshot: str
    built_at: datetime
    last_loaded_at: datetime | None
    stale_after: datetime | None
    first_day: date | None
    last_day: date | None
    customers: int
    orders: int
    usage_days: int


def dataset(view: View) -> Dataset:
    """The dataset of a view; stale a number of hours (a setting) after the last load."""
    part, snapshot = view.part, view.snapshot
    loaded = snapshot.last_loaded_at.get(part.publisher_id)
    loaded_at = datetime.fromisoformat(loaded) if loaded else None
    return Dataset(
        as_of=date_of(part.as_of),
        snapshot=snapshot.version,
        built_at=snapshot.built_at,
        last_loaded_at=loaded_at,
        stale_after=loaded_at + timedelta(hours=view.house.rules.stale_after_hours) if loaded_at else None,
        first_day=day_of(part.first_day),
        last_day=day_of(part.last_day),
        customers=part.customers,
        orders=part.orders,
        usage_days=part.usage_days,
    )
