"""A bucket for each token: what it may spend at once, and what it gets back a minute."""

from dataclasses import dataclass

_MINUTE = 60_000_000_000
"""Nanoseconds. What is owed is counted in cost times this, so that nothing is ever rounded."""
_MANY = 10_000


@dataclass(frozen=True, slots=True)
class Balance:
    """After a charge: whether it was taken, what is left, and nanoseconds until there is enough for it, and until the bucket is full."""

    taken: bool
    remaining: int
    wait: int
    full_in: int


class Buckets:
    """Of one process and one event loop; a bucket that is full again is forgotten."""

    def __init__(self, capacity: int, refill: int) -> None:
        self._capacity, self._refill = capacity * _MINUTE, refill
        self._owed: dict[str, tuple[int, int]] = {}

    def charge(self, token_id: str, cost: int, now: int) -> Balance:
        """Takes a cost out of a token's bucket if it is there; `now` in nanoseconds of a clock that never goes back."""
        owed, since = self._owed.get(token_id, (0, now))
        owed = max(owed - (now - since) * self._refill, 0)
        after = owed + cost * _MINUTE
        taken = after <= self._capacity
        if taken:
            owed = after
        if len(self._owed) >= _MANY and token_id not in self._owed:
            self._forget(now)
        self._owed[token_id] = (owed, now)
        wait = 0 if taken else -(-(after - self._capacity) // self._refill)
        return Balance(taken, (self._capacity - owed) // _MINUTE, wait, -(-owed // self._refill))

    def _forget(self, now: int) -> None:
        full = [key for key, (owed, since) in self._owed.items() if owed <= (now - since) * self._refill]
        for key in full:
            del self._owed[key]
