"""The slice of the retention page: usage narrowed by a segment, first use found anew, and the tables that follow from both."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from db.warehouse import is_one_of, quote
from domain.calendar import day_number
from domain.filters import DateRange, Segment
from domain.measures import Granularity
from services.catalogue.categories import offers_by_category
from services.catalogue.offers import Offer, offers
from services.catalogue.plans import choose_plans
from services.frames import plain
from services.questions import Question
from services.slice import Narrowing, Slice
from services.view import View

UNKNOWN = "unknown"
"""Selects a missing country."""
_ENDS = {f"{each.value.lower()}_end": str(each.horizon + 1) for each in Granularity}
DERIVED = (
    *(Question.load(__file__, f"{name}.sql", shared=True) for name in ("used_months", "account_uses", "account_spans")),
    Question.load(__file__, "account_reach.sql", shared=True).written(**_ENDS),
)
"""Tables that questions share, stored for the empty segment like answers."""
VALUES = Question.load(__file__, "segment_values.sql")
"""The spellings that a segment is looked up in; asked of the whole part."""


def _read(name: str) -> str:
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")


_LEAN = "select offer, account, customer, plan, used_on, revenue from usage"
_SPANS = """
select
    offer, account, min(first_used_on) as first_day, max(last_used_on) as last_day, count(*) = min(of_account) as whole
from segment_uses
group by offer, account
having (cast($first_from as integer) is null or min(first_used_on) >= $first_from)
    and (cast($first_to as integer) is null or min(first_used_on) <= $first_to)
"""
_OF_SPANS = "select u.* from {rows} as u join account_spans as f on f.offer = u.offer and f.account = u.account"
_CUSTOMERS, _EARLY, _DAYS, _MONTHS, _ALL_MONTHS = map(
    _read, ("segment_customers", "segment_early", "segment_days", "segment_months", "account_months")
)


def open_whole(view: View) -> Slice:
    """The part itself, with the tables that are derived from its own."""
    return view.house.slices.open(view.part, ("retention", Segment()), _derive, whole=True)


def open_slice(view: View, segment: Segment, offer: int) -> Slice:
    """For the empty segment the part itself, else its usage of the offers in the category of an offer (key): all that its retention reads.

    `usage`, `uses` (without its texts), `used_months` and `account_uses` are narrowed; `account_spans`, `account_days` and
    `account_months` follow from them. An account that lies within the segment `whole` is as the part has it.
    """
    if segment.empty:
        return open_whole(view)
    category = offers(view)[offer].category_folded
    key = ("retention", segment, category)
    return view.house.slices.open(view.part, key, lambda: _narrow(view, segment, offers_by_category(view)[category]))


def _derive() -> Sequence[Narrowing]:
    return [
        Narrowing("uses", _LEAN, view=True),
        *(Narrowing(each.name.removeprefix("retention."), each.sql, stored=each.mart(())) for each in DERIVED),
        Narrowing("account_months", _ALL_MONTHS),
    ]


def _narrow(view: View, segment: Segment, compared: Sequence[Offer]) -> Sequence[Narrowing]:
    """What is made of a segment.

    All that it asks of a row of usage stands in used_months and account_uses too, so that most is found without looking at usage, which
    stays a view. That view is of all offers, since its questions name theirs: a list of offers beside it costs the engine its best plan.
    """
    whole, condition = open_whole(view), _condition(view, segment)
    category = is_one_of("offer", [str(offer.key) for offer in compared])
    profile = {
        "anywhere": segment.country is None,
        "countries": _folded(segment.country or ()),
        "unknown": UNKNOWN,
        "without_internal": segment.exclude_internal,
    }
    first_used = segment.first_used or DateRange()
    firsts = {
        "first_from": day_number(first_used.from_) if first_used.from_ else None,
        "first_to": day_number(first_used.to) if first_used.to else None,
    }
    rows = f"(select * from all_usage where {condition})"

    def choose(table: str) -> Callable[[], str]:
        return lambda: f"select * from {whole.table(table)} where {category} and {condition}"

    def begun(rows: str) -> str:
        return f"select * from {rows} as rows" if segment.first_used is None else _OF_SPANS.format(rows=rows)

    return [
        Narrowing("segment_customers", _CUSTOMERS, profile),
        Narrowing("segment_uses", choose("account_uses"), view=True),
        Narrowing("segment_used_months", choose("used_months"), view=True),
        Narrowing("account_spans", _SPANS, firsts),
        Narrowing("account_uses", begun("segment_uses"), view=True),
        Narrowing("used_months", begun("segment_used_months"), view=True),
        Narrowing("account_reach", lambda: f"select * from {whole.table('account_reach')}", view=True),
        Narrowing("usage", begun(rows), view=True),
        Narrowing("uses", _LEAN, view=True),
        Narrowing("account_days", _DAYS),
        Narrowing("account_months", _MONTHS, view=True),
    ]


def open_early(view: View, segment: Segment, offer: int, granularity: Granularity) -> Slice:
    """The first periods of one offer (key) in a segment that is not empty: those up to the horizon, and no page shows others.

    `early_periods` (`offer, account, first_day, n, revenue`; n is the period's first day) beside `account_spans` and `account_uses` of
    the offer.
    """
    source = open_slice(view, segment, offer)

    def periods() -> str:
        names = {name: source.table(name) for name in ("usage", "account_spans", "all_account_days")}
        return _EARLY.format(**names, offer=offer, days=granularity.days, periods=granularity.horizon + 1)

    def own(table: str) -> Callable[[], str]:
        return lambda: f"select * from {source.table(table)} where offer = {offer}"

    def narrow() -> Sequence[Narrowing]:
        tables = [Narrowing(table, own(table), view=True) for table in ("account_spans", "account_uses")]
        return [*tables, Narrowing("early_periods", periods)]

    return view.house.slices.open(view.part, ("retention", segment, offer, granularity), narrow)


def _condition(view: View, segment: Segment) -> str:
    """The condition on rows of usage as text, since a view takes no parameters: keys, and spellings that occur in the part."""
    conditions = []
    if segment.plan is not None:
        conditions.append(is_one_of("plan", [str(plan.key) for plan in choose_plans(view, segment.plan)]))
    for column, values in (("billing_type", segment.billing_type), ("sales_channel", segment.sales_channel)):
        if values is not None:
            conditions.append(is_one_of(column, [quote(each) for each in _spellings(view, column, values)]))
    if segment.country is not None or segment.exclude_internal:
        conditions.append("customer in (select customer from segment_customers)")
    if segment.exclude_trials:
        conditions.append("not coalesce(is_trial, false)")
    return " and ".join(conditions) or "true"


def _spellings(view: View, column: str, chosen: tuple[str, ...]) -> list[str]:
    """The values of a column of usage that equal a chosen one casefolded."""
    frame = open_whole(view).frame(VALUES)
    wanted = _set(str.casefold, chosen)
    found = {value for value in plain(frame[column]) if value is not None}
    return sorted(value for value in found if value.casefold() in wanted)


def _folded(chosen: tuple[str, ...]) -> list[str]:
    return sorted(_set(str.casefold, chosen))


def _set(fold: Callable[[str], str], values: Iterable[str]) -> set[str]:
    return {fold(value) for value in values}
