"""The base's window and steps back."""

from datetime import date

from domain.calendar import day_number
from domain.measures import Granularity
from services.retention.window import BaseWindow, base_window, step_back


def test_18_months_back_are_clamped_to_the_end_of_february() -> None:
    as_of = day_number(date(2024, 8, 31))
    assert base_window(as_of) == BaseWindow(as_of, day_number(date(2023, 2, 28)), day_number(date(2024, 7, 17)))


def test_a_window_holds_both_its_ends_and_no_unknown_day() -> None:
    window = BaseWindow(100, 10, 55)
    assert [window.holds(day) for day in (9, 10, 55, 56, None)] == [False, True, True, False, False]


def test_one_step_back_is_a_day_a_week_or_a_calendar_month() -> None:
    as_of = day_number(date(2024, 3, 31))
    steps = [step_back(as_of, granularity) for granularity in Granularity]
    assert steps == [day_number(day) for day in (date(2024, 3, 30), date(2024, 3, 24), date(2024, 2, 29))]
