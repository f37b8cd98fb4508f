"""The plans of the publisher's offers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.filters import PlanKey
from services.catalogue.kept import Kept
from services.catalogue.offers import OFFERS, Offer
from services.questions import Question
from services.slice import Slice
from services.view import View

PLANS = Question.load(__file__, "plans.sql")


@dataclass(frozen=True, slots=True)
class Plan:
    """One of an offer's SKUs; `key` is its key in the part, in the order of offer id and plan id, and never shown."""

    key: int
    plan_id: str
    name: str | None
    billing_type: str | None
    offer: Offer


def _read_plans(whole: Slice) -> Mapping[int, Plan]:
    known = {row[0]: Offer(*row) for row in whole.records(OFFERS)}
    return {row[0]: Plan(row[0], row[1], row[2], row[3], known[row[4]]) for row in whole.records(PLANS)}


def _group_plans(whole: Slice) -> Mapping[int, tuple[Plan, ...]]:
    grouped: dict[int, list[Plan]] = {}
    for plan in _read_plans(whole).values():
        grouped.setdefault(plan.offer.key, []).append(plan)
    return {offer: tuple(sorted(group, key=lambda plan: plan.plan_id)) for offer, group in grouped.items()}


_PLANS = Kept(_read_plans)
_GROUPED = Kept(_group_plans)


def plans(view: View) -> Mapping[int, Plan]:
    """All plans by key."""
    return _PLANS.of(view)


def choose_plans(view: View, wanted: Iterable[PlanKey]) -> list[Plan]:
    """The plans of some offer and plan ids; unknown ones are left out."""
    keys = set(wanted)
    return [plan for plan in plans(view).values() if PlanKey(plan.offer.offer_id, plan.plan_id) in keys]


def plans_by_offer(view: View) -> Mapping[int, tuple[Plan, ...]]:
    """The plans of each offer key that has any, in the order of their ids."""
    return _GROUPED.of(view)
