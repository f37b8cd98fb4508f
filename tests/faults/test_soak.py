"""The soak of exports, in a minute or two on a small home: one kill, a few clients, a full disk."""

from pathlib import Path

from bench.homes import Edition, furnish, write_plain
from bench.soak.interrupted import Killing, soak_exports

ROWS = 200_000
"""Of usage: the longest list takes a moment to export, in which a blow can fall."""


def test_an_export_outlives_its_worker_and_a_full_disk(tmp_path: Path) -> None:
    home = tmp_path / "home"
    furnish(home, Edition(lambda reports: write_plain(reports, ROWS), "1GB"))
    plan = Killing(kills=1, rows=10_000, clients=5, pause=0.5, filtered=3, tokens=1, memory="1GB")
    found = {result.name: result for result in soak_exports(home, plan, lambda _: None)}
    if "mounted" in found["export: on a full disk"].note:
        del found["export: on a full disk"]
    assert [f"{each.name}: {each.note}" for each in found.values() if not each.holds] == []
    assert found["export: kills"].ours == 1
    assert found["export: rows"].ours == found["export: rows"].baseline
    assert found["export: rows"].ours > 10_000
