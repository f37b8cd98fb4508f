"""The soak of mixed load runs in seconds on a small home: every answer is right."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.homes import Edition, furnish, write_plain
from bench.soak.mixed import Plan, soak
from bench.soak.questions import Kind

ROWS = 30_000
SHORT = Plan(
    alone=0.3, capacity=1, turns=1, steady=3, overload=1.5, rest=0.5, tokens=1, filtered=6, memory="1GB"
)  # too short to time anything


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A built home."""
    folder = tmp_path_factory.mktemp("soak") / "home"
    furnish(folder, Edition(lambda reports: write_plain(reports, ROWS), "1GB"))
    yield folder


def test_mixed_load_is_answered_rightly_and_refused_properly(home: Path) -> None:
    before = sorted(path.name for path in home.iterdir())
    told: list[str] = []
    found = {result.name: result for result in soak(home, SHORT, told.append)}
    for name in ("capacity: answers amiss", "overload: answers amiss", "after: answers amiss"):
        assert (found[name].ours, found[name].holds) == (0, True), found[name].note
    assert found["steady: exports followed"].holds, found["steady: exports followed"].note
    assert {name for name in found if name.endswith("p99")} == {f"steady: {kind.value}, p99" for kind in Kind}
    assert len(found) == 18
    assert found["steady: memory in the last tenth"].ours > 100
    assert sorted(path.name for path in home.iterdir()) == before
