"""What is known of one publisher on one as_of day: the resolved facts of all its plain tables."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from tests.reference.acquisitions import Acquisition, derive_acquisitions
from tests.reference.rows import (
    CustomerRow,
    OrderRow,
    Row,
    UsageRow,
    name_customer,
    read_customer,
    read_order,
    read_text,
    read_usage,
)

UNCATEGORIZED = "Uncategorized"


@dataclass(frozen=True, slots=True)
class Tables:
    """The plain tables of one publisher: rows of string cells, one load in the order of the fields but for usage last."""

    customers: list[dict[str, str]] = field(default_factory=list)
    offers: list[dict[str, str]] = field(default_factory=list)
    plans: list[dict[str, str]] = field(default_factory=list)
    orders: list[dict[str, str]] = field(default_factory=list)
    usage: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OfferFact:
    offer_id: str
    name: str
    offer_type: str | None
    category: str
    product_url: str | None

    @property
    def category_key(self) -> str:
        return self.category.strip().casefold()


@dataclass(frozen=True, slots=True)
class PlanFact:
    offer_id: str
    plan_id: str
    name: str | None
    billing_type: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All rows up to as_of; `accounts` gives the account of every customer."""

    publisher_id: str
    as_of: date
    customers: dict[str, CustomerRow]
    accounts: dict[str, str]
    offers: dict[str, OfferFact]
    plans: dict[tuple[str, str], PlanFact]
    orders: list[OrderRow]
    usage: list[UsageRow]
    acquisitions: list[Acquisition]


def read_rows(rows: Iterable[Row], read: Callable[[Row], T | None]) -> list[T]:
    return [value for value in map(read, rows) if value is not None]
