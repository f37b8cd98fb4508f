"""What the widgets by hand are asked for: a range, an offer, and perhaps one filter, as the values of the texts' parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from db.parts import Part
from db.snapshots import SnapshotStore
from domain.calendar import day_number, first_date, month_of, months_before
from domain.errors import NoSnapshotError
from domain.measures import FLOOR_DAYS, WINDOW_MONTHS
from domain.ranges import resolve_range

_CONDITIONS = {
    "channel": "sales_channel = $channel",
    "country": "customer in (select customer from customers where country = $country)",
    "plan": "plan = $plan",
    "paid": "billing_type = $paid",
    "untried": "not coalesce(is_trial, false)",
    "outside": "customer in (select customer from customers where not coalesce(internal, false))",
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Values by name, the condition of the customers page's filter, and that of the retention page's segment, "" for none."""

    values: Mapping[str, object]
    filter_sql: str
    segment_sql: str = ""


def default_parameters(part: Part, offer: int) -> Parameters:
    """The default range and the offer (key), nothing filtered."""
    months, as_of = resolve_range(None, part.as_of), part.as_of
    values = {
        "as_of": as_of,
        "first": months.first,
        "last": months.last,
        "from": day_number(first_date(months.first)),
        "from_before": day_number(first_date(months.first - 1)),
        "to": months.end,
        "unfinished": months.last if months.partial(months.last) else 0,
        "current_month": month_of(as_of),
        "offer": offer,
        "window_from": months_before(as_of, WINDOW_MONTHS),
        "base_from": months_before(as_of, WINDOW_MONTHS),
        "base_from_before": months_before(as_of - 1, WINDOW_MONTHS),
        "base_to": as_of - FLOOR_DAYS,
    }
    return Parameters(values, "true")


def filter_by(parameters: Parameters, name: str, value: str | int) -> Parameters:
    """The customers page filtered by a sales "channel", a "country" or a "plan" (key)."""
    return Parameters({**parameters.values, name: value}, _CONDITIONS[name])


def segment_by(parameters: Parameters, name: str, value: str | int = "") -> Parameters:
    """The retention page of a "plan" (key), of a sales "channel", of a "country", of the usage that is "paid" (a billing type), "untried"
    (no trial), or of customers "outside" (not internal)."""
    return Parameters({**parameters.values, name: value}, "true", _CONDITIONS[name])


def find_part(home: Path, publisher_id: str) -> Part:
    """The current part of a publisher."""
    store = SnapshotStore(home)
    snapshot = store.current()
    if snapshot is None:
        raise NoSnapshotError(f"{home}: nothing is built there")
    return store.part(publisher_id, snapshot.parts[publisher_id])


def offer_key(part: Part, offer_id: str) -> int:
    """The key of an offer."""
    rows = pq.read_table(part.table("offers"), columns=["offer", "offer_id"]).to_pylist()
    return next(int(row["offer"]) for row in rows if row["offer_id"] == offer_id)
