"""Conditions of keyset pages: the rows after or before one, in an order of several columns with NULLs last."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A column of an order."""

    column: str
    descending: bool


def sorted_by(term: Term, backward: bool) -> str:
    """The term within ORDER BY."""
    descending = term.descending != backward
    return f"{term.column} {'desc' if descending else 'asc'} nulls {'first' if backward else 'last'}"


def bound(values: Sequence[object], prefix: str) -> dict[str, object]:
    """The parameters that `beyond` names."""
    return {f"{prefix}{index}": value for index, value in enumerate(values) if value is not None}


def beyond(terms: Sequence[Term], values: Sequence[object], prefix: str, following: bool) -> str:
    """Rows after (before) the values: equal in the first terms and beyond in the next, for each number of terms; NULLs last."""
    equal: list[str] = []
    steps: list[str] = []
    for index, (term, value) in enumerate(zip(terms, values, strict=True)):
        name = f"${prefix}{index}"
        if value is None:
            past = "false" if following else f"{term.column} is not null"
        else:
            sign = "<" if term.descending == following else ">"
            past = f"({term.column} {sign} {name}{f' or {term.column} is null' if following else ''})"
        steps.append(" and ".join([*equal, past]))
        equal.append(f"{term.column} is null" if value is None else f"{term.column} = {name}")
    return " or ".join(f"({text})" for text in steps)
