"""Deadlines: what is over its time, or whose client has gone, ends in the engine too."""

import asyncio
from collections.abc import Awaitable, Callable
from os import cpu_count
from pathlib import Path

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from app.answers import AnswerCache, AnswerKey, Made
from app.limits.deadline import Deadline
from app.refusals import HttpRefusalError
from db.embedded import EmbeddedWarehouse
from db.interruption import Work, current_work
from resolvers.workers import run

LONG = "select sum(a.range * b.range) from range(10000000) a, range(10000000) b"
KEY = AnswerKey("acme", "part-1", (None, None), "OWNER", b"1")


@pytest.fixture
def warehouse(tmp_path: Path) -> EmbeddedWarehouse:
    return EmbeddedWarehouse("256MB", 1, [tmp_path])


class Client:
    """A client that waits until it goes."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()

    def request(self) -> Request:
        return Request({"type": "http", "method": "GET", "headers": []}, self._receive)

    async def _receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}


class Asking:
    """Asks a question that takes hours, and knows for whom."""

    def __init__(self, warehouse: EmbeddedWarehouse, deadline: Deadline) -> None:
        self._warehouse, self._deadline = warehouse, deadline
        self.works: list[Work] = []

    async def ask(self) -> Made:
        return await self._deadline.stoppable(self._ask())

    async def _ask(self) -> Made:
        work = current_work()
        assert work is not None
        self.works.append(work)
        await run(self._warehouse.query, LONG)
        return Made(b"never", lasting=True)

    async def running(self) -> None:
        """Until the engine is at it."""
        while not any(work.busy for work in self.works):
            await asyncio.sleep(0.001)

    async def ended(self) -> None:
        """Until it is no more; then every worker thread is free."""
        while any(work.busy for work in self.works):
            await asyncio.sleep(0.001)
        free = (run(self._warehouse.query, "select 7 as n") for _ in range(2 * (cpu_count() or 1)))
        assert [frame.n[0] for frame in await asyncio.gather(*free)] == [7] * 2 * (cpu_count() or 1)


def within(test: Callable[[], Awaitable[None]]) -> None:
    """Runs a test that would wait for hours where it fails."""

    async def go() -> None:
        await asyncio.wait_for(test(), 60)

    asyncio.run(go())


def test_over_its_time_a_query_is_interrupted(warehouse: EmbeddedWarehouse) -> None:
    async def test() -> None:
        deadline = Deadline(0.05)
        asking = Asking(warehouse, deadline)
        with pytest.raises(HttpRefusalError) as refused:
            await deadline.meet(Client().request(), asking.ask())
        assert (refused.value.status, refused.value.code) == (504, "TIMEOUT")
        assert str(refused.value) == "no answer within 0.05 seconds; ask for less at once"
        await asking.ended()
        assert [work.stopped for work in asking.works] == [True]

    within(test)


def test_where_the_client_has_gone_the_query_is_interrupted(warehouse: EmbeddedWarehouse) -> None:
    async def test() -> None:
        deadline, client = Deadline(3600), Client()
        asking = Asking(warehouse, deadline)
        answer = asyncio.ensure_future(deadline.meet(client.request(), asking.ask()))
        await asking.running()
        client.gone.set()
        with pytest.raises(ClientDisconnect):
            await answer
        await asking.ended()

    within(test)


def test_a_request_that_is_ended_ends_its_query(warehouse: EmbeddedWarehouse) -> None:
    async def test() -> None:
        deadline = Deadline(3600)
        asking = Asking(warehouse, deadline)
        answer = asyncio.ensure_future(deadline.meet(Client().request(), asking.ask()))
        await asking.running()
        answer.cancel()
        with pytest.raises(asyncio.CancelledError):
            await answer
        await asking.ended()

    within(test)


def test_an_answer_in_time_is_the_answer() -> None:
    async def test() -> None:
        async def answer() -> int:
            return 7

        async def fail() -> int:
            raise ValueError("mine")

        deadline = Deadline(3600)
        assert await deadline.meet(Client().request(), deadline.stoppable(answer())) == 7
        with pytest.raises(ValueError, match="mine"):
            await deadline.meet(Client().request(), deadline.stoppable(fail()))

    within(test)


def test_an_answer_for_several_is_made_until_the_last_has_gone(warehouse: EmbeddedWarehouse) -> None:
    async def test() -> None:
        deadline, cache = Deadline(3600), AnswerCache(10_000)
        asking, clients = Asking(warehouse, deadline), [Client() for _ in range(3)]
        answers = [
            asyncio.ensure_future(deadline.meet(client.request(), cache.take(KEY, asking.ask))) for client in clients
        ]
        await asking.running()
        for client in clients[:2]:
            client.gone.set()
        # the first of them began it
        done = await asyncio.gather(*answers[:2], return_exceptions=True)
        assert [type(each) for each in done] == [ClientDisconnect] * 2
        assert cache.made == 1
        assert [(work.busy, work.stopped) for work in asking.works] == [(True, False)]
        clients[2].gone.set()
        with pytest.raises(ClientDisconnect):
            await answers[2]
        await asking.ended()
        assert cache.made == 1

    within(test)


def test_who_comes_after_all_have_gone_is_answered(warehouse: EmbeddedWarehouse) -> None:
    async def test() -> None:
        async def make() -> Made:
            return Made(b"body", lasting=False)

        deadline, cache, client = Deadline(3600), AnswerCache(10_000), Client()
        asking = Asking(warehouse, deadline)
        answer = asyncio.ensure_future(deadline.meet(client.request(), cache.take(KEY, asking.ask)))
        await asking.running()
        client.gone.set()
        await asyncio.wait([answer])
        assert (await cache.take(KEY, make)).body == b"body"
        assert isinstance(answer.exception(), ClientDisconnect)
        await asking.ended()

    within(test)
