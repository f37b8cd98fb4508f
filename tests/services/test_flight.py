"""Single flight: made once, and stopped only when nobody waits for it any more."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from db.embedded import EmbeddedWarehouse
from db.interruption import Work, working_for
from domain.errors import StoppedError
from services.flight import Flight

LONG = "select sum(a.range * b.range) from range(10000000) a, range(10000000) b"


@pytest.fixture
def warehouse(tmp_path: Path) -> EmbeddedWarehouse:
    return EmbeddedWarehouse("256MB", 1, [tmp_path])


class Making:
    """A thing that is made by a query that never ends, until it may."""

    def __init__(self, warehouse: EmbeddedWarehouse) -> None:
        self.flight: Flight[int] = Flight()
        self.began, self.may_end = Event(), Event()
        self.times = 0
        self._warehouse = warehouse

    def forever(self) -> int:
        self.times += 1
        self.began.set()
        self._warehouse.query(LONG)
        return -1

    def patiently(self) -> int:
        self.times += 1
        self.began.set()
        self.may_end.wait(30)
        return int(self._warehouse.query("select 7 as n").n[0])

    def take(self, work: Work | None, patient: bool = False) -> int:
        with working_for(work):
            return self.flight.take("key", self.patiently if patient else self.forever)


def stop(work: Work) -> None:
    while work.stop():
        pass


def wait_for(making: Making, count: int) -> None:
    """Until so many wait for the thing."""
    while True:
        being_made = list(making.flight._making.values())
        if being_made and len(being_made[0].work._waiting) == count:
            return


def assert_stopped(*asked: "Future[int]") -> None:
    for each in asked:
        with pytest.raises(StoppedError):
            each.result(30)


def test_the_last_who_gives_up_stops_the_making(warehouse: EmbeddedWarehouse) -> None:
    making, works = Making(warehouse), [Work() for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        maker = pool.submit(making.take, works[0])
        assert making.began.wait(30)
        others = [pool.submit(making.take, work) for work in works[1:]]
        wait_for(making, 3)
        stop(works[0])
        stop(works[1])
        # its thread is free at once; the thing is made on for the third
        assert_stopped(others[0])
        assert (maker.done(), others[1].done()) == (False, False)
        stop(works[2])
        assert_stopped(maker, others[1])
    assert making.times == 1
    assert making.flight.all() == []


def test_who_still_waits_gets_the_thing_though_its_maker_gave_up(warehouse: EmbeddedWarehouse) -> None:
    making, gone, there = Making(warehouse), Work(), Work()
    with ThreadPoolExecutor(3) as pool:
        maker = pool.submit(making.take, gone, patient=True)
        assert making.began.wait(30)
        other = pool.submit(making.take, there, patient=True)
        command = pool.submit(making.take, None, patient=True)
        wait_for(making, 3)
        stop(gone)
        making.may_end.set()
        assert [each.result(30) for each in (other, command)] == [7, 7]
        assert maker.result(30) == 7
    assert making.times == 1
    assert making.take(Work(), patient=True) == 7
    assert making.times == 1


def test_what_was_stopped_is_made_again_for_the_next(warehouse: EmbeddedWarehouse) -> None:
    making, gone = Making(warehouse), Work()
    with ThreadPoolExecutor(1) as pool:
        maker = pool.submit(making.take, gone)
        assert making.began.wait(30)
        stop(gone)
        assert_stopped(maker)
    making.may_end.set()
    assert making.take(Work(), patient=True) == 7
    assert making.times == 2


def test_stopped_work_takes_what_is_made_and_begins_nothing(warehouse: EmbeddedWarehouse) -> None:
    making, gone = Making(warehouse), Work()
    gone.stop()
    with pytest.raises(StoppedError):
        making.take(gone)
    making.may_end.set()
    assert making.take(None, patient=True) == 7
    assert making.take(gone) == 7


def test_a_table_below_another_is_stopped_with_it(warehouse: EmbeddedWarehouse) -> None:
    making, request = Making(warehouse), Work()
    above: Flight[int] = Flight()

    def take() -> int:
        with working_for(request):
            return above.take("above", lambda: making.flight.take("key", making.forever) + 1)

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(take)
        assert making.began.wait(30)
        stop(request)
        assert_stopped(asked)
    assert (above.all(), making.flight.all()) == ([], [])


class Held:
    """A thing that is made, or fails, when it may."""

    def __init__(self, error: Exception | None = None) -> None:
        self.began, self.may_end = Event(), Event()
        self._error = error

    def make(self) -> int:
        self.began.set()
        self.may_end.wait(30)
        if self._error is not None:
            raise self._error
        return 7


def test_another_s_failure_is_everybody_s() -> None:
    flight: Flight[int] = Flight()
    held = Held(ValueError("broken"))
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(flight.take, "key", held.make)
        assert held.began.wait(30)
        second = pool.submit(flight.take, "key", lambda: 7)
        while len(next(iter(flight._making.values())).work._waiting) < 2:
            pass
        held.may_end.set()
        for each in (first, second):
            with pytest.raises(ValueError, match="broken"):
                each.result(30)
    assert flight.take("key", lambda: 7) == 7


def test_what_is_given_up_while_it_is_made_is_for_those_alone_who_wait() -> None:
    flight: Flight[int] = Flight()
    held = Held()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(flight.take, "key", held.make)
        assert held.began.wait(30)
        flight.forget("key")
        assert flight.take("key", lambda: 8) == 8
        held.may_end.set()
        assert asked.result(30) == 7
    assert flight.all() == [8]
    flight.forget("key")
    assert (flight.find("key"), flight.all()) == (None, [])


def test_nothing_is_a_thing_too() -> None:
    flight: Flight[None] = Flight()
    made: list[int] = []
    for _ in range(2):
        flight.take("key", lambda: made.append(1))
    assert made == [1]
