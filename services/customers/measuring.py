"""Values of a measure, and the numbers that its questions take."""

from decimal import Decimal

from domain.errors import BadInputError
from domain.measures import Measure
from services.frames import decimal_of

LARGEST_TOP = 1000


def value_of(measure: Measure, value: int) -> Decimal:
    """A value as the API shows it: a number of orders, or hours from millionths."""
    return Decimal(value) if measure is Measure.ORDERS else decimal_of(value)


def check_top(top: int, argument: str = "top") -> None:
    """BadInputError unless 1..1000."""
    if not 1 <= top <= LARGEST_TOP:
        raise BadInputError(f"{argument}: {top}; give 1 to {LARGEST_TOP}")
