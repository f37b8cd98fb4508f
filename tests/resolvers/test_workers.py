"""Questions in line: each is answered once, where it was asked, however they end."""

import asyncio
import os
import sys
from contextvars import ContextVar
from functools import partial
from threading import Event, current_thread, main_thread

import pytest

from resolvers.workers import Line, asking, run

name: ContextVar[str] = ContextVar("name")


def answer(number: int) -> tuple[int, bool]:
    """A number, and whether it was answered off the event loop."""
    return number, current_thread() is not main_thread()


def test_every_question_gets_its_own_answer() -> None:
    async def ask() -> list[tuple[int, bool]]:
        return await asyncio.gather(*(run(answer, number) for number in range(500)))

    assert asyncio.run(ask()) == [(number, True) for number in range(500)]


@pytest.mark.parametrize(("askers", "expected"), [(1, 2), (20, 3)])
def test_no_more_are_answered_at_once_than_there_are_workers_and_one_for_who_has_nothing_yet(
    askers: int, expected: int
) -> None:
    going, most = 0, 0

    def count(left: Event) -> None:
        nonlocal going, most
        going += 1
        most = max(most, going)
        left.wait(0.001)
        going -= 1

    async def ask() -> None:
        line, never = Line(2), Event()

        async def ask_often() -> None:
            with asking():
                await asyncio.gather(*(line.ask(lambda: count(never)) for _ in range(20 // askers)))

        await asyncio.gather(*(ask_often() for _ in range(askers)))

    asyncio.run(ask())
    assert most == expected


def test_an_answer_can_ask_again() -> None:
    async def ask(left: int) -> int:
        await run(answer, left)
        return left if left == 0 else await ask(left - 1)

    assert asyncio.run(ask(50)) == 0


def test_a_failure_is_raised_where_it_was_asked_and_nowhere_else() -> None:
    def fail(number: int) -> int:
        if number == 2:
            raise ValueError("two")
        if number == 3:
            raise StopIteration
        return number

    async def ask() -> list[object]:
        return await asyncio.gather(*(run(fail, number) for number in range(5)), return_exceptions=True)

    answers = asyncio.run(ask())
    assert [answers[0], answers[1], answers[4]] == [0, 1, 4]
    assert [type(answers[2]), type(answers[3])] == [ValueError, RuntimeError]


def test_what_nobody_waits_for_is_left_out() -> None:
    asked: list[int] = []

    async def ask() -> None:
        line, hold, held = Line(1), Event(), Event()

        def wait() -> None:
            held.set()
            hold.wait()

        first = asyncio.ensure_future(line.ask(wait))
        while not held.is_set():
            await asyncio.sleep(0)
        second = asyncio.ensure_future(line.ask(lambda: asked.append(2)))
        third = asyncio.ensure_future(line.ask(lambda: asked.append(3)))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.sleep(0)
        hold.set()
        await asyncio.gather(first, third)
        with pytest.raises(asyncio.CancelledError):
            await second

    asyncio.run(ask())
    assert asked == [3]


def test_a_question_runs_in_the_context_of_its_asker() -> None:
    async def ask(own: str) -> str:
        name.set(own)
        return await run(name.get)

    async def ask_all() -> list[str]:
        return await asyncio.gather(*(ask(own) for own in ("a", "b", "c")))

    assert asyncio.run(ask_all()) == ["a", "b", "c"]


def test_the_line_goes_on_after_it_was_empty() -> None:
    async def ask() -> list[tuple[int, bool]]:
        line = Line(1)
        return [await line.ask(lambda number=number: answer(number)) for number in range(3)]  # type: ignore[misc]

    assert asyncio.run(ask()) == [(0, True), (1, True), (2, True)]


class Held:
    """A question that is answered when it is let go."""

    def __init__(self) -> None:
        self._begun, self._hold = Event(), Event()

    def answer(self) -> None:
        self._begun.set()
        self._hold.wait()

    async def begin(self) -> None:
        while not self._begun.is_set():
            await asyncio.sleep(0)

    def let_go(self) -> None:
        self._hold.set()


def test_who_asked_for_little_does_not_wait_behind_who_asked_for_much() -> None:
    order: list[str] = []

    async def ask() -> None:
        line, held = Line(1), Held()
        with asking():
            long = [asyncio.ensure_future(line.ask(held.answer))]
            await held.begin()
            # of the same asker, who has the one worker for such questions now
            long += [asyncio.ensure_future(line.ask(partial(order.append, "long"))) for _ in range(3)]
        await asyncio.sleep(0)
        with asking():
            for _ in range(3):
                await line.ask(partial(order.append, "short"))
        held.let_go()
        await asyncio.gather(*long)

    asyncio.run(ask())
    assert order == ["short"] * 3 + ["long"] * 3


def test_of_those_who_asked_for_much_who_came_first_goes_first() -> None:
    order: list[str] = []

    async def ask() -> None:
        line, held = Line(1), Held()

        async def ask_for_much(name: str, begun: Event) -> None:
            with asking():
                await line.ask(partial(Event().wait, 0.1))
                begun.set()
                await held.begin()
                await asyncio.gather(*(line.ask(partial(order.append, name)) for _ in range(3)))

        first, second = Event(), Event()
        asked = [asyncio.ensure_future(ask_for_much("first", first))]
        while not first.is_set():
            await asyncio.sleep(0)
        asked.append(asyncio.ensure_future(ask_for_much("second", second)))
        while not second.is_set():
            await asyncio.sleep(0)
        asked.append(asyncio.ensure_future(line.ask(held.answer)))
        await held.begin()
        await asyncio.sleep(0)
        held.let_go()
        await asyncio.gather(*asked)

    asyncio.run(ask())
    assert order == ["first"] * 3 + ["second"] * 3


def test_an_answer_is_handed_over_before_the_worker_turns_to_somebody_else() -> None:
    async def ask() -> str:
        line, begun, hold = Line(1), Event(), Event()

        def wait() -> None:
            begun.set()
            hold.wait()

        first = asyncio.ensure_future(line.ask(lambda: "first"))
        second = asyncio.ensure_future(line.ask(wait))
        answer = await first
        assert begun.wait(60)
        assert not second.done()
        hold.set()
        await second
        return answer

    assert asyncio.run(ask()) == "first"


@pytest.mark.skipif(sys.platform != "linux", reason="a thread has a priority of its own on Linux alone")
def test_workers_go_behind_the_event_loop_and_that_for_short_questions_before_the_others() -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)

    def behind() -> int:
        return os.getpriority(os.PRIO_PROCESS, 0) - own

    async def ask() -> tuple[int, int]:
        line, held = Line(2), Held()

        def wait() -> int:
            held.answer()
            return behind()

        with asking():
            first = asyncio.ensure_future(line.ask(wait))
            await held.begin()
            # its asker has a worker already
            second = await line.ask(behind)
        held.let_go()
        return await first, second

    assert asyncio.run(ask()) == (2, 5)
