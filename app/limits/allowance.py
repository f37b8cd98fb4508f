"""What a request cost and what its token has left, as clients read it."""

from datetime import UTC, datetime
from functools import lru_cache
from time import time_ns

from app.limits.bucket import Balance
from app.refusals import HttpRefusalError

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


def refuse_spent(cost: int, balance: Balance) -> HttpRefusalError:
    """The refusal of a cost that is not there, with the seconds after which it is."""
    seconds = -(-balance.wait // _SECOND)
    return HttpRefusalError(
        429,
        f"the request costs {cost}, its token has {balance.remaining} left; try again in {seconds} seconds",
        "RATE_LIMITED",
        {"retry-after": str(seconds)},
    )


@lru_cache(maxsize=256)
def _write_moment(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
