"""What the API shows where an export shows the same: a document for each report, and its answer as flat rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from domain.exports import ExportReport as Report

Row = dict[str, Any]
WHO = (
    "customerId billingAccountId companyName firstName lastName email addressLine1 city postalCode"
    " state country countryCode language customerType"
)
LIFE = "dateAcquired dateLost isActive"
CUSTOMER = f"customer {{ {WHO} {LIFE} personalData }}"
OFFER = "offer { offerId name offerType category productUrl }"
GROWTH = "growth { fromPrevious fromStart }"
SLICES = f"slices {{ plan {{ planId name billingType }} {OFFER} value share }}"
STANDING = "category scope rank rankChange score totalOffers totalCustomers offersBehind meanScore medianScore"


@dataclass(frozen=True, slots=True)
class Shown:
    """A document, the arguments with which it asks as the report does by default, and the rows of its answer."""

    document: str
    rows: Callable[[Row], Iterator[Row]]


def _dashboard(selection: str, *path: str) -> Shown:
    document = f"{{ customerDashboard {{ {selection} }} }}"
    return Shown(document, lambda data: _flat(_at(data, "customerDashboard", *path)))


def _retention(selection: str, *path: str) -> Shown:
    document = f'{{ offer(offerId: "o1") {{ retention {{ {selection} }} }} }}'
    return Shown(document, lambda data: _flat(_at(data, "offer", "retention", *path)))


def _at(data: Any, *path: str) -> list[Row]:
    for name in path:
        data = None if data is None else data[name]
    if data is None:
        return []
    return data if isinstance(data, list) else [data]


def _flat(rows: list[Row]) -> Iterator[Row]:
    """What a row holds of a customer, plan or offer stands beside it; of anything else after its name."""
    for row in rows:
        flat: Row = {}
        for name, value in row.items():
            if name in ("customer", "plan", "offer"):
                flat.update({f"{name}Name" if key == "name" else key: inner for key, inner in (value or {}).items()})
            elif isinstance(value, dict):
                flat.update({f"{name}{key[0].upper()}{key[1:]}": inner for key, inner in value.items()})
            else:
                flat[name] = value
        yield flat


def _accounts(data: Row) -> Iterator[Row]:
    for row in data["offer"]["retention"]["customers"]["nodes"]:
        customers = [each["customerId"] for each in row.pop("customers")]
        plans = [each["planId"] for each in row.pop("plans")]
        yield {**next(_flat([row])), "customers": customers, "plans": plans}


def _stays(data: Row) -> Iterator[Row]:
    for bar in data["activeCustomers"]:
        for bucket in bar["buckets"]:
            yield from _flat([{**{name: bar[name] for name in ("offersPerCustomer", "accounts")}, "bucket": bucket}])


def _cells(data: Row) -> Iterator[Row]:
    for cohort in data["offer"]["retention"]["heatMap"]["rows"]:
        cells = cohort.pop("cells")
        for cell in cells:
            interval = cell.pop("interval")
            yield from _flat([{**cohort, "cell": cell, "cellInterval": interval}])


SHOWN = {
    Report.CUSTOMER_DETAILS: Shown(
        f"{{ customers(first: 1000) {{ nodes {{ customer {{ {WHO} personalData }} {LIFE} reactivated orders seats normalizedHours"
        " rawHours revenue salesChannels subscriptionIds } } }",
        lambda data: _flat(data["customers"]["nodes"]),
    ),
    Report.CUSTOMER_TREND: _dashboard(
        f"trend {{ month partial active new existing churned acquired reactivated {GROWTH} }}", "trend"
    ),
    Report.GEOGRAPHY: _dashboard(
        "geography { country countryCode customers share newCustomers orders normalizedHours rawHours }", "geography"
    ),
    Report.CONCENTRATION: _dashboard(
        "concentration { bands { percentile customers value cumulativeValue cumulativeShare } }",
        "concentration",
        "bands",
    ),
    Report.LEADERBOARD: _dashboard(
        f"leaderboard {{ entries {{ rank {CUSTOMER} value share }} }}", "leaderboard", "entries"
    ),
    Report.ORDERS_BY_PLAN: _dashboard(f"ordersByPlan {{ {SLICES} }}", "ordersByPlan", "slices"),
    Report.SEATS_BY_PLAN: _dashboard(f"seatsByPlan {{ {SLICES} }}", "seatsByPlan", "slices"),
    Report.CUSTOMER_TYPES: _dashboard(f"byCustomerType {{ month partial new existing {GROWTH} }}", "byCustomerType"),
    Report.RETENTION_DETAILS: _retention(
        f"details(first: 1000) {{ nodes {{ {OFFER} plan {{ planId name }} billingType {CUSTOMER} currencyCode salesChannel firstUsedOn"
        " retainedOn daysFromFirstUse revenue revenueOnDay } }",
        "details",
        "nodes",
    ),
    Report.RETENTION_CURVE: _retention(
        "curve { points { period eligible retained dormant score interval { low high } benchmark benchmarkScope indicator significant"
        " revenue } }",
        "curve",
        "points",
    ),
    Report.RETENTION_CUSTOMERS: Shown(
        f'{{ offer(offerId: "o1") {{ retention {{ customers(first: 1000) {{ nodes {{ accountId {CUSTOMER} customers {{ customerId }}'
        " plans { planId } billingTypes firstUsedOn lastUsedOn daysSinceLastUse revenue revenueOnDay } } } } }",
        _accounts,
    ),
    Report.OFFER_STANDING: _retention(f"standing {{ {STANDING} }}", "standing"),
    Report.SCORE_DISTRIBUTION: _retention("standing { distribution { from to offers } }", "standing", "distribution"),
    Report.POTENTIAL_REVENUE: _retention("potentialRevenue { period accounts accumulated daily }", "potentialRevenue"),
    Report.ACTIVE_CUSTOMERS: Shown(
        "{ activeCustomers { offersPerCustomer accounts buckets { label fromDay toDay accounts } } }", _stays
    ),
    Report.COHORT_HEAT_MAP: Shown(
        '{ offer(offerId: "o1") { retention { heatMap { rows { month size mature truncated cells { offset retained score'
        " interval { low high } partial } } } } } }",
        _cells,
    ),
}
