"""Buckets and lots in the records, the same suite over SQLite and PostgreSQL."""

import asyncio

from sqlmodel import select

from db.records.engine import Records, open_records
from db.records.lots import exchange, sweep_buckets
from db.records.models import BucketRow, LotRow
from domain.lending import Grant, Terms, Wish
from tests.db.test_records import run

# nothing worth a unit comes back while a test runs
TERMS = Terms(capacity=1600, refill=1, lease=3_600_000_000)


def clock() -> int:
    """Of SQLite; PostgreSQL has its own."""
    return 1_700_000_000_000_000


async def ask(records: Records, holder: str, terms: Terms = TERMS, **wishes: Wish) -> dict[str, Grant]:
    return await exchange(records, holder, wishes, terms, clock)


async def held_of(records: Records) -> dict[tuple[str, str], int]:
    async with records.reading() as session:
        return {(row.token_id, row.holder): row.amount for row in await session.exec(select(LotRow))}


async def left_of(records: Records) -> dict[str, int]:
    async with records.reading() as session:
        return {row.token_id: row.remaining for row in await session.exec(select(BucketRow))}


def test_lots_are_lent_told_and_given_back(records_url: str) -> None:
    async def work(records: Records) -> None:
        found = await ask(records, "one", b=Wish(0, needed=5, wished=100), a=Wish(0, needed=1600))
        assert found == {"a": Grant(1600, False, 0, 1600), "b": Grant(100, False, 1500, 100)}
        assert await ask(records, "two", a=Wish(0, needed=1)) == {"a": Grant(0, False, 0, 1600)}
        assert await held_of(records) == {("a", "one"): 1600, ("b", "one"): 100}
        # 600 were spent, 400 are given back
        assert await ask(records, "one", a=Wish(600, back=400)) == {"a": Grant(0, True, 400, 600)}
        assert await ask(records, "two", a=Wish(0, needed=300)) == {"a": Grant(300, False, 100, 900)}
        assert await ask(records, "one", a=Wish(0, back=600)) == {"a": Grant(0, True, 700, 300)}
        assert await held_of(records) == {("a", "two"): 300, ("b", "one"): 100}
        assert await left_of(records) == {"a": 700, "b": 1500}

    run(records_url, work)


def test_a_lot_that_is_over_is_nobody_s(records_url: str) -> None:
    async def work(records: Records) -> None:
        short = Terms(1600, 1, 0)
        await ask(records, "one", short, a=Wish(0, needed=600))
        assert await ask(records, "one", short, a=Wish(500, back=100)) == {"a": Grant(0, False, 1000, 0)}

    run(records_url, work)


def test_many_at_once_never_get_more_than_there_is(records_url: str) -> None:
    async def work(records: Records) -> None:
        others = [open_records(records_url) for _ in range(4)]
        names = ("a", "b", "c")

        async def spend(place: int) -> dict[str, int]:
            got = dict.fromkeys(names, 0)
            for turn in range(12):
                # each in another order
                wishes = {name: Wish(0, needed=50) for name in names[turn % 3 :] + names[: turn % 3]}
                for name, grant in (await exchange(others[place], str(place), wishes, TERMS, clock)).items():
                    got[name] += grant.amount
            return got

        found = await asyncio.gather(*(spend(place) for place in range(4)))
        assert {name: sum(each[name] for each in found) for name in names} == dict.fromkeys(names, 1600)
        assert await left_of(records) == dict.fromkeys(names, 0)
        for each in others:
            await each.close()

    run(records_url, work)


def test_full_buckets_and_lots_that_are_over_are_swept(records_url: str) -> None:
    async def work(records: Records) -> None:
        await ask(records, "one", a=Wish(0, needed=600), b=Wish(0, needed=1))
        await ask(records, "one", b=Wish(0))
        await sweep_buckets(records, TERMS, clock)
        assert (await held_of(records), await left_of(records)) == ({("a", "one"): 600}, {"a": 1000, "b": 1599})
        at_once = Terms(1600, 60_000_000 * 1600, -1)
        await ask(records, "one", at_once, c=Wish(0, needed=1))
        await sweep_buckets(records, at_once, clock)
        # what is lent stays known
        assert set(await left_of(records)) >= {"a"}
        assert await held_of(records) == {("a", "one"): 600}

    run(records_url, work)
