"""What tokens spend: counted in memory by a process that is alone, borrowed from the records by one of several."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from time import monotonic_ns
from typing import Protocol

from app.limits.allowance import Allowance, refuse_spent
from app.limits.borrowing import Borrower
from app.limits.bucket import Buckets
from app.settings import Settings
from db.records.engine import Records
from domain.lending import Terms

LEASE = 10_000_000
"""Microseconds that a lot of a process counts unless it is renewed: as long as what a process that was killed held is not lent again."""


class Spending(Protocol):
    """Of one event loop."""

    async def charge(self, token_id: str, cost: int) -> Allowance:
        """Takes the cost of a request out of its token's bucket; HttpRefusalError (429) where it is not there."""

    def lasting(self) -> AbstractAsyncContextManager[None]:
        """Around the life of the process."""


def open_spending(settings: Settings, records: Records) -> Spending:
    """What fits the processes: one alone on SQLite needs nobody's word; on PostgreSQL nobody knows how many hosts there are."""
    if settings.workers == 1 and records.sqlite_file is not None:
        return OwnSpending(settings)
    return SharedSpending(settings, records)


def _capacity(settings: Settings) -> int:
    # a request of the largest cost passes
    return max(settings.cost_capacity, settings.cost_limit)


class OwnSpending:
    """In the memory of one process."""

    def __init__(self, settings: Settings) -> None:
        self._limit = settings.cost_limit
        self._buckets = Buckets(_capacity(settings), settings.cost_refill)

    async def charge(self, token_id: str, cost: int) -> Allowance:
        """Never waits."""
        balance = self._buckets.charge(token_id, cost, monotonic_ns())
        if not balance.taken:
            raise refuse_spent(cost, balance)
        return Allowance(cost, self._limit, balance)

    @asynccontextmanager
    async def lasting(self) -> AsyncIterator[None]:
        """Nothing to begin or to end."""
        yield


class SharedSpending:
    """Borrowed from buckets in the records; waits only where what the process holds is not enough."""

    def __init__(self, settings: Settings, records: Records) -> None:
        self._limit = settings.cost_limit
        terms = Terms(_capacity(settings), settings.cost_refill, LEASE)
        self._borrower = Borrower(records, terms)

    async def charge(self, token_id: str, cost: int) -> Allowance:
        """RecordsUnreachableError where what is held is not enough and the records do not answer."""
        balance = self._borrower.take(token_id, cost, monotonic_ns()) or await self._borrower.borrow(token_id, cost)
        if not balance.taken:
            raise refuse_spent(cost, balance)
        return Allowance(cost, self._limit, balance)

    def lasting(self) -> AbstractAsyncContextManager[None]:
        """Borrows in the background, and gives everything back at the end."""
        return self._borrower.lasting()
