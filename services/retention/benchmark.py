"""The category benchmark: what an offer's score is compared with, without giving another publisher away."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from domain.filters import Segment
from domain.measures import UNCATEGORIZED, BenchmarkScope, Granularity
from services.catalogue.offers import fold_category, offers
from services.frames import integers
from services.view import Rules, View

_KEPT = 8
"""Benchmark files held in memory: those of the snapshots that readers may still page through."""


@dataclass(frozen=True, slots=True)
class CategoryBenchmark:
    """Pooled eligible and retained accounts by period, and the periods into which other publishers entered."""

    eligible: tuple[int, ...]
    retained: tuple[int, ...]
    shared: frozenset[int]

    def scope(self, period: int) -> BenchmarkScope:
        """Whose offers the benchmark of a period is made of."""
        return BenchmarkScope.ALL_PUBLISHERS if period in self.shared else BenchmarkScope.OWN_OFFERS


def is_shared(category: str, segment: Segment) -> bool:
    """Whether other publishers may enter at all: never for a segment, nor where no category was given."""
    return segment.empty and fold_category(category) != fold_category(UNCATEGORIZED)


def category_benchmark(
    view: View, category: str, own: tuple[list[int], list[int]], granularity: Granularity, segment: Segment
) -> CategoryBenchmark:
    """The benchmark of a category at as_of: the publisher's own eligible and retained, and the others' where enough of them may enter."""
    eligible, retained = own
    if view.benchmarks is None or not is_shared(category, segment):
        return CategoryBenchmark(tuple(eligible), tuple(retained), frozenset())
    others = _pool_others(
        view.benchmarks.folder, fold_category(category), granularity, view.scope.publisher_id, view.house.rules
    )
    shared = frozenset(period for period in others if period < len(eligible))
    for period in shared:
        eligible[period] += others[period][0]
        retained[period] += others[period][1]
    return CategoryBenchmark(tuple(eligible), tuple(retained), shared)


def publisher_key(publisher_id: str) -> str:
    """The opaque key of a publisher in the benchmarks."""
    return sha256(publisher_id.encode()).hexdigest()[:16]


def offer_key(offer_id: str) -> str:
    """The opaque key of an offer in the benchmarks; offers of two publishers may share it."""
    return sha256(offer_id.encode()).hexdigest()[:16]


def offer_orders(view: View, category: str, keys: Iterable[int]) -> dict[int, tuple[int, int]]:
    """The places of own offers among all ids (offer, publisher), for those that the benchmarks know of."""
    if view.benchmarks is None:
        return {}
    by_key = _places(view.benchmarks.folder, category, view.scope.publisher_id)
    known = {key: by_key.get(offer_key(offers(view)[key].offer_id)) for key in keys}
    return {key: place for key, place in known.items() if place is not None}


@lru_cache(maxsize=1024)
def _places(folder: Path, category: str, publisher_id: str) -> dict[str, tuple[int, int]]:
    frames = [shared_curves(folder, category, granularity, 0) for granularity in Granularity]
    rows = pd.concat(frames).drop_duplicates(["publisher_key", "offer_key"])
    rows = rows[rows["publisher_key"] == publisher_key(publisher_id)]
    places = zip(integers(rows["offer_order"]), integers(rows["publisher_order"]), strict=True)
    return dict(zip(rows["offer_key"], places, strict=True))


def other_curves(folder: Path, category: str, granularity: Granularity, step: int, publisher_id: str) -> pd.DataFrame:
    """Rows of the benchmarks of all publishers but one, for a folded category; `step` 0 is now, 1 one step back."""
    frame = shared_curves(folder, category, granularity, step)
    return frame[frame["publisher_key"] != publisher_key(publisher_id)]


@lru_cache(maxsize=256)
def shared_curves(folder: Path, category: str, granularity: Granularity, step: int) -> pd.DataFrame:
    """Rows of the benchmarks for a folded category; callers must not change them."""
    frame = _read_curves(folder)
    chosen = frame["category_folded"] == category
    return frame[chosen & (frame["granularity"] == granularity.value) & (frame["step"] == step)]


@lru_cache(maxsize=_KEPT)
def _read_curves(folder: Path) -> pd.DataFrame:
    frame: pd.DataFrame = pq.read_table(folder / "curves.parquet").to_pandas()
    return frame


@lru_cache(maxsize=1024)
def _pool_others(
    folder: Path, category: str, granularity: Granularity, publisher_id: str, rules: Rules
) -> dict[int, tuple[int, int]]:
    """Eligible and retained of the others, for each period in which enough publishers have enough eligible accounts."""
    rows = other_curves(folder, category, granularity, 0, publisher_id)
    sums = rows.groupby(["n", "publisher_key"], as_index=False)[["eligible", "retained"]].sum()
    entering = sums[sums["eligible"] >= rules.minimum_accounts]
    pooled = entering.groupby("n").agg(
        publishers=("publisher_key", "count"), eligible=("eligible", "sum"), retained=("retained", "sum")
    )
    enough = pooled[pooled["publishers"] >= rules.minimum_publishers]
    return dict(zip(_index(enough.index), zip(*_columns(enough), strict=True), strict=True))


def _index(index: Iterable[object]) -> list[int]:
    return [int(str(each)) for each in index]


def _columns(frame: pd.DataFrame) -> tuple[list[int], list[int]]:
    return integers(frame["eligible"]), integers(frame["retained"])
