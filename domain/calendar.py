"""Days and months as integers: the only time there is below the build."""

from calendar import monthrange
from datetime import date, timedelta

EPOCH = date(2000, 1, 1)


def day_number(day: date) -> int:
    """Days since 2000-01-01, negative before it."""
    return (day - EPOCH).days


def date_of(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=day)


def month_number(day: date) -> int:
    """12 x year + month (1..12), so that consecutive months are consecutive numbers."""
    return 12 * day.year + day.month


def month_of(day: int) -> int:
    """The month number of a day number."""
    return month_number(date_of(day))


def first_date(month: int) -> date:
    """The first date of a month number."""
    year, before = divmod(month - 1, 12)
    return date(year, before + 1, 1)


def last_day(month: int) -> int:
    """The day number of the last day of a month number."""
    return day_number(first_date(month + 1)) - 1


def months_before(day: int, months: int) -> int:
    """The day number of the same day of the month so many months earlier, clamped to that month's end."""
    then = date_of(day)
    first = first_date(month_number(then) - months)
    return day_number(first.replace(day=min(then.day, monthrange(first.year, first.month)[1])))
