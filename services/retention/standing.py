"""An offer's standing: its rank among the offers of its category at the horizon, and how the category scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.filters import Segment
from domain.measures import BenchmarkScope, Granularity
from services.catalogue.offers import fold_category
from services.catalogue.offers import offers as catalogue_offers
from services.retention.benchmark import is_shared
from services.retention.ranking import Ranking, rank_category
from services.retention.slice import open_whole
from services.view import View


@dataclass(frozen=True, slots=True)
class ScoreBucket:
    """Offers whose score is in [from_, to); the last bucket is 1.0 alone."""

    from_: float
    to: float
    offers: int


@dataclass(frozen=True, slots=True)
class CategoryStanding:
    """Rank 1 is best; rank_change is positive for the better; mean and median scores are rounded to 0.01."""

    category: str
    scope: BenchmarkScope
    rank: int
    rank_change: int | None
    score: float
    total_offers: int
    total_customers: int
    offers_behind: int
    mean_score: float
    median_score: float
    distribution: tuple[ScoreBucket, ...]


@dataclass(frozen=True, slots=True)
class _CategoryScores:
    now: Ranking
    before: Ranking
    mean: float
    median: float
    distribution: tuple[ScoreBucket, ...]


def ask_standings(
    view: View, offers: Sequence[int], granularity: Granularity, segment: Segment
) -> dict[int, CategoryStanding | None]:
    """The standing of each offer (keys); None for a segment, without a category and without eligible accounts at the horizon."""
    known = catalogue_offers(view)
    compared = [offer for offer in offers if is_shared(known[offer].category, segment)]
    categories = {fold_category(known[offer].category) for offer in compared}
    scores = {category: _score_category(view, category, granularity) for category in categories}
    found: dict[int, CategoryStanding | None] = dict.fromkeys(offers)
    for offer in compared:
        category = known[offer].category
        found[offer] = _standing(offer, category, scores[fold_category(category)])
    return found


def _score_category(view: View, category: str, granularity: Granularity) -> _CategoryScores:
    key = ("standing", category, granularity)
    return view.once(open_whole(view), key, lambda: _rank_and_score(view, category, granularity))


def _rank_and_score(view: View, category: str, granularity: Granularity) -> _CategoryScores:
    now = rank_category(view, category, granularity, step=0)
    before = rank_category(view, category, granularity, step=1)
    scores = sorted(contender.score for contender in now.contenders)
    return _CategoryScores(now, before, *_centre(scores), _distribution(now))


def _standing(offer: int, category: str, scores: _CategoryScores) -> CategoryStanding | None:
    rank = scores.now.ranks.get(offer)
    if rank is None:
        return None
    contenders = scores.now.contenders
    own = contenders[rank - 1]
    return CategoryStanding(
        category=category,
        scope=scores.now.scope,
        rank=rank,
        rank_change=_rank_change(offer, rank, scores),
        score=own.retained / own.eligible,
        total_offers=len(contenders),
        total_customers=sum(contender.day0 for contender in contenders),
        offers_behind=len(contenders) - rank,
        mean_score=scores.mean,
        median_score=scores.median,
        distribution=scores.distribution,
    )


def _rank_change(offer: int, rank: int, scores: _CategoryScores) -> int | None:
    before = scores.before.ranks.get(offer)
    return None if before is None or scores.before.scope is not scores.now.scope else before - rank


def _centre(scores: Sequence[Fraction]) -> tuple[float, float]:
    """Mean and median of sorted scores; 0 where there are none, which no standing shows."""
    if not scores:
        return 0.0, 0.0
    middle = len(scores) // 2
    median = scores[middle] if len(scores) % 2 else (scores[middle - 1] + scores[middle]) / 2
    return _hundredths(sum(scores, Fraction(0)) / len(scores)), _hundredths(median)


def _hundredths(value: Fraction) -> float:
    return round(value * 100) / 100


def _distribution(ranking: Ranking) -> tuple[ScoreBucket, ...]:
    buckets = [10 * contender.retained // contender.eligible for contender in ranking.contenders]
    return tuple(ScoreBucket(each / 10, min(each + 1, 10) / 10, buckets.count(each)) for each in range(11))
