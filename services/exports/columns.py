"""The columns of every report: named as in the API, each with its kind and where a row holds it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from domain.exports import ExportReport, api_name
from services.masking import PERSONAL


class Kind(Enum):
    """What the cells of a column are; any may be missing."""

    TEXT = "TEXT"
    NAME = "NAME"  # of an enumeration
    TEXTS = "TEXTS"
    INTEGER = "INTEGER"
    DECIMAL = "DECIMAL"
    RATIO = "RATIO"
    DAY = "DAY"
    FLAG = "FLAG"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `field` of the row, or of the part of the row that `of` names; of a list of things the `each` of them."""

    name: str
    kind: Kind
    field: str
    of: str = ""
    each: str = ""

    @property
    def personal(self) -> bool:
        """Whether it is a personal field of a customer."""
        return self.of == "customer" and self.field in PERSONAL


Fields = dict[str, Kind]
_TEXT, _NAME, _TEXTS, _INTEGER, _DECIMAL, _RATIO, _DAY, _FLAG = Kind
_LIFE: Fields = {"date_acquired": _DAY, "date_lost": _DAY, "is_active": _FLAG}
_WHO: Fields = {
    **dict.fromkeys(("customer_id", "billing_account_id", *PERSONAL), _TEXT),
    **dict.fromkeys(("state", "country", "country_code", "language", "customer_type"), _TEXT),
}
_ACCESS: Fields = {"personal_data": _NAME}
_OFFER: Fields = dict.fromkeys(("offer_id", "name", "offer_type", "category", "product_url"), _TEXT)
_PLAN: Fields = {"plan_id": _TEXT, "name": _TEXT}
_SUMS: Fields = {"normalized_hours": _DECIMAL, "raw_hours": _DECIMAL}
_REVENUE: Fields = {"revenue": _DECIMAL, "revenue_on_day": _DECIMAL}
_GROWTH: Fields = {"from_previous": _RATIO, "from_start": _RATIO}
_INTERVAL: Fields = {"low": _RATIO, "high": _RATIO}
_MONTH: Fields = {"month": _DAY, "partial": _FLAG}


def _row(fields: Fields) -> Iterator[Column]:
    for field, kind in fields.items():
        yield Column(api_name(field.rstrip("_")), kind, field)


def _inner(of: str, fields: Fields, prefix: str) -> Iterator[Column]:
    """Fields of a part of the row, their names after the part's."""
    for field, kind in fields.items():
        yield Column(api_name(f"{prefix}_{field}"), kind, field, of)


def _named(of: str, fields: Fields) -> Iterator[Column]:
    """Fields of a row's customer, plan or offer, which keep their names, but for a bare `name`."""
    for field, kind in fields.items():
        yield Column(api_name(f"{of}_name" if field == "name" else field), kind, field, of)


def _integers(*names: str) -> Fields:
    return dict.fromkeys(names, _INTEGER)


