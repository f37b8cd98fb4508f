"""A long list's export has the rows of its pages, in their order, under any range, filter, segment and order, on either engine."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import strategies as st

from app.export_arguments import read_request
from domain.errors import ForbiddenFieldError
from domain.exports import ExportFormat, ExportReport, ExportRequest
from domain.pages import Page, PageRequest
from domain.ranges import resolve_range
from services.customers.details import list_customers
from services.exports.answers import offer_of
from services.exports.batches import batch_of
from services.exports.columns import COLUMNS
from services.exports.writing import write_export
from services.retention.customers import list_retention_customers
from services.retention.details import list_retention_details
from services.view import View
from tests.marketplaces import filters, ranges, segments
from tests.roads.asking import Asker, list_askers
from tests.roads.draws import draw_values
from tests.roads.orders import orders
from tests.roads.stage import Stage

Variables = dict[str, Any]


def read_all(ask: Callable[[PageRequest], Page[Any]]) -> list[Any]:
    """All rows of a list, page by page."""
    rows: list[Any] = []
    request = PageRequest(first=7)
    while True:
        page = ask(request)
        rows += page.rows
        if not page.has_next:
            return rows
        request = PageRequest(first=1000, after=page.cursors[-1])


def read_pages(view: View, asked: ExportRequest) -> list[Any]:
    """The rows of a settled request, through the service that the API asks."""
    found: Any = asked  # settled: nothing is missing
    if asked.report is ExportReport.CUSTOMER_DETAILS:
        months = None if asked.range is None else resolve_range(asked.range, view.as_of)
        return read_all(lambda page: list_customers(view, found.filter, months, found.order_by, page))
    offer = offer_of(view, asked)
    if asked.report is ExportReport.RETENTION_DETAILS:
        return read_all(lambda page: list_retention_details(view, offer, found.segment, found.order_by, page, False))
    chosen = (found.granularity, found.segment, found.period, found.status, found.order_by)
    return read_all(lambda page: list_retention_customers(view, offer, *chosen, page, False))


def check(view: View, request: ExportRequest, target: Path) -> None:
    """Both engines write what the pages show, or both refuse."""
    for few in (20_000, -1):
        try:
            expected = batch_of(COLUMNS[request.report], read_pages(view, request.settled())).to_pylist()
        except ForbiddenFieldError:
            with pytest.raises(ForbiddenFieldError):
                write_export(view, request, target, lambda _rows, _total: None, few=few)
            assert not target.exists()
        else:
            written = write_export(view, request, target, lambda _rows, _total: None, few=few)
            assert pq.read_table(target).to_pylist() == expected
            assert written.rows == len(expected)
            target.unlink()


@st.composite
def customer_lists(draw: st.DrawFn, asker: Asker) -> Variables:
    """Range, filter and order, at times one that a contributor may not ask for."""
    personal = asker.role == "OWNER" or draw(st.integers(0, 3)) == 0
    return {
        "range": draw(ranges(asker.market)),
        "filter": draw(st.none() | filters(asker.market, personal)),
        "orderBy": draw(orders("CustomerOrderField", personal)),
    }


@st.composite
def retention_lists(draw: st.DrawFn, asker: Asker, enum: str) -> Variables:
    """An offer, a segment and an order."""
    return {
        "offerId": draw(st.sampled_from(sorted(asker.facts.offers))),
        "segment": draw(st.none() | segments(asker.market)),
        "orderBy": draw(orders(enum, asker.role == "OWNER")),
    }


def test_customer_details(stage: Stage, number: int, tmp_path: Path) -> None:
    for position, asker in enumerate(list_askers(stage)):
        view = stage.open_view(asker.publisher_id, asker.role)
        for asked in draw_values(customer_lists(asker), 10 * number + position, 2):
            request = read_request(ExportReport.CUSTOMER_DETAILS, ExportFormat.PARQUET, asked)
            check(view, request, tmp_path / "file")


def test_retention_lists(stage: Stage, number: int, tmp_path: Path) -> None:
    reports = (
        (ExportReport.RETENTION_DETAILS, "RetentionDetailOrderField"),
        (ExportReport.RETENTION_CUSTOMERS, "RetentionCustomerOrderField"),
    )
    sellers = [asker for asker in list_askers(stage) if asker.facts.offers]
    for (position, asker), (report, enum) in product(enumerate(sellers), reports):
        view = stage.open_view(asker.publisher_id, asker.role)
        for asked in draw_values(retention_lists(asker, enum), 10 * number + position, 2):
            check(view, read_request(report, ExportFormat.PARQUET, asked), tmp_path / "file")
