"""Where the loads of an installation are made, as its settings say."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from app.clock import now
from app.depots import changing, reading
from app.exporting.keeping import keeping
from app.reconciliation import reconcile_with_lake
from app.secret import read_secret
from app.settings import Settings
from app.shelving import forget_removed_parts
from db.records.engine import Records
from db.watched import open_watched
from services.loading.place import LoadPlace
from services.loading.watching import Watcher

_log = logging.getLogger("holdfast.loads")


def open_load_place(settings: Settings, records: Records, clock: Callable[[], datetime] = now) -> LoadPlace:
    """The place that servers and the worker share; `clock`: that of the records where leases are taken."""

    async def settle(publisher_id: str) -> None:
        with reading(settings) as depot:
            await reconcile_with_lake(records, depot, publisher_id)

    return LoadPlace(
        records=records,
        home=settings.home,
        secret=read_secret(settings),
        memory_limit=settings.memory_of_loads,
        threads=settings.threads_of_exports,
        lease=timedelta(seconds=settings.load_lease_seconds),
        clock=clock,
        changing=partial(changing, settings, "holdfast load-worker", _log.info),
        keeping=lambda: keeping(settings),
        built=partial(forget_removed_parts, settings),
        settle=settle,
        most_bytes=settings.load_bytes,
        most_unpacked=settings.load_unpacked_bytes,
    )


def open_watcher(settings: Settings, place: LoadPlace) -> Watcher | None:
    """Who looks at the watched place; None where there is none. OperationError where it is of an unknown kind."""
    if settings.watch_place is None:
        return None
    return Watcher(place, open_watched(settings.watch_place), timedelta(seconds=settings.watch_seconds))
