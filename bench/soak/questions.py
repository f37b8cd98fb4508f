"""What the clients of a soak ask, in five classes, and how an answer is known to be right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from itertools import count, cycle
from random import Random
from typing import Any, Literal
from urllib.parse import urlencode

import orjson

_COST = b',"extensions":{"cost":'
_FILTERS = ("filter", "segment")
_nonces = count(1)


class Kind(Enum):
    """A class of requests that is timed by itself."""

    CACHED = "cached"
    DEFAULT = "default page"
    FILTERED = "filtered"
    DETAILS = "details"
    EXPORT = "export"


SHARES: Mapping[Kind, int] = {
    Kind.CACHED: 15,
    Kind.DEFAULT: 4,
    Kind.DETAILS: 3,
    Kind.FILTERED: 2,
    Kind.EXPORT: 1,
}
"""Of 25 requests, not of the work: most of what a dashboard shows was shown before."""


@dataclass(frozen=True, slots=True)
class Question:
    """A document with variables, asked with a token. One that is `fresh` is new to the service each time that it is asked."""

    kind: Kind
    token: str
    document: str
    variables: Mapping[str, Any]
    method: Literal["GET", "POST"] = "POST"
    fresh: bool = True

    def body(self) -> bytes:
        """What is posted."""
        return orjson.dumps({"query": self.document, "variables": self._freshen() if self.fresh else self.variables})

    def _freshen(self) -> Mapping[str, Any]:
        nonce = next(_nonces)
        # a country that nobody lives in: the same answer, under a filter that was never asked for
        also = {
            name: {**self.variables[name], "country": [*self.variables[name]["country"], f"nowhere {nonce}"]}
            for name in _FILTERS
            if "country" in self.variables.get(name, {})
        }
        # a variable that the document does not declare keeps its answer from being found
        return {**self.variables, **also, "nonce": nonce}

    def path(self) -> str:
        """What is got."""
        asked = {"query": self.document, "variables": orjson.dumps(dict(self.variables)).decode()}
        return f"/graphql?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Known:
    """A question and the hash of its right answer: of the data, or of the file that an export makes."""

    question: Question
    sha256: str


def hash_data(body: bytes) -> str:
    """The hash of what a body answers, without what the answer cost."""
    end = body.rfind(_COST)
    return sha256(body[:end] if end >= 0 else body[:-1]).hexdigest()


class Mix:
    """Draws questions without end: classes by their shares, the questions of each class one after another.

    `even`: as many draws as the shares have together hold just these, in an order by chance; else each draw is by chance.
    """

    def __init__(
        self, known: Sequence[Known], rng: Random, shares: Mapping[Kind, int] = SHARES, *, even: bool = True
    ) -> None:
        self._rng, self._even = rng, even
        self._kinds = [kind for kind in shares if any(each.question.kind is kind for each in known)]
        self._shares = [shares[kind] for kind in self._kinds]
        self._deck: list[Kind] = []
        self._turns = {kind: cycle(_shuffle(known, kind, rng)) for kind in self._kinds}

    @property
    def kinds(self) -> Sequence[Kind]:
        """The classes that there are questions of."""
        return self._kinds

    def mean(self, of: Mapping[Kind, float]) -> float:
        """The mean of something of the classes, over what is drawn."""
        return sum(of[kind] * share for kind, share in zip(self._kinds, self._shares, strict=True)) / sum(self._shares)

    def draw(self) -> Known:
        """The next question."""
        if not self._even:
            return self.draw_of(self._rng.choices(self._kinds, self._shares)[0])
        if not self._deck:
            self._deck = self._rng.sample(self._kinds, sum(self._shares), counts=self._shares)
        return self.draw_of(self._deck.pop())

    def draw_of(self, kind: Kind) -> Known:
        """The next question of a class."""
        return next(self._turns[kind])


def _shuffle(known: Sequence[Known], kind: Kind, rng: Random) -> list[Known]:
    found = [each for each in known if each.question.kind is kind]
    rng.shuffle(found)
    return found
