"""Conditions of SQL that a filter of the customers page stands for; what was typed travels as parameters."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from db.warehouse import is_one_of, quote
from domain.calendar import day_number
from domain.filters import CustomerFilter, DateRange, TextFilter
from services.catalogue.offers import offers_by_id
from services.catalogue.plans import choose_plans
from services.frames import plain
from services.questions import Question
from services.view import View

CHANNELS = Question.load(__file__, "channels.sql")

UNKNOWN = "unknown"
"""What selects a missing country or state."""


@dataclass(slots=True)
class Conditions:
    """Conditions that are all required, and the parameters that they name."""

    texts: list[str] = field(default_factory=list)
    parameters: dict[str, object] = field(default_factory=dict)

    def add(self, text: str, **parameters: object) -> None:
        """One more condition with its parameters."""
        self.texts.append(text)
        self.parameters.update(parameters)

    @property
    def sql(self) -> str:
        """The conditions in parentheses, true where there is none."""
        return " AND ".join(f"({text})" for text in self.texts) or "TRUE"


def any_of(name: str, kind: str = "VARCHAR") -> str:
    """The rows of a list parameter; none for an empty list, a union of nothing."""
    return f"(SELECT UNNEST(CAST(${name} AS {kind}[])))"


def row_condition(view: View, chosen: CustomerFilter) -> str:
    """Step (1): which acquisitions and months of activity remain; subscriptions are those of a table `chosen_subscriptions`.

    Text for a view, which takes no parameters: of keys, and of spellings that occur in the part.
    """
    found = []
    if chosen.offer_id is not None:
        known = offers_by_id(view)
        found.append(is_one_of("offer", [str(known[each].key) for each in chosen.offer_id if each in known]))
    if chosen.plan is not None:
        found.append(is_one_of("plan", [str(plan.key) for plan in choose_plans(view, chosen.plan)]))
    if chosen.subscription_id is not None:
        found.append("subscription IN (SELECT subscription FROM chosen_subscriptions)")
    if chosen.sales_channel is not None:
        wanted = set(_folded(chosen.sales_channel))
        found.append(is_one_of("sales_channel", [quote(each) for each in _channels(view) if each.casefold() in wanted]))
    return " AND ".join(found) or "TRUE"


def _channels(view: View) -> list[str]:
    return plain(view.house.slices.whole(view.part).frame(CHANNELS)["sales_channel"])


def profile_conditions(chosen: CustomerFilter) -> Conditions:
    """Step (2) without personal fields and dormancy: which customers remain."""
    found = Conditions()
    if chosen.customer_id is not None:
        found.add(f"customer_id IN {any_of('customer_id')}", customer_id=list(chosen.customer_id))
    for name in ("country", "state", "language", "customer_type"):
        values: tuple[str, ...] | None = getattr(chosen, name)
        if values is None:
            continue
        folded = _folded(values)
        missing = name in ("country", "state") and UNKNOWN in folded
        text = f"{name}_folded IN {any_of(name)}"
        found.add(f"{text} OR {name} IS NULL" if missing else text, **{name: folded})
    return found


def personal_conditions(chosen: CustomerFilter) -> Conditions:
    """Step (2) on visible personal fields; a name matches as first, last, or first and last."""
    found = Conditions()
    for name in chosen.personal:
        columns = [f"{name}_folded"]
        if name == "name":
            both = "first_name_folded || ' ' || last_name_folded"
            columns = ["first_name_folded", "last_name_folded", both]
        _add_text(found, name, columns, getattr(chosen, name))
    return found


def date_conditions(chosen: CustomerFilter) -> Conditions:
    """Step (4) on columns date_acquired, date_lost and is_active."""
    found = Conditions()
    for name in ("date_acquired", "date_lost"):
        _add_dates(found, name, getattr(chosen, name))
    if chosen.active is not None:
        found.add("is_active = $active", active=chosen.active)
    return found


def _add_text(found: Conditions, name: str, columns: Sequence[str], wanted: TextFilter) -> None:
    parts = ["{column} IS NOT NULL"]
    parameters: dict[str, object] = {}
    if wanted.in_ is not None:
        parts.append(f"{{column}} IN {any_of(f'{name}_in')}")
        parameters[f"{name}_in"] = _folded(wanted.in_)
    if wanted.contains is not None:
        parts.append(f"contains({{column}}, ${name}_contains)")
        parameters[f"{name}_contains"] = wanted.contains.casefold()
    if wanted.starts_with is not None:
        parts.append(f"starts_with({{column}}, ${name}_start)")
        parameters[f"{name}_start"] = wanted.starts_with.casefold()
    every = " AND ".join(parts)
    found.add(" OR ".join(f"({every.format(column=f'({column})')})" for column in columns), **parameters)


def _add_dates(found: Conditions, name: str, wanted: DateRange | None) -> None:
    if wanted is None:
        return
    found.add(f"{name} IS NOT NULL")
    if wanted.from_ is not None:
        found.add(f"{name} >= ${name}_from", **{f"{name}_from": day_number(wanted.from_)})
    if wanted.to is not None:
        found.add(f"{name} <= ${name}_to", **{f"{name}_to": day_number(wanted.to)})


def _folded(values: Sequence[str]) -> list[str]:
    return [value.casefold() for value in values]
