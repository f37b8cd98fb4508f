"""Answers kept in memory: a part never changes, so the answer to the same question about it is the same bytes."""

import asyncio
import hmac
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from app.compression import Begun, Coding, begin_aside
from app.questions import GraphQLRequest
from app.secret import read_secret
from app.settings import Settings
from app.version import version
from db.snapshots import Snapshot
from domain.audit import NOTHING_DELIVERED, Delivered
from domain.scope import Scope

_OVERHEAD = 500
"""Assumed bytes of an entry beside its body."""


class AnswerKey(NamedTuple):
    """All that an answer is a function of; `asked` is the question's fingerprint. A tuple, since every request makes one."""

    publisher_id: str
    part_id: str
    benchmarks: tuple[str | None, str | None]
    role: str
    asked: bytes

    @property
    def etag(self) -> str:
        """As HTTP shows it: names the answer, tells nothing of it."""
        facts = [self.publisher_id, self.part_id, *self.benchmarks, self.role, self.asked.hex()]
        return f'"{sha256(orjson.dumps(facts)).hexdigest()[:32]}"'


def fingerprint(asked: GraphQLRequest, edition: bytes = b"") -> bytes:
    """The hash of document, operation and variables, whatever the order of these, as an edition of the service answers them."""
    given: list[Any] = [asked.query, asked.operation_name, asked.variables or {}, edition.hex()]
    return sha256(orjson.dumps(given, option=orjson.OPT_SORT_KEYS)).digest()


def edition_of(settings: Settings) -> bytes:
    """What answers depend on beside data and question: the program, the rules of benchmarks, and the secret that signs their cursors.

    The same in every process of an installation, so that each knows the entity tags of the others.
    """
    rules = [settings.minimum_publishers, settings.minimum_accounts, settings.stale_after_hours]
    return hmac.digest(read_secret(settings), orjson.dumps(["edition", version(), *rules]), "sha256")


def key_of(scope: Scope, snapshot: Snapshot, asked: bytes) -> AnswerKey:
    """The key of a question, by its fingerprint, about a snapshot that names the publisher's part."""
    benchmarks = (snapshot.benchmarks, snapshot.benchmarks_day)
    part_id = snapshot.parts[scope.publisher_id]
    return AnswerKey(scope.publisher_id, part_id, benchmarks, scope.role.value, asked)


@dataclass(frozen=True, slots=True)
class Made:
    """A body, and whether it may be kept: answers with errors, and of older parts, may not. What it delivered is kept with it.

    The body is an object of JSON without its last brace: what is told of each request follows it.
    """

    body: bytes
    lasting: bool
    executed: bool = True
    delivered: Delivered = NOTHING_DELIVERED
    refused: str | None = None


class _Making:
    """An answer that is being made for all who wait for it; with the last of them it is given up."""

    def __init__(self, task: asyncio.Task[Made]) -> None:
        self.task = task
        self._waiting = 0

    async def wait(self) -> None:
        """Until it is made or has failed; nobody who waits is cancelled with another."""
        self._waiting += 1
        try:
            await asyncio.wait([self.task])
        finally:
            self._waiting -= 1
            if not self._waiting:
                self.task.cancel()

    def result(self) -> Made | None:
        """What was made, None where that failed."""
        return None if self.task.cancelled() or self.task.exception() is not None else self.task.result()


@dataclass(slots=True)
class _Kept:
    made: Made
    begun: dict[Coding, Begun] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.made.body) + sum(len(each.coded) for each in self.begun.values()) + _OVERHEAD


class AnswerCache:
    """Bounded in bytes, the least recently used given up; what several ask for at once is made once. Of one event loop."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[AnswerKey, _Kept] = OrderedDict()
        self._making: dict[AnswerKey, _Making] = {}
        self._coding: dict[tuple[AnswerKey, Coding], asyncio.Future[Begun]] = {}
        self._snapshot: Snapshot | None = None
        self.held = 0
        """Bytes of what is kept, in every coding."""
        self.made = 0
        """Answers that were made rather than found."""
        self.found = 0
        """Answers that were found."""

    def settle(self, snapshot: Snapshot) -> bool:
        """Gives up the answers of parts that a snapshot no longer names, and says whether it is another than before.

        After an erasure nothing of the old part is kept.
        """
        if snapshot is self._snapshot:  # the store gives out the same one while nothing changes
            return False
        self._snapshot = snapshot
        for key in [key for key in self._kept if not self._is_current(key)]:
            self.held -= self._kept.pop(key).size
        return True

    def _is_current(self, key: AnswerKey) -> bool:
        snapshot = self._snapshot
        if snapshot is None:
            return False
        same_benchmarks = key.benchmarks == (snapshot.benchmarks, snapshot.benchmarks_day)
        return same_benchmarks and snapshot.parts.get(key.publisher_id) == key.part_id

    def find(self, key: AnswerKey) -> Made | None:
        """A kept answer."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        self._kept.move_to_end(key)
        self.found += 1
        return kept.made

    async def begin(self, key: AnswerKey, made: Made, coding: Coding) -> Begun:
        """The body of a key in a coding: kept beside it, and made once however many ask."""
        kept = self._kept.get(key)
        if kept is None or kept.made is not made:
            return await begin_aside(made.body, coding)
        found = kept.begun.get(coding)
        if found is not None:
            return found
        making = self._coding.get((key, coding))
        if making is None:
            making = self._coding[key, coding] = asyncio.ensure_future(self._begin(key, kept, coding))
        # whoever asked first may go away: the others wait on
        return await asyncio.shield(making)

    async def _begin(self, key: AnswerKey, kept: _Kept, coding: Coding) -> Begun:
        try:
            begun = await begin_aside(kept.made.body, coding)
        finally:
            del self._coding[key, coding]
        if self._kept.get(key) is kept:
            kept.begun[coding] = begun
            self.held += len(begun.coded)
            self._give_up_oldest()
        return begun

    async def take(self, key: AnswerKey, make: Callable[[], Awaitable[Made]]) -> Made:
        """The answer of a key, made by the first who asks; what does not last is made by each for itself."""
        kept = self.find(key)
        if kept is not None:
            return kept
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = _Making(asyncio.ensure_future(self._make_and_keep(key, make)))
            making.task.add_done_callback(lambda _: self._making.pop(key, None))
            await making.wait()
            return making.task.result()
        await making.wait()
        made = making.result()
        return made if made is not None and made.lasting else await self._make(make)

    async def _make_and_keep(self, key: AnswerKey, make: Callable[[], Awaitable[Made]]) -> Made:
        made = await self._make(make)
        if made.lasting:
            self._keep(key, made)
        return made

    async def _make(self, make: Callable[[], Awaitable[Made]]) -> Made:
        self.made += 1
        return await make()

    def _keep(self, key: AnswerKey, made: Made) -> None:
        kept = _Kept(made)
        # made while a new snapshot was published, it may be of somebody who was erased by that
        if kept.size > self._limit or not self._is_current(key):
            return
        self._kept[key] = kept
        self.held += kept.size
        self._give_up_oldest()

    def _give_up_oldest(self) -> None:
        while self.held > self._limit:
            _, oldest = self._kept.popitem(last=False)
            self.held -= oldest.size
