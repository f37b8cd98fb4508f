"""Clients of ClickHouse: each is asked by one thread at a time, and what it runs can be stopped from another."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from queue import Empty, LifoQueue
from uuid import uuid4

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

from db.interruption import InterruptedQueryError, current_work

_CANCELLED = "QUERY_WAS_CANCELLED"
_KILL = "KILL QUERY WHERE position(query, {mark:String}) > 0"


class Running:
    """A statement that is being run, known to the engine by a mark in its text."""

    def __init__(self, clients: "Clients", mark: str) -> None:
        self._clients, self._mark = clients, mark

    def interrupt(self) -> None:
        """Asks the engine to stop it; one that has not begun is missed."""
        with self._clients.lent() as client:
            client.command(_KILL, parameters={"mark": self._mark})


class Clients:
    """Made when all others are lent."""

    def __init__(self, make: Callable[[], Client]) -> None:
        self._make = make
        self._free: LifoQueue[Client] = LifoQueue()

    @contextmanager
    def lent(self) -> Iterator[Client]:
        """A client for one thread."""
        try:
            client = self._free.get_nowait()
        except Empty:
            client = self._make()
        try:
            yield client
        finally:
            self._free.put(client)

    @contextmanager
    def running(self, stoppable: bool = True) -> Iterator[tuple[Client, str]]:
        """A client and what has to stand before its statement; InterruptedQueryError where somebody stopped that."""
        work = current_work() if stoppable else None
        mark = uuid4().hex
        with nullcontext() if work is None else work.running(Running(self, mark)), self.lent() as client:
            try:
                yield client, f"/* {mark} */ "
            except DatabaseError as error:
                if work is not None and work.stopped and _CANCELLED in str(error):
                    raise InterruptedQueryError from error
                raise

    def close(self) -> None:
        """Closes those that nobody has."""
        while True:
            try:
                self._free.get_nowait().close()
            except Empty:
                return


def settings_of(memory_bytes: int, threads: int) -> Mapping[str, int]:
    """What one process may use."""
    return {"max_memory_usage": memory_bytes, "max_threads": threads}
