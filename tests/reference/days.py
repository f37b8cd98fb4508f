"""Calendar arithmetic of the reference: days are dates, months are the integers 12 x year + month - 1."""

from calendar import monthrange
from datetime import date, timedelta


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    year, number = month // 12, month % 12 + 1
    return date(year, number, monthrange(year, number)[1])


def add_days(day: date, count: int) -> date:
    return day + timedelta(days=count)


def add_months(day: date, count: int) -> date:
    """The same day of another month, clamped to that month's end."""
    month = month_of(day) + count
    end = last_day(month)
    return end.replace(day=min(day.day, end.day))


def within(day: date | None, start: date | None, end: date | None) -> bool:
    """Is the day in [start, end]? An open end is None; an unknown day is in no range."""
    if day is None:
        return False
    return (start is None or start <= day) and (end is None or day <= end)


def parse_bounds(bounds: dict[str, str] | None) -> tuple[date | None, date | None]:
    """The two ends of a DateRange input."""
    given = bounds or {}
    start, end = given.get("from"), given.get("to")
    return (date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)
