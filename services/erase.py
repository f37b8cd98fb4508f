"""Erases a customer everywhere: from the lake, from the publisher's part, from older parts and from the snapshots that name them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.depot import Depot, list_files
from db.lake import loads
from services.build.renewal import Renewal, renew_part
from services.load.erasure import erase_from_lake
from services.load.progress import Progress


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """Rows taken out of the lake, the part published instead, and the snapshots and parts that were deleted."""

    publisher_id: str
    rows: int
    renewal: Renewal


def erase(
    home: Path,
    publisher_id: str,
    customer_id: str,
    *,
    secret: bytes,
    erased_at: datetime,
    memory_limit: str,
    threads: int,
    progress: Progress | None = None,
    depot: Depot | None = None,
) -> ErasureReport:
    """Takes a customer out of a publisher's data and leaves keyed hashes of its ids, so that later loads cannot bring it back.

    The publisher's part is built and published anew for the day it spoke for, under a new id; its old parts, and the snapshots that name
    them, are deleted at once. Killed at any instant, it can be run again and finishes the work. NotFoundError where the lake neither knows
    the customer nor has erased it before.
    """
    depot = depot or Depot(home)
    depot.bring_files(list_files(loads(home, publisher_id)))
    erased = erase_from_lake(home, publisher_id, customer_id, secret, memory_limit=memory_limit, threads=threads)
    depot.close_lake(publisher_id)
    renewal = renew_part(
        home,
        publisher_id,
        built_at=erased_at,
        memory_limit=memory_limit,
        threads=threads,
        progress=progress,
        depot=depot,
    )
    return ErasureReport(publisher_id, erased.rows, renewal)
