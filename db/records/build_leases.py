"""Who publishes what was loaded: all that waits at once, by one worker, taken up again where that one dies."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select, update

from db.records.engine import Records
from db.records.load_leases import MOST_DEATHS, MOST_FAILURES
from db.records.models import LoadJobRow
from domain.loads import BuildStatus

_FREE: Mapping[str, object] = {"lease_owner": None, "lease_end": None}


def _due(now: datetime) -> ColumnElement[bool]:
    """Whether a build is to be begun for it now: it waits and its time has come, or its builder's lease is over."""
    over = or_(col(LoadJobRow.lease_end).is_(None), col(LoadJobRow.lease_end) <= now)
    return and_(col(LoadJobRow.build).in_((BuildStatus.WAITING, BuildStatus.RUNNING)), over)


def _held(owner: str) -> ColumnElement[bool]:
    return and_(col(LoadJobRow.build) == BuildStatus.RUNNING, col(LoadJobRow.lease_owner) == owner)


async def waits_since(records: Records, now: datetime) -> datetime | None:
    """When the oldest load ended that waits to be published now; None where none waits."""
    async with records.reading() as session:
        return (await session.exec(select(func.min(LoadJobRow.ended_at)).where(_due(now)))).one()


async def take_builds(records: Records, owner: str, now: datetime, length: timedelta) -> int:
    """Takes all loads that wait to be published, for one build; gives how many. Those over which builders died too often are given up."""
    async with records.writing() as session:
        died = and_(_due(now), col(LoadJobRow.build) == BuildStatus.RUNNING)
        await session.exec(update(LoadJobRow).where(died).values(deaths=col(LoadJobRow.deaths) + 1))
        hopeless = and_(_due(now), col(LoadJobRow.deaths) > MOST_DEATHS)
        told = {"build": BuildStatus.FAILED, "error": "its builders died too often; run `./holdfast build`", **_FREE}
        await session.exec(update(LoadJobRow).where(hopeless).values(**told))
        values = {"build": BuildStatus.RUNNING, "lease_owner": owner, "lease_end": now + length}
        return int((await session.exec(update(LoadJobRow).where(_due(now)).values(**values))).rowcount)


async def renew_builds(records: Records, owner: str, end: datetime) -> bool:
    """Holds them until another moment; False where none is the worker's any more."""
    return await _change(records, owner, {"lease_end": end})


async def give_builds_back(records: Records, owner: str) -> bool:
    """They wait again, for a worker that ends."""
    return await _change(records, owner, {"build": BuildStatus.WAITING, **_FREE})


async def finish_builds(records: Records, owner: str, snapshot: str) -> bool:
    """They are published with a snapshot."""
    values = {"build": BuildStatus.BUILT, "snapshot": snapshot, "failures": 0, "deaths": 0}
    return await _change(records, owner, {**values, **_FREE})


async def fail_builds(records: Records, owner: str, error: str, now: datetime, wait: timedelta | None) -> None:
    """They wait for another attempt after `wait`; given up, saying why, without one, or after MOST_FAILURES attempts."""
    async with records.writing() as session:
        for row in await session.exec(select(LoadJobRow).where(_held(owner)).with_for_update()):
            row.failures += 1
            row.lease_owner = None
            if wait is not None and row.failures < MOST_FAILURES:
                row.build, row.lease_end = BuildStatus.WAITING, now + wait
            else:
                row.build, row.error, row.lease_end = BuildStatus.FAILED, error, None


async def _change(records: Records, owner: str, values: Mapping[str, object]) -> bool:
    async with records.writing() as session:
        return (await session.exec(update(LoadJobRow).where(_held(owner)).values(**values))).rowcount > 0
