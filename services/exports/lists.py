"""The reports that are long lists: how many rows each has, and all of them, read while they are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from domain.errors import BadInputError
from domain.exports import ExportReport, ExportRequest
from domain.pages import Order, Page, PageRequest
from domain.ranges import Months
from services.customers.details import count_customers, scan_customers
from services.exports.answers import months_of, offer_of, required
from services.retention.customers import list_retention_customers, scan_retention_customers
from services.retention.details import list_retention_details, scan_retention_details
from services.scans import Scan
from services.view import View

_ONE = PageRequest(first=1)


@dataclass(frozen=True, slots=True)
class ExportedList:
    """How a long list is scanned and counted under a settled request; `rows` is how many are shown at a time."""

    scan: Callable[[View, ExportRequest], Scan[Any]]
    count: Callable[[View, ExportRequest], int]
    rows: int


def _months(view: View, request: ExportRequest) -> Months | None:
    return None if request.range is None else months_of(view, request)


def _orders(request: ExportRequest) -> tuple[Order, ...]:
    return required(request.order_by)


def _scan_customers(view: View, request: ExportRequest) -> Scan[Any]:
    for order in _orders(request):
        if order.field == "personal_data":  # the list knows it, its order's enumeration does not
            raise BadInputError("orderBy: PERSONAL_DATA is no field to order customers by; give one of its fields")
    return scan_customers(view, required(request.filter), _months(view, request), _orders(request))


def _count_customers(view: View, request: ExportRequest) -> int:
    return count_customers(view, required(request.filter), _months(view, request))


def _scan_accounts(view: View, request: ExportRequest) -> Scan[Any]:
    return scan_retention_customers(
        view,
        offer_of(view, request),
        required(request.granularity),
        required(request.segment),
        required(request.period),
        required(request.status),
        _orders(request),
    )


def _count_accounts(view: View, request: ExportRequest) -> int:
    found = list_retention_customers(
        view,
        offer_of(view, request),
        required(request.granularity),
        required(request.segment),
        required(request.period),
        required(request.status),
        (),
        _ONE,
        with_total=True,
    )
    return _total(found)


def _scan_details(view: View, request: ExportRequest) -> Scan[Any]:
    return scan_retention_details(view, offer_of(view, request), required(request.segment), _orders(request))


def _count_details(view: View, request: ExportRequest) -> int:
    offer, segment = offer_of(view, request), required(request.segment)
    return _total(list_retention_details(view, offer, segment, (), _ONE, with_total=True))


def _total(page: Page[Any]) -> int:
    return required(page.total)


LISTS: Final[Mapping[ExportReport, ExportedList]] = MappingProxyType(
    {
        ExportReport.CUSTOMER_DETAILS: ExportedList(_scan_customers, _count_customers, 2_000),
        ExportReport.RETENTION_CUSTOMERS: ExportedList(_scan_accounts, _count_accounts, 5_000),
        ExportReport.RETENTION_DETAILS: ExportedList(_scan_details, _count_details, 10_000),
    }
)
"""Raises BadInputError, ForbiddenFieldError and NotFoundError."""
