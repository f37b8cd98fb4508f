"""The slices of a process: each made once, and given up when others are needed more."""

import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock

from db.parts import Part
from db.warehouse import Warehouse
from services.flight import Flight
from services.observing import Observe, ignore
from services.slice import Narrowing, Slice

_Key = tuple[Hashable, ...]
"""Publisher, part, and for a narrowed slice its page and filter."""


class Slices:
    """The slices of a process: made in single flight, the least recently used given up beyond a number of bytes."""

    def __init__(self, warehouse: Warehouse, limit: int, observe: Observe = ignore) -> None:
        self._warehouse, self._limit, self._observe = warehouse, limit, observe
        self._flight: Flight[Slice] = Flight()
        self._used: OrderedDict[_Key, None] = OrderedDict()
        self._lock = Lock()
        self._made = 0
        self._held = 0
        self._version: str | None = None
        self.taken = 0
        """Slices that were asked for."""

    @property
    def made(self) -> int:
        """Slices that were made rather than found."""
        return self._made

    @property
    def held(self) -> int:
        """Bytes of narrowed tables and kept answers, estimated."""
        return self._held

    def settle(self, version: str, parts: Mapping[str, str]) -> None:
        """Gives up the slices of parts that a new snapshot no longer names: after an erasure nothing of the old part is kept."""
        with self._lock:
            if version == self._version:
                return
            self._version = version
            for key in [key for key in self._used if parts.get(str(key[0])) != key[1]]:
                del self._used[key]
                self._flight.forget(key)
        self._warehouse.settle()

    def whole(self, part: Part) -> Slice:
        """The part itself, nothing narrowed."""
        return self._take((part.publisher_id, part.part_id), lambda: self._make(part, None, whole=True))

    def open(
        self,
        part: Part,
        key: Hashable,
        narrow: Callable[[], Sequence[Narrowing]],
        whole: bool = False,
        variant: str = "",
    ) -> Slice:
        """The slice of a part and a key (a page and its filter), narrowed by the first who asks.

        `whole`: the filter is empty and the tables are only derived, so that stored answers are its answers; `variant` tells apart those
        of slices that give different answers to the same question.
        """
        return self._take((part.publisher_id, part.part_id, key), lambda: self._make(part, narrow, whole, variant))

    def _take(self, key: _Key, make: Callable[[], Slice]) -> Slice:
        found = self._flight.take(key, make)
        with self._lock:
            self.taken += 1
            self._used[key] = None
            self._used.move_to_end(key)
            if self._held > self._limit:
                self._give_up_oldest(key)
        return found

    def _grow(self, size: int) -> None:
        with self._lock:
            self._held += size

    def _give_up_oldest(self, kept: _Key) -> None:
        sizes = {key: found.bytes for key in self._used if (found := self._flight.find(key)) is not None}
        self._held = sum(sizes.values())
        for key in list(self._used):
            if self._held <= self._limit or key == kept:
                return
            self._held -= sizes.get(key, 0)
            del self._used[key]
            self._flight.forget(key)

    def _make(
        self, part: Part, narrow: Callable[[], Sequence[Narrowing]] | None, whole: bool, variant: str = ""
    ) -> Slice:
        with self._lock:
            self._made += 1
            schema = self._warehouse.name_schema(self._made)
        made = Slice(self._warehouse, part, schema, narrow, whole, self._grow, variant, self._observe)
        # dropped when the last question that holds the slice has answered, not under its feet
        weakref.finalize(made, self._warehouse.drop_schema, schema).atexit = False
        return made
