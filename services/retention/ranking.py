"""The ranking of a category's offers at the horizon, now or one step back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from sys import maxsize

import pandas as pd

from domain.measures import BenchmarkScope, Granularity
from services.catalogue.categories import offers_by_category
from services.frames import integers
from services.retention.benchmark import offer_orders, other_curves
from services.retention.counts import read_counts
from services.retention.slice import open_whole
from services.retention.window import step_back
from services.view import Rules, View


@dataclass(frozen=True, slots=True)
class Contender:
    """An offer with eligible accounts at the horizon; `offer` is its key where it is the publisher's own."""

    retained: int
    eligible: int
    day0: int
    offer_order: int
    publisher_order: int
    offer: int | None = None
    score: Fraction = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "score", Fraction(self.retained, self.eligible))

    @property
    def place(self) -> tuple[Fraction, int, int, int, int]:
        """Sorts the best first: score, Day 0 customers, offer id, publisher id."""
        return -self.score, -self.day0, self.offer_order, self.publisher_order, -1 if self.offer is None else self.offer


@dataclass(frozen=True, slots=True)
class Ranking:
    """The contenders of a category, best first; `ranks` of the publisher's own offers, 1 is best."""

    scope: BenchmarkScope
    contenders: tuple[Contender, ...]
    ranks: Mapping[int, int]


def rank_category(view: View, category: str, granularity: Granularity, step: int) -> Ranking:
    """The ranking of a folded category on as_of (step 0) or one step before it (step 1)."""
    own = _own_contenders(view, category, granularity, step)
    scope, others = BenchmarkScope.OWN_OFFERS, tuple[Contender, ...]()
    if view.benchmarks is not None:
        folder, rules = view.benchmarks.folder, view.house.rules
        found = _other_contenders(folder, category, granularity, step, view.scope.publisher_id, rules)
        if found is not None:
            scope, others = BenchmarkScope.ALL_PUBLISHERS, found
    contenders = tuple(sorted([*own, *others], key=lambda contender: contender.place))
    ranks = {each.offer: rank for rank, each in enumerate(contenders, start=1) if each.offer is not None}
    return Ranking(scope, contenders, ranks)


def _own_contenders(view: View, category: str, granularity: Granularity, step: int) -> list[Contender]:
    as_of = step_back(view.as_of, granularity) if step else view.as_of
    counts = read_counts(open_whole(view), as_of, granularity)
    keys = [offer.key for offer in offers_by_category(view).get(category, ())]
    orders = offer_orders(view, category, keys)
    found = []
    for key in keys:
        eligible, retained = counts.at(key, granularity.horizon)
        if eligible:
            offer_order, publisher_order = orders.get(key, (maxsize, maxsize))
            found.append(Contender(retained, eligible, counts.at(key, 0)[0], offer_order, publisher_order, key))
    return found


@lru_cache(maxsize=1024)
def _other_contenders(
    folder: Path, category: str, granularity: Granularity, step: int, publisher_id: str, rules: Rules
) -> tuple[Contender, ...] | None:
    """The other publishers' offers that may enter; None where too few publishers have enough eligible accounts."""
    rows = other_curves(folder, category, granularity, step, publisher_id)
    rows = rows[rows["n"] == granularity.horizon]
    by_publisher = rows.groupby("publisher_key")["eligible"].sum()
    if int((by_publisher >= rules.minimum_accounts).sum()) < rules.minimum_publishers:
        return None
    return _contenders(rows[(rows["eligible"] >= rules.minimum_accounts) & (rows["eligible"] > 0)])


def _contenders(rows: pd.DataFrame) -> tuple[Contender, ...]:
    columns = [rows[name] for name in ("retained", "eligible", "day0", "offer_order", "publisher_order")]
    return tuple(Contender(*values) for values in zip(*(integers(column) for column in columns), strict=True))
