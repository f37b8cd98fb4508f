"""A token's bucket that several processes borrow from: what it lends, what it gets back, and how it refills."""

from dataclasses import dataclass

_MINUTE = 60_000_000
"""Microseconds."""
_SHARE = 4
"""Of what is there, one that only wishes gets a fourth at most: the less there is, the more stays for the others."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a bucket holds at most, what it gets back a minute, and after how many microseconds a lot is over unless it is renewed."""

    capacity: int
    refill: int
    lease: int


@dataclass(frozen=True, slots=True)
class Pool:
    """What is left in a bucket, and the microsecond up to which it was refilled."""

    left: int
    since: int


@dataclass(frozen=True, slots=True)
class Lot:
    """What a process holds of a bucket, and the microsecond at which that is over."""

    amount: int
    until: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What a process says and asks: it holds `held` beside `back`, which it gives back; it needs `needed`, and would like `wished`."""

    held: int
    back: int = 0
    needed: int = 0
    wished: int = 0


@dataclass(frozen=True, slots=True)
class Grant:
    """What it got beside what it held, whether that still counted, and what is left for everybody; `lent` is what all hold together."""

    amount: int
    valid: bool
    left: int
    lent: int


def refill(terms: Terms, pool: Pool, lent: int, now: int) -> Pool:
    """The bucket at a later microsecond. What is lent keeps its place: left and lent are never more than the capacity.

    Whole units come back, and each takes its whole time: nothing is rounded up.
    """
    room = max(terms.capacity - lent - pool.left, 0)
    gained = max(now - pool.since, 0) * terms.refill // _MINUTE
    if gained >= room or now < pool.since:
        # a full bucket gathers nothing; of a clock that was set back the time counts from there
        return Pool(pool.left + min(gained, room), now)
    return Pool(pool.left + gained, pool.since + -(-gained * _MINUTE // terms.refill))


def lend(terms: Terms, pool: Pool, others: int, own: Lot | None, wish: Wish, now: int) -> tuple[Pool, Lot, Grant]:
    """The bucket, the process's lot and what it is told; `others` is what other processes hold.

    What was lent and is neither held nor given back was spent. A lot that is over was written off: nothing of it comes back.
    """
    valid = own is not None and now < own.until
    owned = own.amount if own is not None and valid else 0
    pool = refill(terms, pool, others + owned, now)
    # never more than was lent, whatever a process says
    held = min(wish.held, owned)
    left = pool.left + min(wish.back, owned - held)
    # too little helps nobody: it stays for those who need less
    amount = max(wish.needed, min(wish.wished, left // _SHARE)) if wish.needed <= left else 0
    left -= amount
    lot = Lot(held + amount, now + terms.lease)
    return Pool(left, pool.since), lot, Grant(amount, valid, left, others + lot.amount)
