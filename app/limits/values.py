"""Checks variables before they are read: how deep they nest, how many values they hold, and that no text holds a NUL."""

from typing import Any

from domain.errors import BadInputError, TooComplexError


def check_values(variables: dict[str, Any] | None, deepest: int, most: int) -> None:
    """TooComplexError where variables nest deeper or hold more values; BadInputError where a text in them holds a NUL."""
    if not variables:
        return
    level: list[Any] = [variables]
    depth = count = 0
    # level by level: whatever they hold, nothing recursive reads them before this
    while level:
        level = [each for value in level for each in (value.values() if isinstance(value, dict) else value)]
        depth, count = depth + 1, count + len(level)
        if count > most:
            raise TooComplexError(f"variables: {count} values or more, the limit is {most}; ask in several requests")
        if any(isinstance(value, str) and "\0" in value for value in level):
            raise BadInputError("variables: a text holds a NUL character; leave it out")
        level = [value for value in level if isinstance(value, dict | list)]
        if level and depth >= deepest:
            raise TooComplexError(f"variables: nested deeper than {deepest} levels; no argument takes that")
