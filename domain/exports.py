"""What can be exported: the reports with the arguments that each takes, the formats, and a request that was checked against them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum
from types import MappingProxyType
from typing import Final

from domain.errors import BadInputError, HoldfastError
from domain.filters import CustomerFilter, Segment
from domain.measures import Granularity, Measure, RetentionStatus, SortDirection
from domain.pages import Order
from domain.ranges import MonthRange


class ExportReport(Enum):
    """What a file shows: each report is one field of the API."""

    CUSTOMER_DETAILS = "CUSTOMER_DETAILS"
    CUSTOMER_TREND = "CUSTOMER_TREND"
    GEOGRAPHY = "GEOGRAPHY"
    CONCENTRATION = "CONCENTRATION"
    LEADERBOARD = "LEADERBOARD"
    ORDERS_BY_PLAN = "ORDERS_BY_PLAN"
    SEATS_BY_PLAN = "SEATS_BY_PLAN"
    CUSTOMER_TYPES = "CUSTOMER_TYPES"
    RETENTION_DETAILS = "RETENTION_DETAILS"
    RETENTION_CURVE = "RETENTION_CURVE"
    RETENTION_CUSTOMERS = "RETENTION_CUSTOMERS"
    OFFER_STANDING = "OFFER_STANDING"
    SCORE_DISTRIBUTION = "SCORE_DISTRIBUTION"
    POTENTIAL_REVENUE = "POTENTIAL_REVENUE"
    ACTIVE_CUSTOMERS = "ACTIVE_CUSTOMERS"
    COHORT_HEAT_MAP = "COHORT_HEAT_MAP"


class ExportFormat(Enum):
    """How a file is written."""

    CSV = "CSV"
    TSV = "TSV"
    PARQUET = "PARQUET"
    XLSX = "XLSX"

    @property
    def ending(self) -> str:
        """What the name of such a file ends in, without the dot: "csv"."""
        return self.value.lower()


class CanceledError(HoldfastError):
    """Raised by whoever is told of an export's progress, to stop it; nothing is left of the file."""

    code = "CANCELED"


class _Needed(Enum):
    NEEDED = "NEEDED"


NEEDED: Final = _Needed.NEEDED
"""In place of a default: the report cannot be without the argument."""

_PAGE = {"range": None, "filter": CustomerFilter()}
_RETENTION = {"offer_id": NEEDED, "granularity": Granularity.DAY, "segment": Segment()}
_MEASURED = {**_PAGE, "measure": Measure.ORDERS}
_PLANS = {**_PAGE, "customer_id": None, "top": 5}
ARGUMENTS: Final[Mapping[ExportReport, Mapping[str, object]]] = MappingProxyType(
    {
        ExportReport.CUSTOMER_DETAILS: {**_PAGE, "order_by": ()},
        ExportReport.CUSTOMER_TREND: _PAGE,
        ExportReport.GEOGRAPHY: _PAGE,
        ExportReport.CONCENTRATION: {**_MEASURED, "bands": 10},
        ExportReport.LEADERBOARD: {**_MEASURED, "top": 50},
        ExportReport.ORDERS_BY_PLAN: _PLANS,
        ExportReport.SEATS_BY_PLAN: _PLANS,
        ExportReport.CUSTOMER_TYPES: _MEASURED,
        ExportReport.RETENTION_DETAILS: {**_RETENTION, "order_by": ()},
        ExportReport.RETENTION_CURVE: {**_RETENTION, "up_to": None},
        ExportReport.RETENTION_CUSTOMERS: {
            **_RETENTION,
            "period": 0,
            "status": RetentionStatus.RETAINED,
            "order_by": (),
        },
        ExportReport.OFFER_STANDING: _RETENTION,
        ExportReport.SCORE_DISTRIBUTION: _RETENTION,
        ExportReport.POTENTIAL_REVENUE: {**_RETENTION, "up_to": None},
        ExportReport.ACTIVE_CUSTOMERS: {"category": None},
        ExportReport.COHORT_HEAT_MAP: {**_RETENTION, "mature_only": False},
    }
)
"""The arguments that each report takes, with the defaults of the API's field; None: the field takes null and says what that means."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """A report, a format and the report's arguments, None where one is not given. Raises BadInputError where they do not fit together."""

    report: ExportReport
    format: ExportFormat = ExportFormat.CSV
    range: MonthRange | None = None
    filter: CustomerFilter | None = None
    measure: Measure | None = None
    bands: int | None = None
    top: int | None = None
    customer_id: str | None = None
    offer_id: str | None = None
    granularity: Granularity | None = None
    segment: Segment | None = None
    period: int | None = None
    status: RetentionStatus | None = None
    up_to: int | None = None
    mature_only: bool | None = None
    category: str | None = None
    order_by: tuple[Order, ...] | None = None

    def __post_init__(self) -> None:
        taken = ARGUMENTS[self.report]
        for name in argument_names():
            given = getattr(self, name) is not None
            if given and name not in taken:
                others = ", ".join(api_name(each) for each in taken)
                raise BadInputError(f"{api_name(name)}: {self.report.value} does not take it; it takes {others}")
            if not given and taken.get(name) is NEEDED:
                raise BadInputError(f"{api_name(name)}: missing; {self.report.value} needs it")

    def settled(self) -> "ExportRequest":
        """The same with the defaults of the arguments that are not given."""
        missing = {name: default for name, default in ARGUMENTS[self.report].items() if getattr(self, name) is None}
        return replace(self, **missing)  # type: ignore[arg-type]  # each default has the type of its argument


def argument_names() -> tuple[str, ...]:
    """The names of all arguments, in snake_case."""
    return tuple(field.name for field in fields(ExportRequest) if field.name not in ("report", "format"))


def api_name(name: str) -> str:
    """A name as the API writes it: up_to is upTo."""
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def read_order(field: str, direction: SortDirection = SortDirection.ASC) -> Order:
    """A step of an order as the API names it: a field of the row in capitals. Raises BadInputError for another spelling."""
    if not field or field != field.upper():
        raise BadInputError(f"orderBy: field {field!r}: give a field of the report's rows in capitals, like REVENUE")
    return Order(field.lower(), direction)
