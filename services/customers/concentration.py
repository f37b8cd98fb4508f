"""How much of a measure the largest customers of a range make."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from domain.errors import BadInputError
from domain.filters import CustomerFilter
from domain.measures import Measure
from domain.ranges import Months
from services.customers.growth import ratio
from services.customers.measuring import value_of
from services.customers.members import open_members
from services.questions import Question
from services.view import View

CONCENTRATION = Question.load(__file__, "concentration.sql")
BANDS = (10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class ConcentrationBand:
    """The customers between two percentiles of the ranking, the upper one named; what they and all before them make."""

    percentile: int
    customers: int
    value: Decimal
    cumulative_value: Decimal
    cumulative_share: float | None


@dataclass(frozen=True, slots=True)
class Concentration:
    """A measure over the customers of the range, in equal bands of the ranking; a band may be empty."""

    measure: Measure
    total: Decimal
    customers: int
    bands: tuple[ConcentrationBand, ...]


def ask_concentration(
    view: View, chosen: CustomerFilter, months: Months, measure: Measure = Measure.ORDERS, bands: int = 10
) -> Concentration:
    """The ranking in 10, 20, 50 or 100 bands; BadInputError for another number."""
    if bands not in BANDS:
        raise BadInputError(f"bands: {bands}; give 10, 20, 50 or 100")
    rows = open_members(view, chosen, months).records(CONCENTRATION, measure=measure.value)
    # each number of bands divides 100, and ceil(N * b / k) is ceil(N * (100 b / k) / 100)
    hundredths = {hundredth: (customers, value) for hundredth, customers, value in rows}
    return Concentration(
        measure=measure,
        total=value_of(measure, sum(value for _, value in hundredths.values())),
        customers=sum(customers for customers, _ in hundredths.values()),
        bands=tuple(_bands(hundredths, measure, bands)),
    )


def _bands(hundredths: dict[int, tuple[int, int]], measure: Measure, bands: int) -> Iterator[ConcentrationBand]:
    width = 100 // bands
    total = sum(value for _, value in hundredths.values())
    cumulative = 0
    for end in range(width, 101, width):
        parts = [hundredths.get(each, (0, 0)) for each in range(end - width + 1, end + 1)]
        value = sum(part for _, part in parts)
        cumulative += value
        yield ConcentrationBand(
            percentile=end,
            customers=sum(customers for customers, _ in parts),
            value=value_of(measure, value),
            cumulative_value=value_of(measure, cumulative),
            cumulative_share=ratio(cumulative, total),
        )
