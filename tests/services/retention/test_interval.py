"""The Wilson interval and the indicator."""

import pytest

from domain.measures import Indicator
from services.retention.interval import compare_scores, wilson


def test_the_interval_of_5_of_10_is_that_of_the_textbooks() -> None:
    found = wilson(5, 10)
    assert (found.low, found.high) == pytest.approx((0.236593090512564, 0.763406909487436), abs=1e-14)


def test_nobody_and_everybody_touch_the_ends_exactly() -> None:
    nobody, everybody = wilson(0, 10), wilson(10, 10)
    assert (nobody.low, everybody.high) == (0.0, 1.0)
    assert (nobody.high, everybody.low) == pytest.approx((0.277532799862889, 0.722467200137111), abs=1e-14)


@pytest.mark.parametrize(
    ("retained", "eligible", "other_retained", "other_eligible", "indicator"),
    [
        (1, 3, 2, 6, Indicator.NEUTRAL),
        (10, 10, 7, 7, Indicator.NEUTRAL),
        (0, 10, 0, 3, Indicator.NEUTRAL),
        (333_333_334, 10**9, 1, 3, Indicator.GOOD),
        (333_333_333, 10**9, 1, 3, Indicator.BAD),
    ],
)
def test_fractions_compare_exactly(
    retained: int, eligible: int, other_retained: int, other_eligible: int, indicator: Indicator
) -> None:
    assert compare_scores(retained, eligible, other_retained, other_eligible) is indicator
