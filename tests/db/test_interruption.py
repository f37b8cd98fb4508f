"""Work for somebody: its queries end when nobody waits any more, and only then."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db.embedded import EmbeddedWarehouse
from db.interruption import Work, current_work, working_for
from domain.errors import StoppedError

LONG = "select sum(a.range * b.range) from range(10000000) a, range(10000000) b"
"""Hours of work."""


@pytest.fixture
def warehouse(tmp_path: Path) -> EmbeddedWarehouse:
    return EmbeddedWarehouse("256MB", 1, [tmp_path])


def ask(warehouse: EmbeddedWarehouse, work: Work | None, sql: str = LONG) -> object:
    with working_for(work):
        return warehouse.query(sql).iloc[0, 0]


def stop_running(work: Work) -> None:
    """Stops work as soon as a query of it runs."""
    while not work.busy:
        pass
    while work.stop():
        pass


@pytest.mark.parametrize(
    "call",
    [EmbeddedWarehouse.query, EmbeddedWarehouse.arrow, lambda house, sql: house.make_table("main", "long", sql, {})],
)
def test_a_running_query_is_interrupted(
    warehouse: EmbeddedWarehouse, call: Callable[[EmbeddedWarehouse, str], object]
) -> None:
    work = Work()

    def run() -> None:
        with working_for(work):
            call(warehouse, LONG)

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(run)
        stop_running(work)
        with pytest.raises(StoppedError, match="stopped: nobody waits for the answer any more; ask again"):
            asked.result(30)
    assert not work.busy
    assert ask(warehouse, None, "select 7") == 7


def test_what_is_stopped_asks_nothing_more(warehouse: EmbeddedWarehouse) -> None:
    work = Work()
    assert ask(warehouse, work, "select 7") == 7
    assert work.stop() is False
    with pytest.raises(StoppedError):
        ask(warehouse, work, "select 7")
    assert ask(warehouse, Work(), "select 7") == 7


def test_others_are_not_interrupted(warehouse: EmbeddedWarehouse) -> None:
    gone, there = Work(), Work()
    with ThreadPoolExecutor(2) as pool:
        long, short = pool.submit(ask, warehouse, gone), pool.submit(ask, warehouse, there)
        stop_running(gone)
        with pytest.raises(StoppedError):
            long.result(30)
        assert there.busy
        assert not short.done()
        stop_running(there)
        with pytest.raises(StoppedError):
            short.result(30)


def test_shared_work_ends_with_the_last_who_waits() -> None:
    first, second, shared = Work(), Work(), Work()
    shared.await_with(first)
    shared.await_with(second)
    first.stop()
    assert not shared.stopped
    second.stop()
    assert shared.stopped


def test_whoever_leaves_waits_no_longer() -> None:
    first, second, shared = Work(), Work(), Work()
    shared.await_with(first)
    shared.await_with(second)
    shared.leave(second)
    second.stop()
    assert not shared.stopped
    first.stop()
    assert shared.stopped


def test_work_that_somebody_waits_for_who_never_gives_up_goes_on() -> None:
    first, shared = Work(), Work()
    shared.await_with(first)
    shared.await_with(None)
    first.stop()
    assert not shared.stopped
    shared.leave(None)
    assert shared.stopped


def test_what_is_below_shared_work_ends_with_it() -> None:
    request, table, below = Work(), Work(), Work()
    table.await_with(request)
    below.await_with(table)
    request.stop()
    assert (table.stopped, below.stopped) == (True, True)


def test_an_alarm_rings_once_it_is_stopped_and_at_once_afterwards() -> None:
    work, rung = Work(), []
    work.alarm(lambda: rung.append(1))
    assert rung == []
    work.stop()
    work.stop()
    assert rung == [1]
    work.alarm(lambda: rung.append(2))
    assert rung == [1, 2]


def test_work_is_known_within_only() -> None:
    work = Work()
    assert current_work() is None
    with working_for(work):
        assert current_work() is work
        with working_for(None):
            assert current_work() is None
    assert current_work() is None
