"""What one process holds of a token's bucket, and what it believes to be left for everybody."""

from dataclasses import dataclass

from app.limits.bucket import Balance
from domain.lending import Grant, Terms, Wish

_MINUTE = 60_000_000_000
"""Nanoseconds, as all moments here, of a clock that never goes back."""
_SHARE = 16
"""Of the capacity, a process likes to hold a sixteenth."""
_IDLE = 5_000_000_000
"""What nobody took from for so long is given back."""
_OFTEN = 50_000_000
"""Of what runs low more is asked for in advance, but not more often than this."""
_TOLD = 1_000_000_000
"""What was told to be left is believed so long."""


@dataclass(slots=True)
class Held:
    """`rest` of a lot may be spent until `until`; `recorded` is what the records say of it, `left` and `lent` what they told at `told`."""

    rest: int = 0
    recorded: int = 0
    until: int = 0
    left: int = 0
    lent: int = 0
    told: int = -_TOLD
    used: int = 0

    def take(self, terms: Terms, cost: int, now: int) -> Balance | None:
        """The balance after a charge, None where the lot does not hold it."""
        self.used = now
        if now >= self.until or self.rest < cost:
            return None
        self.rest -= cost
        return self._balance(terms, cost, now, taken=True)

    def refuse(self, terms: Terms, cost: int, now: int) -> Balance:
        """The balance of a charge that was not taken."""
        return self._balance(terms, cost, now, taken=False)

    def is_hopeless(self, terms: Terms, cost: int, now: int) -> bool:
        """Whether the records said a moment ago that there is too little: asking again for each request would do no good."""
        return now - self.told < _TOLD and self._remaining(terms, now) < cost

    def _remaining(self, terms: Terms, now: int) -> int:
        rest = self.rest if now < self.until else 0
        gained = (now - self.told) * terms.refill // _MINUTE
        return rest + min(self.left + gained, max(terms.capacity - self.lent, 0))

    def _balance(self, terms: Terms, cost: int, now: int, taken: bool) -> Balance:
        remaining = self._remaining(terms, now)
        wait = 0 if taken else max(-(-(cost - remaining) * _MINUTE // terms.refill), 1)
        return Balance(taken, remaining, wait, -(-(terms.capacity - remaining) * _MINUTE // terms.refill))

    def runs_low(self, terms: Terms, now: int) -> bool:
        """Whether more should be asked for before it is needed."""
        low = self.rest * 2 < terms.capacity // _SHARE
        return low and now - self.told >= _OFTEN and now - self.used < _OFTEN

    def is_idle(self, now: int) -> bool:
        """Whether nobody takes from it any more."""
        return now - self.used >= _IDLE

    def wish(self, terms: Terms, needed: int, now: int) -> Wish | None:
        """What is to be told and asked, None where there is nothing; what is given back is held no more."""
        if now >= self.until:
            self.rest = 0
        if needed:
            short = max(needed - self.rest, 0)
            return Wish(self.rest, needed=short, wished=self._room(terms))
        if self.is_idle(now):
            back, self.rest = self.rest, 0
            return Wish(0, back) if self.recorded else None
        if self.recorded or self.runs_low(terms, now):
            return Wish(self.rest, wished=self._room(terms) if now - self.used < _TOLD else 0)
        return None

    def _room(self, terms: Terms) -> int:
        return max(terms.capacity // _SHARE - self.rest, 0)

    def accept(self, terms: Terms, wish: Wish, grant: Grant, asked: int) -> None:
        """Takes over what was granted to a wish of the moment `asked`."""
        if not grant.valid:  # what was held was over there
            self.rest = 0
        self.rest += grant.amount
        self.recorded = (wish.held if grant.valid else 0) + grant.amount
        # counted from before it was asked, and by less than it is: it is over here before it is over there
        self.until = asked + terms.lease * 900
        self.left, self.lent, self.told = grant.left, grant.lent, asked
