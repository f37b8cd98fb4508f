"""What becomes of exports, and what they are held to: how many rows are written at once."""

from enum import Enum
from typing import Final

from domain.errors import HoldfastError
from domain.exports import ExportReport

_CUSTOMERS_AT_ONCE, _RETENTION_AT_ONCE = 1000, 500
_CUSTOMERS_PAGE: Final = frozenset(
    {
        ExportReport.CUSTOMER_DETAILS,
        ExportReport.CUSTOMER_TREND,
        ExportReport.GEOGRAPHY,
        ExportReport.CONCENTRATION,
        ExportReport.LEADERBOARD,
        ExportReport.ORDERS_BY_PLAN,
        ExportReport.SEATS_BY_PLAN,
        ExportReport.CUSTOMER_TYPES,
    }
)


class ExportStatus(Enum):
    """What became of an export."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    READY = "READY"
    FAILED = "FAILED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"


class ExportRefusedError(HoldfastError):
    """An export that cannot be taken in now; says what to do."""

    code = "RATE_LIMITED"


def most_rows_at_once(report: ExportReport) -> int:
    """Rows, both ends included, up to which a file is written within the request: 1,000 of the customers page, 500 of retention."""
    return _CUSTOMERS_AT_ONCE if report in _CUSTOMERS_PAGE else _RETENTION_AT_ONCE
