"""The static cost of a document: worked out once as a sum over its variables, then evaluated for each request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.pages import LARGEST


@dataclass(frozen=True, slots=True)
class Sized:
    """How many rows a list is reckoned with where a variable says it."""

    assumed: int
    """Where no argument says anything."""
    least: int
    """What arguments say without a variable, 0 where none does."""
    variables: tuple[tuple[str, object], ...]
    """Names, each with the default of its argument."""

    def of(self, values: Mapping[str, Any]) -> int:
        """The rows under these variables."""
        said = max((rows_of(values.get(name, default)) for name, default in self.variables), default=0)
        return max(said, self.least) or self.assumed


Size = int | Sized


def rows_of(value: object) -> int:
    """The rows that the value of an argument stands for, at most as many as any argument takes; 0 where it says nothing."""
    if isinstance(value, list | tuple):
        return min(len(value), LARGEST)
    # one that is out of range is refused by name when the field is asked
    return min(max(value, 1), LARGEST) if isinstance(value, int) and not isinstance(value, bool) else 0


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A sum: `fixed`, and sizes times further sums. Fragments are shared, never spread out."""

    fixed: int = 0
    parts: tuple[tuple[Size, "Term"], ...] = ()


class Sum:
    """A term while it is put together; what depends on no variable is added up at once."""

    def __init__(self) -> None:
        self._fixed = 0
        self._parts: list[tuple[Size, Term]] = []

    def add(self, size: Size, term: Term) -> None:
        """Adds a term as many times as a size says."""
        if isinstance(size, int):
            self._fixed += size * term.fixed
            if term.parts:
                self._parts.append((size, Term(0, term.parts) if term.fixed else term))
        elif term.fixed or term.parts:
            self._parts.append((size, term))

    def term(self) -> Term:
        """What was added so far."""
        return Term(self._fixed, tuple(self._parts))


def evaluate(term: Term, values: Mapping[str, Any]) -> int:
    """The cost under these variables."""
    return _evaluate(term, values, {})


def _evaluate(term: Term, values: Mapping[str, Any], known: dict[int, int]) -> int:
    if not term.parts:
        return term.fixed
    # by the parts: a fragment's are shared by every place that it is spread in
    found = known.get(id(term.parts))
    if found is None:
        found = known[id(term.parts)] = sum(
            (size if isinstance(size, int) else size.of(values)) * _evaluate(below, values, known)
            for size, below in term.parts
        )
    return term.fixed + found


@dataclass(frozen=True, slots=True)
class Priced:
    """An operation with its cost and the defaults of its variables."""

    term: Term
    defaults: Mapping[str, Any]

    def cost(self, variables: Mapping[str, Any] | None) -> int:
        """The cost of one request, at least 1."""
        return max(evaluate(self.term, {**self.defaults, **(variables or {})}), 1)
