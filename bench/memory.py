"""What a server holds in memory once every widget of every publisher was asked for.

`python -m bench.memory HOME` on a built home.
"""

import argparse
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pyarrow.parquet as pq

from bench.dashboards import PAGES
from bench.keep_alive import UnexpectedAnswerError
from bench.results import Result, show
from bench.serving import environment, make_token, serve_home
from db.parts import Part
from db.snapshots import SnapshotStore
from domain.errors import NoSnapshotError
from domain.measures import Granularity, RangePreset

_GOAL = 1000.0


def measure_memory(home: Path) -> list[Result]:
    """Megabytes that the process holds (VmRSS) after both pages of every publisher, each offer and each preset range."""
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
        given = environment(home, Path(folder))
        parts = _open_parts(home)
        tokens = {part.publisher_id: make_token(given, part.publisher_id) for part in parts}
        with serve_home(given) as ours:
            before = _held(ours.process_id, "VmRSS")
            asked = [_ask(ours.address, tokens[part.publisher_id], body) for part in parts for body in _pages(part)]
            after, most = _held(ours.process_id, "VmRSS"), _held(ours.process_id, "VmHWM")
    note = (
        f"{before:.0f} MB after the start, {most:.0f} at most; {len(asked)} pages, {sum(asked) / 1e6:.1f} MB of answers"
    )
    return [Result("server memory, every widget", "MB", after, None, f"under {_GOAL:.0f} MB", after < _GOAL, note)]


def _open_parts(home: Path) -> list[Part]:
    store = SnapshotStore(home)
    snapshot = store.current()
    if snapshot is None:
        raise NoSnapshotError(f"{home}: nothing is built there")
    return [store.part(publisher_id, part_id) for publisher_id, part_id in snapshot.parts.items()]


def _pages(part: Part) -> Iterator[dict[str, Any]]:
    customers, retention = ((PAGES / f"{name}.graphql").read_text() for name in ("customers", "retention"))
    for preset in RangePreset:
        yield {"query": customers, "variables": {"range": {"preset": preset.value}}}
    for offer_id in pq.read_table(part.table("offers"), columns=["offer_id"])["offer_id"].to_pylist():
        for granularity in Granularity:
            yield {"query": retention, "variables": {"offerId": offer_id, "granularity": granularity.value}}


def _ask(address: str, token: str, body: dict[str, Any]) -> int:
    """The bytes of the answer."""
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    answer = httpx2.post(address, content=orjson.dumps(body), headers=headers, timeout=60)
    if answer.status_code != 200 or b'"errors"' in answer.content:
        raise UnexpectedAnswerError(answer.text)
    return len(answer.content)


def _held(process_id: int, name: str) -> float:
    found = re.search(rf"{name}:\s+(\d+) kB", Path(f"/proc/{process_id}/status").read_text())
    assert found is not None
    return int(found[1]) / 1000


def main() -> None:
    """Prints a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    for result in measure_memory(parser.parse_args().home):
        print(show(result), flush=True)


if __name__ == "__main__":
    main()
