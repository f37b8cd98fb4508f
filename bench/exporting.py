"""What it takes to export the longest list of a home: rows a second, and by how much the process grows.

`python -m bench.exporting HOME [--report RETENTION_DETAILS] [--format CSV] [--role owner]` on a built home. The list is that of the
offer with the most rows, or of the publisher with the most customers.
"""

import argparse
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

from bench.results import Result, show
from db.embedded import EmbeddedWarehouse
from db.snapshots import SnapshotStore
from domain.exports import ExportFormat, ExportReport, ExportRequest
from domain.scope import Role, Scope
from services.catalogue.offers import offers
from services.cursors import CursorSigner
from services.exports.lists import LISTS
from services.exports.writing import count_rows, write_export
from services.slices import Slices
from services.view import House, View

_GOAL = 200.0
_SECONDS = 300.0
"""For five million rows."""


def measure_export(home: Path, report: ExportReport, kind: ExportFormat, role: Role) -> list[Result]:
    """Rows a second and megabytes that the process grows by, of the longest list."""
    warehouse = EmbeddedWarehouse("1GB", 1, [home / "parts"])
    house = House(warehouse, SnapshotStore(home), Slices(warehouse, 1 << 30), CursorSigner(b"bench"))
    rows, view, request = max(_requests(house, report, kind, role), key=lambda each: each[0])
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-", dir=home) as folder:
        watch = _Watch()
        began = perf_counter()
        written = write_export(view, request, Path(folder) / "file", lambda _rows, _total: None)
        seconds = perf_counter() - began
        grown, of_it = watch.stop()
    name = f"export {report.value} {kind.value}"
    rate, goal = rows / seconds, 5_000_000 / _SECONDS
    note = f"{rows:,} rows, {written.bytes / 1e6:.0f} MB in {seconds:.1f} s as {role.value.lower()}"
    mapped = f"of it {of_it:.0f} MB of its own, the rest mapped files"
    return [
        Result(name, "rows/s", rate, None, f"over {goal:,.0f} rows/s", rate > goal, note),
        Result(f"{name}, memory", "MB", grown, None, f"under {_GOAL:.0f} MB", grown < _GOAL, mapped),
    ]


def _requests(
    house: House, report: ExportReport, kind: ExportFormat, role: Role
) -> Iterator[tuple[int, View, ExportRequest]]:
    snapshot = house.snapshots.current()
    for publisher_id in snapshot.parts if snapshot else ():
        view = house.view(Scope(publisher_id, role, "bench"))
        if report is ExportReport.CUSTOMER_DETAILS:
            requests = [ExportRequest(report, kind)]
        else:
            requests = [ExportRequest(report, kind, offer_id=offer.offer_id) for offer in offers(view).values()]
        yield from ((count_rows(view, request), view, request) for request in requests)


class _Watch:
    """Looks at what the process holds, from its making on, twenty times a second."""

    def __init__(self) -> None:
        self._before = (_held("VmRSS"), _held("RssAnon"))
        self._most = self._before
        self._stopped = Event()
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._stopped.wait(0.05):
            self._most = (max(self._most[0], _held("VmRSS")), max(self._most[1], _held("RssAnon")))

    def stop(self) -> tuple[float, float]:
        """Megabytes at most beyond those at the beginning: all, and those that are no files."""
        self._stopped.set()
        self._thread.join()
        return self._most[0] - self._before[0], self._most[1] - self._before[1]


def _held(name: str) -> float:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1000


def main() -> None:
    """Prints two lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument(
        "--report", choices=[each.value for each in LISTS], default=ExportReport.RETENTION_DETAILS.value
    )
    parser.add_argument("--format", choices=[each.value for each in ExportFormat], default=ExportFormat.CSV.value)
    parser.add_argument("--role", choices=[each.value.lower() for each in Role], default=Role.OWNER.value.lower())
    given = parser.parse_args()
    found = measure_export(given.home, ExportReport(given.report), ExportFormat(given.format), Role(given.role.upper()))
    for result in found:
        print(show(result), flush=True)


if __name__ == "__main__":
    main()