_PLAN_SLICES = (
    *_named("plan", {**_PLAN, "billing_type": _TEXT}),
    *_named("offer", _OFFER),
    *_row({"value": _INTEGER, "share": _RATIO}),
)
_CUSTOMER = (*_named("customer", _WHO), *_named("customer", _LIFE), *_named("customer", _ACCESS))
COLUMNS: Final[Mapping[ExportReport, tuple[Column, ...]]] = MappingProxyType(
    {
        # where both have it, the row's
        ExportReport.CUSTOMER_DETAILS: (
            *_named("customer", _WHO),
            *_named("customer", _ACCESS),
            *_row({**_LIFE, "reactivated": _FLAG, **_integers("orders", "seats"), **_SUMS, "revenue": _DECIMAL}),
            *_row({"sales_channels": _TEXTS, "subscription_ids": _TEXTS}),
        ),
        ExportReport.CUSTOMER_TREND: (
            *_row({**_MONTH, **_integers("active", "new", "existing", "churned", "acquired", "reactivated")}),
            *_inner("growth", _GROWTH, "growth"),
        ),
        ExportReport.GEOGRAPHY: tuple(
            _row(
                {"country": _TEXT, "country_code": _TEXT, "customers": _INTEGER, "share": _RATIO}
                | {**_integers("new_customers", "orders"), **_SUMS}
            )
        ),
        ExportReport.CONCENTRATION: tuple(
            _row(
                _integers("percentile", "customers")
                | {"value": _DECIMAL, "cumulative_value": _DECIMAL, "cumulative_share": _RATIO}
            )
        ),
        ExportReport.LEADERBOARD: (
            *_row({"rank": _INTEGER}),
            *_CUSTOMER,
            *_row({"value": _DECIMAL, "share": _RATIO}),
        ),
        ExportReport.ORDERS_BY_PLAN: _PLAN_SLICES,
        ExportReport.SEATS_BY_PLAN: _PLAN_SLICES,
        ExportReport.CUSTOMER_TYPES: (
            *_row({**_MONTH, "new": _DECIMAL, "existing": _DECIMAL}),
            *_inner("growth", _GROWTH, "growth"),
        ),
        ExportReport.RETENTION_DETAILS: (
            *_named("offer", _OFFER),
            *_named("plan", _PLAN),
            *_row({"billing_type": _TEXT}),
            *_CUSTOMER,
            *_row({"currency_code": _TEXT, "sales_channel": _TEXT, "first_used_on": _DAY, "retained_on": _DAY}),
            *_row({"days_from_first_use": _INTEGER, **_REVENUE}),
        ),
        ExportReport.RETENTION_CURVE: (
            *_row({**_integers("period", "eligible", "retained", "dormant"), "score": _RATIO}),
            *_inner("interval", _INTERVAL, "interval"),
            *_row({"benchmark": _RATIO, "benchmark_scope": _NAME, "indicator": _NAME, "significant": _FLAG}),
            *_row({"revenue": _DECIMAL}),
        ),
        ExportReport.RETENTION_CUSTOMERS: (
            *_row({"account_id": _TEXT}),
            *_CUSTOMER,
            Column("customers", _TEXTS, "customers", each="customer_id"),
            Column("plans", _TEXTS, "plans", each="plan_id"),
            *_row({"billing_types": _TEXTS, "first_used_on": _DAY, "last_used_on": _DAY}),
            *_row({"days_since_last_use": _INTEGER, **_REVENUE}),
        ),
        ExportReport.OFFER_STANDING: tuple(
            _row(
                {"category": _TEXT, "scope": _NAME, **_integers("rank", "rank_change"), "score": _RATIO}
                | {**_integers("total_offers", "total_customers", "offers_behind")}
                | {"mean_score": _RATIO, "median_score": _RATIO}
            )
        ),
        ExportReport.SCORE_DISTRIBUTION: tuple(_row({"from_": _RATIO, "to": _RATIO, "offers": _INTEGER})),
        ExportReport.POTENTIAL_REVENUE: tuple(
            _row({**_integers("period", "accounts"), "accumulated": _DECIMAL, "daily": _DECIMAL})
        ),
        ExportReport.ACTIVE_CUSTOMERS: (
            Column("offersPerCustomer", _TEXT, "offers_per_customer", "bar"),
            Column("accounts", _INTEGER, "accounts", "bar"),
            *_inner("bucket", {"label": _TEXT, **_integers("from_day", "to_day", "accounts")}, "bucket"),
        ),
        ExportReport.COHORT_HEAT_MAP: (
            *(Column(name, kind, name, "cohort") for name, kind in {"month": _DAY, "size": _INTEGER}.items()),
            *(Column(name, _FLAG, name, "cohort") for name in ("mature", "truncated")),
            *_inner("cell", {**_integers("offset", "retained"), "score": _RATIO}, "cell"),
            *_inner("cell.interval", _INTERVAL, "cell_interval"),
            *_inner("cell", {"partial": _FLAG}, "cell"),
        ),
    }
)
"""The columns of each report, in their order."""


def names_people(report: ExportReport) -> bool:
    """Whether the rows of a report have personal fields, whoever may read them."""
    return any(column.personal for column in COLUMNS[report])
