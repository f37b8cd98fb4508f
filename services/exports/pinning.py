"""The view of an export: of who asked, on the parts that were current when it was asked for."""

from db.records.models import ExportRow
from db.snapshots import Snapshot
from domain.errors import NoSnapshotError
from domain.scope import Scope
from services.view import House, View


def open_pinned(house: House, row: ExportRow) -> View:
    """The view that an export was asked for on; NoSnapshotError where its data is no longer kept."""
    scope = Scope(row.publisher_id, row.role, row.member, row.member_id)
    holds = house.snapshots.begin()
    part = house.snapshots.part(row.publisher_id, row.part_id, holds)
    benchmarks = None
    if row.benchmarks_id is not None:
        benchmarks = house.snapshots.benchmarks_part(row.benchmarks_id, row.benchmarks_day or "", holds)
        if benchmarks is None:
            raise NoSnapshotError("the benchmarks of the request are no longer kept; ask for it again")
    parts = {row.publisher_id: row.part_id}
    snapshot = Snapshot("export", row.created_at, parts, row.benchmarks_id, row.benchmarks_day, {})
    return View(scope, part, benchmarks, snapshot, house, holds)


def check_kept(view: View) -> None:
    """Raises NoSnapshotError where the part was deleted meanwhile: after an erasure nothing of it may be given out."""
    view.house.snapshots.check_kept(view.part.publisher_id, view.part.part_id)
