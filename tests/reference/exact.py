"""Exact numbers of the reference: integer millionths, their decimal text, ratios and the Wilson interval."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import sqrt

MILLION = 1_000_000
Z = 1.959963984540054
WIDE = Context(prec=60)


def read_millionths(cell: str) -> int:
    """A decimal cell as integer millionths, rounded half-even."""
    scaled = WIDE.multiply(Decimal(cell), Decimal(MILLION))
    return int(scaled.to_integral_value(rounding=ROUND_HALF_EVEN))


def show_decimal(millionths: int) -> str:
    """Millionths as a decimal without exponent and without trailing zeros."""
    whole, rest = divmod(abs(millionths), MILLION)
    sign = "-" if millionths < 0 else ""
    return f"{sign}{whole}.{rest:06d}".rstrip("0").rstrip(".")


def divide(part: int, whole: int) -> float | None:
    """part / whole computed once from integers; None where the whole is 0."""
    return None if whole == 0 else float(Fraction(part, whole))


def grow(now: int, before: int) -> float | None:
    """(now - before) / before; None where before is 0."""
    return divide(now - before, before)


def wilson(retained: int, eligible: int) -> dict[str, float]:
    """The 95 % Wilson interval of retained out of eligible (> 0), without continuity correction."""
    score = retained / eligible
    square = Z * Z
    middle = score + square / (2 * eligible)
    spread = Z * sqrt(score * (1 - score) / eligible + square / (4 * eligible * eligible))
    scale = 1 + square / eligible
    return {
        "low": 0.0 if retained == 0 else (middle - spread) / scale,
        "high": 1.0 if retained == eligible else (middle + spread) / scale,
    }


def round_hundredths(value: Fraction) -> float:
    """Rounded half-even to 0.01."""
    return float(Fraction(round(value * 100), 100))
