"""Makes text that others sent fit for one line of a log."""


def printable(text: str) -> str:
    """The text itself where it is printable, else with everything but printable ASCII written as escapes, like `\\n` and `\\x1b`."""
    if text.isprintable():
        return text
    return text.encode("unicode_escape").decode("ascii")
