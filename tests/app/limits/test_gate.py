"""The gate: so many pass, so many wait, in turns by token, and whoever gives up takes no place."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.limits.gate import Gate
from app.refusals import HttpRefusalError

Enter = Callable[[str], Awaitable[None]]


async def settle() -> None:
    """Lets everything run that can."""
    for _ in range(10):
        await asyncio.sleep(0)


class Visits:
    """Requests that go through a gate and stay until they are let go."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.passed: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def begin(self, *names: str) -> None:
        """Requests by name; the first letter is the token."""
        for name in names:
            self._ends[name] = asyncio.Event()
            self.tasks[name] = asyncio.ensure_future(self._stay(name))
        await settle()

    async def end(self, *names: str) -> None:
        for name in names:
            self._ends[name].set()
            await settle()

    async def _stay(self, name: str) -> None:
        async with self.gate.pass_through(name[0]):
            self.passed.append(name)
            await self._ends[name].wait()


def test_tokens_take_turns() -> None:
    async def go() -> list[str]:
        visits = Visits(Gate(running=1, waiting=10))
        await visits.begin("a1", "a2", "a3", "a4", "b1", "c1", "b2")
        assert visits.passed == ["a1"]
        assert visits.gate.waiting == 6
        await visits.end("a1", "a2", "b1", "c1", "a3", "b2", "a4")
        await asyncio.gather(*visits.tasks.values())
        assert visits.gate.waiting == 0
        return visits.passed

    assert asyncio.run(go()) == ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]


def test_beyond_the_queue_a_request_is_told_to_come_again() -> None:
    async def go() -> None:
        visits = Visits(Gate(running=2, waiting=1))
        await visits.begin("a1", "a2", "a3", "b1")
        assert visits.passed == ["a1", "a2"]
        with pytest.raises(HttpRefusalError) as refused:
            visits.tasks["b1"].result()
        assert (refused.value.status, refused.value.code) == (503, "RATE_LIMITED")
        assert refused.value.headers == {"retry-after": "1"}
        assert str(refused.value) == "1 requests wait already; try again in 1 second"
        with pytest.raises(HttpRefusalError):
            visits.gate.check()
        await visits.end("a1")
        visits.gate.check()
        assert visits.passed == ["a1", "a2", "a3"]
        await visits.end("a2", "a3")
        await visits.begin("b2", "b3")
        assert visits.passed[3:] == ["b2", "b3"]
        await visits.end("b2", "b3")

    asyncio.run(go())


@pytest.mark.parametrize("ended", [True, False])
def test_whoever_gives_up_leaves_his_place_to_others(ended: bool) -> None:
    async def go() -> None:
        visits = Visits(Gate(running=1, waiting=5))
        await visits.begin("a1", "a2", "a3", "b1")
        visits.tasks["a2"].cancel()
        if ended:  # in the same turn of the loop, so that its turn may come while it goes
            visits._ends["a1"].set()
        visits.tasks["b1"].cancel()
        await settle()
        await visits.end("a1")
        assert visits.passed == ["a1", "a3"]
        assert visits.gate.waiting == 0
        await visits.end("a3")
        await visits.begin("c1")
        assert visits.passed == ["a1", "a3", "c1"]
        await visits.end("c1")

    asyncio.run(go())


def test_called_and_cancelled_in_one_turn_a_place_is_not_lost() -> None:
    async def go() -> None:
        visits = Visits(Gate(running=1, waiting=5))
        await visits.begin("a1", "a2")
        visits._ends["a1"].set()
        await asyncio.sleep(0)
        visits.tasks["a2"].cancel()
        await settle()
        await visits.begin("b1")
        assert visits.passed[-1] == "b1"
        await visits.end("b1")

    asyncio.run(go())
