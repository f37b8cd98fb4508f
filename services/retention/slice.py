"""The slice of the retention page: usage and account days narrowed by a segment, first use found anew."""

from collections.abc import Callable, Iterable, Sequence

from domain.calendar import day_number
from domain.filters import DateRange, PlanKey, Segment
from services.catalogue.plans import plans
from services.frames import plain
from services.questions import Question
from services.slices import Narrowing, Slice
from services.view import View

UNKNOWN = "unknown"
"""Selects a missing country."""

DERIVED = tuple(Question.load(__file__, f"{name}.sql", shared=True) for name in ("account_spans", "account_uses"))
"""Tables that questions share, stored for the empty segment like answers."""
_USAGE = Question.load(__file__, "segment_usage.sql")
_DAYS = Question.load(__file__, "segment_days.sql")
_VALUES = Question.load(__file__, "segment_values.sql")


def open_slice(view: View, segment: Segment) -> Slice:
    """The part itself for the empty segment, else its usage and account_days narrowed; and account_spans, derived from them.

    `first_used` narrows account_days alone: whoever reads usage joins account_days on offer and account.
    """
    return view.house.slices.open(
        view.part, ("retention", segment), lambda: _narrow(view, segment), whole=segment.empty
    )


def _narrow(view: View, segment: Segment) -> Sequence[Narrowing]:
    derived = [Narrowing(each.name.removeprefix("retention."), each.sql, {}, each.mart(())) for each in DERIVED]
    if segment.empty:
        return derived
    first_used = segment.first_used or DateRange()
    rows = {
        "plans": _plan_keys(view, segment.plan),
        "billing_types": _spellings(view, "billing_type", segment.billing_type),
        "channels": _spellings(view, "sales_channel", segment.sales_channel),
        "countries": _folded(segment.country),
        "unknown": UNKNOWN,
        "without_trials": segment.exclude_trials,
        "without_internal": segment.exclude_internal,
    }
    firsts = {
        "first_from": day_number(first_used.from_) if first_used.from_ else None,
        "first_to": day_number(first_used.to) if first_used.to else None,
    }
    return [Narrowing("usage", _USAGE.sql, rows), Narrowing("account_days", _DAYS.sql, firsts), *derived]


def _plan_keys(view: View, chosen: tuple[PlanKey, ...] | None) -> list[int] | None:
    if chosen is None:
        return None
    wanted = set(chosen)
    return [key for key, plan in plans(view).items() if PlanKey(plan.offer.offer_id, plan.plan_id) in wanted]


def _spellings(view: View, column: str, chosen: tuple[str, ...] | None) -> list[str] | None:
    """The values of a column of usage that equal a chosen one casefolded."""
    if chosen is None:
        return None
    frame = view.house.slices.whole(view.part).frame(_VALUES)
    wanted = _set(str.casefold, chosen)
    found = {value for value in plain(frame[column]) if value is not None}
    return sorted(value for value in found if value.casefold() in wanted)


def _folded(chosen: tuple[str, ...] | None) -> list[str] | None:
    return None if chosen is None else sorted(_set(str.casefold, chosen))


def _set(fold: Callable[[str], str], values: Iterable[str]) -> set[str]:
    return {fold(value) for value in values}
