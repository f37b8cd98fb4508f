"""Draws from Hypothesis strategies by number: the same number draws the same value."""

from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

Value = TypeVar("Value")

PLAIN = settings(
    phases=[Phase.generate],
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def draw_values(strategy: st.SearchStrategy[Value], number: int, count: int) -> list[Value]:
    """Several values of a strategy under a number."""
    drawn: list[Value] = []

    @seed(number)
    @settings(PLAIN, max_examples=count + 1)
    @given(strategy)
    def take(value: Value) -> None:
        drawn.append(value)

    take()
    # the first example of a run is the simplest one there is, whatever the number
    return drawn[1:] or drawn


def draw_value(strategy: st.SearchStrategy[Value], number: int) -> Value:
    """The value of a strategy under a number."""
    return draw_values(strategy, number, 3)[-1]
