"""What is said of one thing that was looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was found, and how to mend it where it is not."""

    subject: str
    well: bool
    found: str
    mend: str = ""


def judge(subject: str, well: bool, found: str, mend: str) -> Finding:
    """A finding whose mending is told only where it is needed."""
    return Finding(subject, well, found, "" if well else mend)
