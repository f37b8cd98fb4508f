"""What a soak found, held against what it must hold."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import inf
from statistics import fmean, median

from bench.results import Result
from bench.soak.asking import Verdict
from bench.soak.driving import Driven, Outcome
from bench.soak.questions import Kind
from bench.soak.watching import Memory

_SLOWER = 10.0
_FLAT = 0.10
_SERVED = 0.80
_NORMAL = 2.0
_STRETCHES = 10
"""A run is cut into so many: minutes, where it takes ten of them."""


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of them does not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def medians_of(stretches: Iterable[Driven]) -> Mapping[Kind, float]:
    """Milliseconds of each class; what was not answered rightly does not count."""
    right = [each for driven in stretches for each in driven.outcomes if each.judged.verdict is Verdict.RIGHT]
    kinds = {each.kind for each in right}
    return {kind: median(each.seconds for each in right if each.kind is kind) * 1000 for kind in kinds}


def judge_answers(name: str, driven: Driven, refusals: bool) -> Result:
    """Whether every answer was right, or refused where refusals are allowed."""
    refused, wrong = driven.count(Verdict.REFUSED), driven.count(Verdict.WRONG)
    bad = wrong if refusals else wrong + refused
    goal = "every answer right, 429 or 503" if refusals else "every answer right"
    whys = Counter(each.judged.why for each in driven.outcomes if each.judged.why)
    note = "; ".join(f"{number} x {why}" for why, number in whys.most_common(3))
    return judge_fact(f"{name}: answers amiss", bad, goal, not bad, f"{len(driven.outcomes):,} asked. {note}")


def judge_times(driven: Driven, alone: Mapping[Kind, float]) -> list[Result]:
    """The slowest hundredth of each class against one client's median."""
    found = []
    for kind, before in alone.items():
        outcomes = driven.of(kind)
        late = percentile([each.seconds for each in outcomes], 0.99) * 1000
        note = f"{len(outcomes):,} asked, {_spread(outcomes)}" if outcomes else ""
        goal = f"{_SLOWER:g}x one client's median or less"
        found.append(Result(f"steady: {kind.value}, p99", "ms", late, before, goal, late <= _SLOWER * before, note))
    return found


def _spread(outcomes: Sequence[Outcome]) -> str:
    """The median, and the 99th percentiles of the stretches: a slow minute of the machine is told from a slow service."""
    ordered = sorted(outcomes, key=lambda each: each.due)
    length = max(len(ordered) // _STRETCHES, 1)
    stretches = [ordered[start : start + length] for start in range(0, len(ordered), length)][:_STRETCHES]
    lates = " ".join(f"{percentile([each.seconds for each in stretch], 0.99) * 1000:.0f}" for stretch in stretches)
    return f"median {median(each.seconds for each in outcomes) * 1000:.1f} ms, p99 of tenths {lates}"


def judge_fact(name: str, found: float, goal: str, holds: bool, note: str = "") -> Result:
    """A fact that holds or does not."""
    return Result(name, "", found, None, goal, holds, note)


def judge_memory(memory: Memory) -> Result:
    """The last tenth of a run against its third."""
    held = [sum(both) for both in zip(memory.server, memory.workers, strict=True)]
    length = max(len(held) // _STRETCHES, 1)
    third, last = fmean(held[2 * length : 3 * length] or held), fmean(held[-length:])
    workers = fmean(memory.workers[-length:])
    note = f"of it {workers:.0f} MB the worker's; {max(held):.0f} MB at most"
    goal = f"within {_FLAT:.0%} of the third tenth"
    return Result("steady: memory in the last tenth", "MB", last, third, goal, abs(last - third) <= _FLAT * third, note)


def judge_overload(driven: Driven, capacity: Driven, alone: Mapping[Kind, float]) -> list[Result]:
    """Right answers a second against those of the capacity: by number, and by the work that one client's medians say is in them."""
    goal = f"{_SERVED:.0%} of the capacity or more"
    rate, least = driven.rate, _SERVED * capacity.rate
    work, before = (work_of(each, alone) for each in (driven, capacity))
    refused = f"{driven.count(Verdict.REFUSED):,} refused"
    shares = "answered of asked: " + ", ".join(f"{kind.value} {_share(driven, kind):.0%}" for kind in alone)
    return [
        Result("overload: right answers", "1/s", rate, capacity.rate, goal, rate >= least, refused),
        Result("overload: work in them", "ms/s", work, before, goal, work >= _SERVED * before, shares),
    ]


def judge_after(after: Sequence[Driven], alone: Mapping[Kind, float]) -> list[Result]:
    """One client's medians some seconds after the overload against those before it."""
    medians = medians_of(after)
    amiss = judge_answers(
        "after", Driven(list(chain.from_iterable(each.outcomes for each in after)), 1), refusals=False
    )
    goal = f"{_NORMAL:g}x that before or less"
    return [amiss, *(_judge_median(kind, medians.get(kind, inf), before, goal) for kind, before in alone.items())]


def _judge_median(kind: Kind, found: float, before: float, goal: str) -> Result:
    return Result(f"after: {kind.value}, median", "ms", found, before, goal, found <= _NORMAL * before)


def work_of(driven: Driven, alone: Mapping[Kind, float]) -> float:
    """Milliseconds of one client's medians that are in the right answers of a second."""
    right = Counter(each.kind for each in driven.outcomes if each.judged.verdict is Verdict.RIGHT)
    return sum(number * alone[kind] for kind, number in right.items()) / driven.seconds


def _share(driven: Driven, kind: Kind) -> float:
    asked: Sequence[Outcome] = driven.of(kind)
    return sum(each.judged.verdict is Verdict.RIGHT for each in asked) / max(len(asked), 1)
