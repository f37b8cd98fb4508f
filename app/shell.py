"""What a serving process holds from start to end: settings, records, authentication and the house of the questions."""

from asyncio import Event
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from anyio.to_thread import run_sync

from app.authentication import Authentication
from app.clock import now
from app.exporting.place import open_desk, open_place
from app.ledger import keeping_trail
from app.loading.place import open_load_place
from app.oidc.tokens import open_member_tokens
from app.reconciliation import ready_records
from app.records_clock import RecordsClock
from app.replication import look_once
from app.secret import read_secret
from app.settings import Settings
from db.addresses import open_storage
from db.ledgers import KEPT_LEDGERS, Ledgers
from db.opening import open_warehouse
from db.parts import PARTS_FOLDER
from db.records.engine import Records, open_records
from db.records.known import KnownPublisher
from db.records.registry import Registry, open_registry
from db.records.trail import Trail
from db.snapshots import SnapshotStore
from domain.audit import COMMAND_LINE
from domain.scope import Scope
from resolvers.context import Context, Publisher
from resolvers.workers import step_back
from services.audit import Audit
from services.cursors import CursorSigner
from services.exports.desk import ExportDesk
from services.exports.making import Workplace
from services.loading.place import LoadPlace
from services.observing import Observe, ignore
from services.replica import Replica
from services.slices import Slices
from services.view import House, Rules


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything that a request needs and that outlives it."""

    settings: Settings
    records: Records
    registry: Registry
    authentication: Authentication
    house: House
    trail: Trail
    place: Workplace
    exports: ExportDesk
    loads: LoadPlace
    clock: RecordsClock
    closing: Event = field(default_factory=Event)
    """Set when the process is told to end: streams end then, since the process waits for them."""

    async def publisher(self, publisher_id: str, now: datetime) -> Publisher:
        """What the records say of a publisher."""
        known = (await self.registry.known(now)).publishers
        if publisher_id not in known:
            known = (await self.registry.refreshed(now)).publishers
        return describe_publisher(publisher_id, known.get(publisher_id))

    async def close(self) -> None:
        """Gives back the connections; the engine goes with its last slice, since questions may still be running."""
        self.registry.close()
        await run_sync(self.house.warehouse.leave)
        await self.records.close()


def describe_publisher(publisher_id: str, known: KnownPublisher | None) -> Publisher:
    """A publisher as the API shows it; one that no record names is called by its id."""
    if known is None:
        return Publisher(publisher_id, publisher_id, "UTC")
    return Publisher(publisher_id, known.name, known.zone)


def open_house(
    settings: Settings, memory_limit: str, threads: int, observe: Observe = ignore, slice_bytes: int | None = None
) -> House:
    """The house of a home; its engine reads the parts and nothing else. `slice_bytes`: unless they are those of the settings."""
    snapshots = open_snapshots(settings)
    warehouse = open_warehouse(settings.warehouse, memory_limit, threads, [snapshots.home / PARTS_FOLDER])
    rules = Rules(settings.minimum_publishers, settings.minimum_accounts, settings.stale_after_hours)
    return House(
        warehouse,
        snapshots,
        Slices(warehouse, settings.slice_bytes if slice_bytes is None else slice_bytes, observe),
        CursorSigner(read_secret(settings)),
        rules,
    )


def open_snapshots(settings: Settings) -> SnapshotStore:
    """The snapshots of the home, or of the storage as this host keeps them."""
    if not settings.storage:
        return SnapshotStore(settings.home)
    storage = open_storage(settings.storage)
    kept = Ledgers(storage, settings.home / KEPT_LEDGERS)
    return Replica(storage, settings.home / "replica", settings.cache_bytes, kept)


def _open_house_behind(settings: Settings, observe: Observe) -> House:
    """A house whose engine's threads go behind the event loop, as those do that ask it."""
    with ThreadPoolExecutor(1, initializer=step_back) as thread:
        return thread.submit(
            open_house, settings, settings.memory_of_worker, settings.threads_of_worker, observe
        ).result()


def open_shell(settings: Settings, observe: Observe = ignore) -> Shell:
    """Opens all that one serving process needs; the records must have been migrated."""
    records = open_records(settings.records_url)
    registry = open_registry(records)
    clock = RecordsClock(records)
    place = open_place(settings, records, clock)
    trail = Trail(records)
    secret = read_secret(settings)
    return Shell(
        settings,
        records,
        registry,
        Authentication(registry, secret, trail, open_member_tokens(settings, secret)),
        _open_house_behind(settings, observe),
        trail,
        place,
        open_desk(settings, place),
        open_load_place(settings, records, clock),
        clock,
    )


@asynccontextmanager
async def open_context(settings: Settings, scope: Scope) -> AsyncIterator[Context]:
    """The context of one request that comes from the command line, where no server runs."""
    async with ready_records(settings) as records:
        registry = open_registry(records)
        known = (await registry.known(now())).publishers
        registry.close()
        publisher = describe_publisher(scope.publisher_id, known.get(scope.publisher_id))
        house = open_house(settings, settings.memory_of_command, settings.all_threads)
        look_once(house.snapshots)
        view = house.view(scope)
        trail = Trail(records)
        async with keeping_trail(trail, records, settings.audit_days):
            clock = RecordsClock(records)
            await clock.look()
            desk = open_desk(settings, open_place(settings, records, clock))
            yield Context(view, publisher, COMMAND_LINE, Audit(records, trail, scope), desk)
