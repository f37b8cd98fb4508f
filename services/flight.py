"""Things that are made once, however many ask for them at the same time."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Final, Generic, TypeVar, cast

from db.interruption import Work, current_work, working_for
from domain.errors import StoppedError

Made = TypeVar("Made")
_NOTHING: Final = object()
"""In place of a thing that is not made: None may be one."""


@dataclass(frozen=True, slots=True, eq=False)
class _Making(Generic[Made]):
    future: "Future[Made]" = field(default_factory=Future)
    work: Work = field(default_factory=Work)


class Flight(Generic[Made]):
    """Makes each thing once: whoever asks for one that is being made waits for it; a failure is not kept.

    The making is stopped when everybody who waits for it has been, not when the one has who began it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        # plain things: a future is a dozen objects, and whatever is kept is looked through for garbage again and again
        self._made: dict[Hashable, Made] = {}
        self._making: dict[Hashable, _Making[Made]] = {}

    def take(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The thing of a key, made by the first who asks. StoppedError where the asker's own work is stopped."""
        while True:
            made = self._made.get(key, _NOTHING)
            if made is not _NOTHING:
                return cast(Made, made)
            try:
                return self._join(key, make)
            except StoppedError:
                asker = current_work()
                if asker is not None and asker.stopped:
                    raise
                # it was made for others, who gave up in the moment in which this one came

    def find(self, key: Hashable) -> Made | None:
        """The thing of a key, None where it is not made."""
        return self._made.get(key)

    def all(self) -> list[Made]:
        """All that is made."""
        return list(self._made.values())

    def forget(self, key: Hashable) -> None:
        """Gives a thing up; one that is being made is for those alone who wait for it."""
        with self._lock:
            self._made.pop(key, None)
            self._making.pop(key, None)

    def _join(self, key: Hashable, make: Callable[[], Made]) -> Made:
        asker = current_work()
        if asker is not None:
            asker.check()
        with self._lock:
            if key in self._made:  # just now
                return self._made[key]
            making = self._making.get(key)
            first = making is None
            if making is None:
                making = self._making[key] = _Making()
            making.work.await_with(asker)
        try:
            if first:
                with working_for(making.work):
                    self._make(key, making, make)
            else:
                _wait(making.future, asker)
            return making.future.result()
        finally:
            making.work.leave(asker)

    def _make(self, key: Hashable, making: _Making[Made], make: Callable[[], Made]) -> None:
        try:
            made = make()
        except BaseException as error:
            with self._lock:
                self._end(key, making)
            making.future.set_exception(error)
            raise
        with self._lock:
            if self._end(key, making):
                self._made[key] = made
        making.future.set_result(made)

    def _end(self, key: Hashable, making: _Making[Made]) -> bool:
        """Whether it was still wanted."""
        if self._making.get(key) is not making:
            return False
        del self._making[key]
        return True


def _wait(future: "Future[Made]", asker: Work | None) -> None:
    """Until the thing is made, or the asker gives up: then StoppedError, so that its thread is free."""
    if asker is None or future.done():
        return
    ended = Event()
    future.add_done_callback(lambda _: ended.set())
    asker.alarm(ended.set)
    ended.wait()
    if not future.done():
        asker.check()
