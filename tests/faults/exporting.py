"""A home with long exports, its queue, and worker processes on it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from app.clock import now
from app.exporting.place import open_desk, open_place
from app.reconciliation import ready_records
from app.settings import PREFIX, Settings
from app.shell import open_house
from db.exports import open_store
from domain.export_rules import ExportStatus
from domain.exports import ExportReport, ExportRequest
from domain.pages import PageRequest
from domain.scope import Role, Scope
from services.exports.desk import ExportDesk
from services.exports.export import Export
from services.exports.making import Workplace
from services.exports.sweeping import sweep
from tests.app.conftest import SECRET, make_settings, publish_empty_load
from tests.app.exporting import write_big_part
from tests.faults.processes import Running, do_nothing, start
from tests.parts import make_view

OWNER = Scope("acme", Role.OWNER, "tests")
ASKED = ExportRequest(ExportReport.CUSTOMER_DETAILS)
LEASE = "1"
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Exporting:
    """A home whose acme has so many customers: the records say so, and nothing is exported yet."""

    settings: Settings
    customers: int

    @property
    def home(self) -> Path:
        return self.settings.home

    def start_worker(self, prepare: Callable[[], None] = do_nothing) -> Running:
        """A worker process, whose leases last a second."""
        given = {f"{PREFIX}SECRET": SECRET, f"{PREFIX}EXPORT_LEASE_SECONDS": LEASE}
        return start(self.home, "export-worker", prepare=prepare, settings=given)

    def run(self, work: Callable[[ExportDesk, Workplace], Awaitable[Told]]) -> Told:
        """Runs work at the desk of a process of its own, as it were."""

        async def all_of_it() -> Told:
            async with ready_records(self.settings) as records:
                place = open_place(self.settings, records)
                return await work(open_desk(self.settings, place), place)

        return asyncio.run(all_of_it())

    def request(self) -> str:
        """Queues an export of all customers and gives its id."""

        async def ask(desk: ExportDesk, _place: Workplace) -> str:
            house = open_house(self.settings, "256MB", 1)
            export = await desk.request(house.view(OWNER), ASKED)
            house.warehouse.close()
            assert export.status is ExportStatus.QUEUED
            return export.export_id

        return self.run(ask)

    def find(self, export_id: str) -> Export:
        """An export as it is now."""
        return self.run(lambda desk, _place: desk.find(OWNER, export_id))

    def wait_for(self, export_id: str, *wanted: ExportStatus) -> Export:
        """The export once it is in one of these states."""

        async def follow(desk: ExportDesk, _place: Workplace) -> Export:
            async for export in desk.follow(OWNER, export_id):
                if export.status in wanted:
                    return export
            raise AssertionError(f"{export.status} and never {wanted}")

        return self.run(follow)

    def cancel(self, export_id: str) -> Export:
        """Cancels an export."""
        return self.run(lambda desk, _place: desk.cancel(OWNER, export_id))

    def list_all(self) -> tuple[Export, ...]:
        """All exports, the newest first."""

        async def ask(desk: ExportDesk, _place: Workplace) -> tuple[Export, ...]:
            house = open_house(self.settings, "256MB", 1)
            page = await desk.page(OWNER, house.signer, PageRequest(1000), with_total=False)
            house.warehouse.close()
            return tuple(page.rows)

        return self.run(ask)

    def read(self, export: Export) -> bytes:
        """The bytes of a file, which are those that the records speak of."""
        assert export.file is not None
        assert export.bytes is not None
        data = open_store(self.settings.exports_place).read(export.file, 0, export.bytes + 1)
        assert (len(data), sha256(data).hexdigest()) == (export.bytes, export.sha256)
        return data

    def sweep(self) -> int:
        """Sweeps, and gives how many files were nobody's."""
        return self.run(lambda _desk, place: sweep(place, now()))

    def list_files(self) -> list[str]:
        """Every file and folder below the place of exports."""
        return sorted(str(path.relative_to(self.home / "exports")) for path in (self.home / "exports").rglob("*"))


def make_exporting(home: Path, customers: int) -> Exporting:
    """Makes such a home."""
    publish_empty_load(home, "acme", "Acme Oy")
    make_view(home, [write_big_part(home, "acme", "part-1", customers, 1)]).house.warehouse.close()
    return Exporting(make_settings(home, export_lease_seconds=float(LEASE), memory_limit="512MB"), customers)
