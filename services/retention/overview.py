"""The publisher's own offers side by side, each at its horizon: where to look first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from domain.errors import BadInputError
from domain.filters import Segment
from domain.measures import Granularity, Indicator, SortDirection
from domain.pages import Order
from services.catalogue.offers import Offer, fold_category, offers
from services.frames import decimal_of
from services.retention.curve import RetentionCurve, ask_curves, select_points
from services.retention.interval import Interval
from services.retention.potential_revenue import read_lost
from services.retention.slice import open_whole
from services.retention.standing import CategoryStanding, ask_standings
from services.slice import Slice
from services.view import View

OFFER_FIELDS = ("offer_id", "name", "category")
ROW_FIELDS = (
    "eligible", "retained", "score", "benchmark", "indicator", "rank", "rank_change", "dormant", "revenue_at_stake",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfferOverview:
    """An offer at its horizon; what compares it is None without eligible accounts there. Revenue at stake in USD."""

    offer: Offer
    eligible: int
    retained: int
    score: float | None
    interval: Interval | None
    benchmark: float | None
    indicator: Indicator | None
    rank: int | None
    rank_change: int | None
    dormant: int
    revenue_at_stake: Decimal


def ask_overview(
    view: View, category: str | None, granularity: Granularity, orders: Sequence[Order]
) -> tuple[OfferOverview, ...]:
    """All own offers, or those of a category, by offer id unless ordered. Raises BadInputError for an unknown order."""
    for order in orders:
        if order.field not in (*ROW_FIELDS, *OFFER_FIELDS):
            raise BadInputError(
                f"orderBy: {order.field.upper()} is no field of the offer overview; give one of its fields"
            )
    whole = open_whole(view)
    rows = view.once(whole, ("overview", granularity), lambda: _compare(view, whole, granularity))
    wanted = None if category is None else fold_category(category)
    return tuple(_sorted([row for row in rows if wanted is None or row.offer.category_folded == wanted], orders))


def _compare(view: View, whole: Slice, granularity: Granularity) -> list[OfferOverview]:
    """All own offers by offer id."""
    known = offers(view)
    wanted = sorted(known)
    curves = ask_curves(view, wanted, granularity, Segment())
    standings = ask_standings(view, wanted, granularity, Segment())
    lost = read_lost(whole, view.as_of, granularity)
    stakes = {key: lost.get((key, granularity.horizon), (0, 0, 0))[1] for key in wanted}
    return [_overview(known[key], curves[key], standings[key], stakes[key]) for key in wanted]


def _overview(offer: Offer, curve: RetentionCurve, standing: CategoryStanding | None, at_stake: int) -> OfferOverview:
    point = next(iter(select_points(curve, [curve.horizon], None)), None)
    return OfferOverview(
        offer=offer,
        eligible=point.eligible if point else 0,
        retained=point.retained if point else 0,
        score=point.score if point else None,
        interval=point.interval if point else None,
        benchmark=point.benchmark if point else None,
        indicator=point.indicator if point else None,
        rank=standing.rank if standing else None,
        rank_change=standing.rank_change if standing else None,
        dormant=point.dormant if point else 0,
        revenue_at_stake=decimal_of(at_stake),
    )


def _sorted(rows: list[OfferOverview], orders: Sequence[Order]) -> list[OfferOverview]:
    # sorting is stable, so the last order goes first; rows without a value come last in both directions
    for order in reversed(orders):
        known = [row for row in rows if _value(row, order.field) is not None]
        unknown = [row for row in rows if _value(row, order.field) is None]
        known.sort(key=lambda row: _value(row, order.field), reverse=order.direction is SortDirection.DESC)  # type: ignore[arg-type, return-value]
        rows = known + unknown
    return rows


def _value(row: OfferOverview, field: str) -> object:
    value = getattr(row.offer if field in OFFER_FIELDS else row, field)
    if isinstance(value, Enum):
        return value.value
    return value.casefold() if isinstance(value, str) else value
