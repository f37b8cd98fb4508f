"""What a benchmark finds: our figure, its baseline's and whether the goal holds; as a table and as bench/results.json."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True, slots=True)
class Result:
    """Figures in one unit, medians; `ratio` is ours / baseline, None without a baseline; `goal` in words, `holds` whether it is met."""

    name: str
    unit: str
    ours: float
    baseline: float | None
    goal: str
    holds: bool
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours divided by the baseline's."""
        return None if not self.baseline else self.ours / self.baseline


def write_results(size: str, found: Sequence[Result], path: Path = RESULTS) -> None:
    """Writes the results of a size; those of other sizes stay."""
    kept = orjson.loads(path.read_bytes()) if path.exists() else {}
    kept[size] = [{**asdict(result), "ratio": result.ratio} for result in found]
    path.write_bytes(orjson.dumps(kept, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")


def show(result: Result) -> str:
    """A result as a line of the table."""
    baseline = "" if result.baseline is None else f"{result.baseline:12.2f}"
    ratio = "" if result.ratio is None else f"{result.ratio:8.3f}"
    verdict = "holds" if result.holds else "MISSED"
    return f"{result.name:48} {result.ours:12.2f} {baseline:12} {ratio:8} {result.unit:8} {verdict:6} {result.goal} {result.note}"
