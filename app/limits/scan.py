"""Counts what a document holds in one pass over its text, so that nothing recursive ever reads one that is too large."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import BadInputError, TooComplexError

# possessive throughout: no text makes the search go back
_TOKENS = re.compile(
    r"""
      \#[^\n\r]*+
    | \"\"\"(?:[^"\\]++|\\\"\"\"|\\|"(?!""))*+\"\"\"
    | "(?:[^"\\\n\r]++|\\.)*+"
    | \.\.\.
    | [-+.\w]++
    | [^\s,\ufeff]
    """,
    re.VERBOSE,
)
_LONGEST_NUMBER = 400
_OPENING, _CLOSING = frozenset("{(["), frozenset("})]")


@dataclass(frozen=True, slots=True)
class Shape:
    """Counts of one document; `nesting` is of brackets of any kind, literals included."""

    tokens: int
    nesting: int
    aliases: int
    directives: int
    definitions: int


def scan(document: str, most_tokens: int) -> Shape:
    """The counts of a document, also of one that is no GraphQL.

    TooComplexError where it has more tokens, BadInputError for a number without end.
    """
    tokens = nesting = aliases = directives = definitions = depth = arguments = 0
    for mark in _read(document, most_tokens):
        tokens += 1
        if mark in _OPENING:
            depth += 1
            nesting = max(nesting, depth)
            arguments += mark == "("
        elif mark in _CLOSING:
            depth -= 1
            arguments -= mark == ")"
            definitions += mark == "}" and depth == 0
        elif mark == ":":
            # between parentheses it stands before a value or a type
            aliases += arguments == 0
        elif mark == "@":
            directives += 1
    return Shape(tokens, nesting, aliases, directives, definitions)


def _read(document: str, most: int) -> Iterator[str]:
    count = 0
    for match in _TOKENS.finditer(document):
        mark = match[0]
        if mark[0] == "#":
            continue
        count += 1
        if count > most:
            raise TooComplexError(exceeding("tokens", f"more than {most}", most))
        if len(mark) > _LONGEST_NUMBER and mark[0] in "-0123456789":
            # the parser's language would not read it
            raise BadInputError(f"the document: a number of {len(mark)} characters; no argument takes that")
        yield mark


def exceeding(what: str, found: object, limit: int) -> str:
    """What a client reads where a document is beyond a limit."""
    return f"{what}: the document has {found}, the limit is {limit}; ask for less, or in several requests"
