"""Borrows lots of tokens' buckets from the records: in the background before they are needed, all in one transaction, given back unused."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic_ns, time_ns

from sqlalchemy.exc import SQLAlchemyError

from app.limits.bucket import Balance
from app.limits.held import Held
from db.records.engine import Records
from db.records.lots import exchange, sweep_buckets
from domain.errors import RecordsUnreachableError
from domain.lending import Terms, Wish

_BEAT = 1.0
"""Seconds after which everything that is held is told and renewed."""
_PATIENCE = 3.0
"""Seconds that the records may take."""
_AT_ONCE = 500
"""Tokens in one transaction."""
_SWEEP_EVERY = 3600.0
"""Seconds."""
_TRIES = 3
_UNREACHABLE = "the service records cannot be reached now; try again in a second"
_log = logging.getLogger("holdfast.limits")


@dataclass(slots=True)
class _Waiting:
    token_id: str
    cost: int
    answer: asyncio.Future[Balance]
    tries: int = 0


class Borrower:
    """Of one event loop; one exchange with the records at a time."""

    def __init__(self, records: Records, terms: Terms) -> None:
        self._records, self._terms = records, terms
        self._holder = secrets.token_hex(8)
        self._held: dict[str, Held] = {}
        self._waiting: list[_Waiting] = []
        self._wake = asyncio.Event()
        self._running = False

    def take(self, token_id: str, cost: int, now: int) -> Balance | None:
        """The balance after a charge, from memory; None where the records have to be asked first."""
        held = self._held.get(token_id)
        if held is None:
            return None
        balance = held.take(self._terms, cost, now)
        if balance is None:
            return held.refuse(self._terms, cost, now) if held.is_hopeless(self._terms, cost, now) else None
        if held.runs_low(self._terms, now):
            self._wake.set()
        return balance

    async def borrow(self, token_id: str, cost: int) -> Balance:
        """The balance after a charge that the records were asked for; RecordsUnreachableError where they say nothing: nothing is taken."""
        if not self._running:
            raise RecordsUnreachableError(_UNREACHABLE)
        waiting = _Waiting(token_id, cost, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._wake.set()
        return await waiting.answer

    @asynccontextmanager
    async def lasting(self) -> AsyncIterator[None]:
        """Exchanges with the records while the block runs; at its end all that is held goes back."""
        ended = asyncio.Event()
        # told to end rather than cancelled: what is being exchanged is known
        task = asyncio.create_task(self._go_on(ended))
        self._running = True
        task.add_done_callback(self._tell_end)
        try:
            yield
        finally:
            ended.set()
            self._wake.set()
            await task

    def _tell_end(self, task: "asyncio.Task[None]") -> None:
        self._running = False
        self._refuse(self._waiting)
        if not task.cancelled() and task.exception() is not None:
            _log.critical("nothing is borrowed any more; restart the server", exc_info=task.exception())

    async def _go_on(self, ended: asyncio.Event) -> None:
        loop, swept = asyncio.get_running_loop(), 0.0
        told = loop.time()
        while not ended.is_set():
            await self._wait(told + _BEAT - loop.time())
            all_of_them = loop.time() >= told + _BEAT
            if all_of_them:
                told = loop.time()
            await self._answer(all_of_them)
            if loop.time() >= swept:
                swept = loop.time() + _SWEEP_EVERY
                await self._sweep()
        await self._give_back()

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(max(seconds, 0)):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    async def _answer(self, all_of_them: bool) -> None:
        """One exchange, for who waits, for what runs low, and at a beat for all that is held."""
        waiting, self._waiting = [each for each in self._waiting if not each.answer.done()], []
        try:
            await self._exchange(self._wishes(waiting, all_of_them, monotonic_ns()))
        except (SQLAlchemyError, OSError) as error:
            _log.warning("the records could not be asked for what tokens may spend: %s", type(error).__name__)
            self._refuse(waiting)
            return
        for each in waiting:
            if not each.answer.done():
                self._settle(each, monotonic_ns())

    def _settle(self, waiting: _Waiting, now: int) -> None:
        held = self._held[waiting.token_id]
        balance = held.take(self._terms, waiting.cost, now)
        if balance is not None:
            waiting.answer.set_result(balance)
            return
        waiting.tries += 1
        if waiting.tries >= _TRIES or held.is_hopeless(self._terms, waiting.cost, now):
            waiting.answer.set_result(held.refuse(self._terms, waiting.cost, now))
            return
        # others before it took what there was: it is asked for alone
        self._waiting.append(waiting)
        self._wake.set()

    def _wishes(self, waiting: Sequence[_Waiting], all_of_them: bool, now: int) -> dict[str, Wish]:
        needed: dict[str, int] = {}
        for each in waiting:
            self._held.setdefault(each.token_id, Held(used=now))
            # together at first: most are granted; one after another where that was too much
            if not each.tries or each.token_id not in needed:
                needed[each.token_id] = needed.get(each.token_id, 0) + each.cost
        found: dict[str, Wish] = {}
        for token_id, held in list(self._held.items()):
            if token_id not in needed and not all_of_them and not held.runs_low(self._terms, now):
                continue
            wish = held.wish(self._terms, needed.get(token_id, 0), now)
            if wish is not None:
                found[token_id] = wish
            elif held.is_idle(now):
                del self._held[token_id]
        return found

    async def _exchange(self, wishes: dict[str, Wish]) -> None:
        tokens = list(wishes)
        for start in range(0, len(tokens), _AT_ONCE):
            some = {token: wishes[token] for token in tokens[start : start + _AT_ONCE]}
            asked = monotonic_ns()
            async with asyncio.timeout(_PATIENCE):
                grants = await exchange(self._records, self._holder, some, self._terms, _microseconds)
            for token, grant in grants.items():
                self._held[token].accept(self._terms, some[token], grant, asked)

    async def _give_back(self) -> None:
        wishes = {token: Wish(0, held.rest) for token, held in self._held.items() if held.recorded}
        for held in self._held.values():
            held.rest = 0
        try:
            await self._exchange(wishes)
        except (SQLAlchemyError, OSError):
            _log.warning("what tokens may spend could not be given back; it counts as spent")

    def _refuse(self, waiting: Sequence[_Waiting]) -> None:
        for each in waiting:
            if not each.answer.done():
                each.answer.set_exception(RecordsUnreachableError(_UNREACHABLE))

    async def _sweep(self) -> None:
        try:
            await sweep_buckets(self._records, self._terms, _microseconds)
        except (SQLAlchemyError, OSError) as error:
            _log.warning("buckets that are full again could not be removed: %s", type(error).__name__)


def _microseconds() -> int:
    return time_ns() // 1000
