"""Buckets of tokens that several processes borrow from, in lots: all that a process says and asks goes in one transaction."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import bindparam, text
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.records.engine import Records
from db.records.models import BucketRow, LotRow
from db.records.upserts import insert_into
from domain.lending import Grant, Lot, Pool, Terms, Wish, lend

Clock = Callable[[], int]
"""Gives microseconds."""


async def exchange(
    records: Records, holder: str, wishes: Mapping[str, Wish], terms: Terms, clock: Clock
) -> dict[str, Grant]:
    """What a process gets for its wishes, by token. PostgreSQL takes its own time, so that hosts need not agree; SQLite `clock`."""
    tokens = sorted(wishes)
    async with records.writing() as session:
        pools = await _lock(session, tokens, terms)
        # asked after the locks: no process sees an earlier moment than the one before it
        now = await _read_clock(session, clock)
        lots = await _read_lots(session, tokens)
        found = {token: _lend(terms, pools[token], lots.get(token, {}), holder, wishes[token], now) for token in tokens}
        await _write(session, holder, found)
    return {token: grant for token, (_, _, grant) in found.items()}


async def sweep_buckets(records: Records, terms: Terms, clock: Clock) -> None:
    """Removes lots that are over and buckets that are full again: nobody needs them to know so."""
    async with records.writing() as session:
        now = await _read_clock(session, clock)
        await session.exec(delete(LotRow).where(col(LotRow.until) <= now))
        full = now - (terms.capacity * 60_000_000 // terms.refill + terms.lease)
        lent = select(LotRow.token_id)
        await session.exec(delete(BucketRow).where(col(BucketRow.since) < full, col(BucketRow.token_id).not_in(lent)))


async def _lock(session: AsyncSession, tokens: Sequence[str], terms: Terms) -> dict[str, Pool]:
    """The buckets, which are this transaction's until its end; in order, so that no two wait for each other."""
    connection = await session.connection()
    made = insert_into(connection, BucketRow).values(
        [{"token_id": token, "remaining": terms.capacity, "since": 0} for token in tokens]
    )
    # writing what is there locks it
    kept = made.on_conflict_do_update(index_elements=["token_id"], set_={"since": BucketRow.since})
    await connection.execute(kept)
    rows = await session.exec(select(BucketRow).where(col(BucketRow.token_id).in_(tokens)))
    return {row.token_id: Pool(min(row.remaining, terms.capacity), row.since) for row in rows}


async def _read_clock(session: AsyncSession, clock: Clock) -> int:
    connection = await session.connection()
    if connection.dialect.name != "postgresql":
        return clock()
    found = await connection.execute(text("SELECT (extract(epoch from clock_timestamp()) * 1000000)::bigint"))
    return int(found.scalar_one())


async def _read_lots(session: AsyncSession, tokens: Sequence[str]) -> dict[str, dict[str, Lot]]:
    found: dict[str, dict[str, Lot]] = {}
    for row in await session.exec(select(LotRow).where(col(LotRow.token_id).in_(tokens))):
        found.setdefault(row.token_id, {})[row.holder] = Lot(row.amount, row.until)
    return found


def _lend(
    terms: Terms, pool: Pool, lots: Mapping[str, Lot], holder: str, wish: Wish, now: int
) -> tuple[Pool, Lot, Grant]:
    others = sum(lot.amount for name, lot in lots.items() if name != holder and now < lot.until)
    return lend(terms, pool, others, lots.get(holder), wish, now)


async def _write(session: AsyncSession, holder: str, found: Mapping[str, tuple[Pool, Lot, Grant]]) -> None:
    connection = await session.connection()
    changed = (
        update(BucketRow)
        .where(col(BucketRow.token_id) == bindparam("token"))
        .values(remaining=bindparam("left"), since=bindparam("moment"))
    )
    await connection.execute(
        changed, [{"token": token, "left": pool.left, "moment": pool.since} for token, (pool, _, _) in found.items()]
    )
    gone = [token for token, (_, lot, _) in found.items() if not lot.amount]
    await session.exec(delete(LotRow).where(col(LotRow.holder) == holder, col(LotRow.token_id).in_(gone)))
    held = [
        {"token_id": token, "holder": holder, "amount": lot.amount, "until": lot.until}
        for token, (_, lot, _) in found.items()
        if lot.amount
    ]
    if held:
        made = insert_into(connection, LotRow).values(held)
        values = {"amount": made.excluded.amount, "until": made.excluded.until}
        await connection.execute(made.on_conflict_do_update(index_elements=["token_id", "holder"], set_=values))
