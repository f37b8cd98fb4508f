"""What a request cost and what its token has left, as clients read it."""

from datetime import UTC, datetime
from functools import lru_cache
from time import monotonic_ns, time_ns

from app.limits.bucket import Balance, Buckets
from app.refusals import HttpRefusalError
from app.settings import Settings

KEPT = 1
"""What a kept answer costs (docs/decisions/0009-a-kept-answer-costs-one.md)."""
HEADER = b"holdfast-cost"
_SECOND = 1_000_000_000


class Allowance:
    """Cost of one request beside limit, rest and the moment when the token's bucket is full again."""

    __slots__ = ("_full_at", "_limit", "_remaining", "_requested")

    def __init__(self, requested: int, limit: int, balance: Balance) -> None:
        self._requested, self._limit, self._remaining = requested, limit, balance.remaining
        self._full_at = (time_ns() + balance.full_in) // _SECOND + 1

    def header(self) -> tuple[bytes, bytes]:
        """For answers whose bytes are kept."""
        reset = _write_moment(self._full_at)
        text = f'requested={self._requested}, limit={self._limit}, remaining={self._remaining}, resetAt="{reset}"'
        return HEADER, text.encode()

    def end(self) -> bytes:
        """What closes the body of an answer: `extensions.cost` and the last brace."""
        text = (
            f',"extensions":{{"cost":{{"requested":{self._requested},"limit":{self._limit},'
            f'"remaining":{self._remaining},"resetAt":"{_write_moment(self._full_at)}"}}}}}}'
        )
        return text.encode()


class Spending:
    """What tokens spend in one process; several share what a token has."""

    def __init__(self, settings: Settings) -> None:
        self._limit = settings.cost_limit
        # whatever the number of processes, each lets a request of the largest cost pass
        capacity = max(settings.cost_capacity // settings.workers, self._limit)
        self._buckets = Buckets(capacity, max(settings.cost_refill // settings.workers, 1))

    def charge(self, token_id: str, cost: int) -> Allowance:
        """Takes the cost of a request out of its token's bucket; HttpRefusalError (429) where it is not there."""
        balance = self._buckets.charge(token_id, cost, monotonic_ns())
        if not balance.taken:
            seconds = -(-balance.wait // _SECOND)
            raise HttpRefusalError(
                429,
                f"the request costs {cost}, its token has {balance.remaining} left; try again in {seconds} seconds",
                "RATE_LIMITED",
                {"retry-after": str(seconds)},
            )
        return Allowance(cost, self._limit, balance)


@lru_cache(maxsize=256)
def _write_moment(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
