"""Exports as those who ask for them see them: taken in, found, listed, canceled."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, inspect, or_
from sqlmodel import col, select, update

from db.records.engine import Records
from db.records.models import ExportRow
from domain.export_rules import ExportStatus
from domain.scope import Role, Scope

ACTIVE = (ExportStatus.QUEUED, ExportStatus.RUNNING)
"""States in which work is still to be done."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of a list: at most `size` of those older than `after` and newer than `before`, from the oldest where backward."""

    size: int
    after: ExportRow | None = None
    before: ExportRow | None = None
    backward: bool = False


def visible_to(scope: Scope) -> list[ColumnElement[bool]]:
    """The exports that an asker may see: an owner the publisher's, a contributor those it asked for as one."""
    seen = [col(ExportRow.publisher_id) == scope.publisher_id]
    if scope.role is not Role.OWNER:
        seen += [col(ExportRow.member_id) == scope.member_id, col(ExportRow.role) == scope.role]
    return seen


async def add_export(records: Records, row: ExportRow, most: int) -> bool:
    """Takes an export in; False, and nothing is kept, where so many of the publisher's are unfinished already."""
    unfinished = select(func.count()).where(
        col(ExportRow.publisher_id) == row.publisher_id, col(ExportRow.status).in_(ACTIVE)
    )
    async with records.writing() as session:
        if (await session.exec(unfinished)).one() >= most:
            return False
        session.add(row)
    return True


async def find_exports(records: Records, scope: Scope, ids: Collection[str]) -> dict[str, ExportRow]:
    """The exports of these ids that the asker may see, by id."""
    async with records.reading() as session:
        found = await session.exec(select(ExportRow).where(col(ExportRow.id).in_(ids), *visible_to(scope)))
        return {row.id: row for row in found}


async def list_exports(records: Records, scope: Scope, window: Window) -> Sequence[ExportRow]:
    """A stretch of the exports that the asker may see, the newest first, or the oldest first where the window is counted from the end."""
    statement = select(ExportRow).where(*visible_to(scope))
    if window.after is not None:
        statement = statement.where(_older(window.after))
    if window.before is not None:
        statement = statement.where(_newer(window.before))
    moment, tie = col(ExportRow.created_at), col(ExportRow.id)
    order = (moment, tie) if window.backward else (moment.desc(), tie.desc())
    async with records.reading() as session:
        return tuple(await session.exec(statement.order_by(*order).limit(window.size)))


async def count_exports(records: Records, scope: Scope) -> int:
    """How many exports the asker may see."""
    async with records.reading() as session:
        return (await session.exec(select(func.count()).select_from(ExportRow).where(*visible_to(scope)))).one()


async def count_waiting(records: Records) -> int:
    """How many exports wait for a worker, of all publishers."""
    async with records.reading() as session:
        waiting = select(func.count()).select_from(ExportRow).where(col(ExportRow.status) == ExportStatus.QUEUED)
        return int((await session.exec(waiting)).one())


def _older(row: ExportRow) -> ColumnElement[bool]:
    moment = col(ExportRow.created_at)
    return or_(moment < row.created_at, and_(moment == row.created_at, col(ExportRow.id) < row.id))


def _newer(row: ExportRow) -> ColumnElement[bool]:
    moment = col(ExportRow.created_at)
    return or_(moment > row.created_at, and_(moment == row.created_at, col(ExportRow.id) > row.id))


async def cancel_export(records: Records, export_id: str, now: datetime) -> bool:
    """Ends an export that is queued or runs, whose worker notices; False where it had ended already."""
    async with records.writing() as session:
        done = await session.exec(
            update(ExportRow)
            .where(col(ExportRow.id) == export_id, col(ExportRow.status).in_(ACTIVE))
            .values(status=ExportStatus.CANCELED, ended_at=now, request=None, lease_owner=None, lease_end=None)
        )
        return done.rowcount == 1


async def parts_in_use(records: Records) -> frozenset[str]:
    """Ids of the parts and benchmarks that queued and running exports read."""
    named = select(ExportRow.part_id, ExportRow.benchmarks_id).where(col(ExportRow.status).in_(ACTIVE))
    async with records.reading() as session:
        return frozenset(each for pair in await session.exec(named) for each in pair if each is not None)


async def knows_exports(records: Records) -> bool:
    """Whether there are records of exports at all: a home that only loads and builds has none, and need not make any."""
    file = records.sqlite_file
    if file is not None and not file.exists():
        return False
    async with records.engine.connect() as connection:
        return await connection.run_sync(lambda sync: inspect(sync).has_table(str(ExportRow.__tablename__)))
