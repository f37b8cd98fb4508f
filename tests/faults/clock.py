"""The time of these tests begins at noon, so that all of it is one day.

The first build of a day builds the benchmarks anew: past midnight it is right that a home differs from what was built before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo

from pytest import MonkeyPatch


class TimeFromNoon:
    """The time as commands are told it: as far from noon as it is from the start of the tests."""

    shift = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        """This moment."""
        return datetime.now(tz) + cls.shift


def shift_to_noon() -> timedelta:
    """What is to be added to the time so that it is noon now."""
    started = datetime.now(UTC)
    return started.replace(hour=12, minute=0, second=0, microsecond=0) - started


@contextmanager
def shifted(shift: timedelta) -> Iterator[None]:
    """Within it the one clock of this process is so far from the time."""
    TimeFromNoon.shift = shift
    with MonkeyPatch.context() as patch:
        patch.setattr("app.clock.datetime", TimeFromNoon)
        yield
