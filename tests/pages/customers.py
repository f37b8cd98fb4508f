"""What the customers page is expected to show, from the API's own answers."""

from collections.abc import Mapping
from typing import Any

from tests.pages.reading import arrowed, day, exact, growth, money, month, percent, short
from tests.pages.serving import Served

LAST_6 = {"range": {"preset": "LAST_6_MONTHS"}}
MEASURES = {"Orders": "Orders", "Normalized usage": "NormalizedUsage", "Raw usage": "RawUsage"}

Rows = list[list[str]]


def named_month(point: Mapping[str, Any]) -> str:
    """A month as tables have it."""
    return month(point["month"]) + (" (not finished)" if point["partial"] else "")


def summary_cards(found: Any) -> list[str]:
    """The cards of the summary."""
    both = found["growth"]
    counts = [short(found[name]) for name in ("active", "new", "existing", "churned")]
    return [*counts, arrowed(both["fromStart"]), arrowed(both["fromPrevious"])]


def summary_rows(trend: Any) -> Rows:
    """The numbers of the summary's columns."""
    names = ("active", "new", "existing", "churned")
    return [[named_month(point), *(exact(point[name]) for name in names)] for point in trend]


def trend_rows(trend: Any) -> Rows:
    """The numbers of the trends."""
    names = ("active", "existing", "new", "churned")
    return [
        [
            named_month(point),
            *(exact(point[name]) for name in names),
            growth(point["growth"]["fromStart"]),
            growth(point["growth"]["fromPrevious"]),
        ]
        for point in trend
    ]


def country_rows(geography: Any) -> Rows:
    """The grid of countries."""
    amounts = ("newCustomers", "orders", "normalizedHours", "rawHours")
    return [
        [
            each["country"] or "Unknown",
            short(each["customers"]),
            percent(each["share"]),
            *(short(each[name]) for name in amounts),
        ]
        for each in geography
    ]


def band_rows(found: Any) -> Rows:
    """The numbers of a concentration."""
    return [
        [
            f"{band['percentile']}th",
            exact(band["customers"]),
            exact(band["value"]),
            exact(band["cumulativeValue"]),
            percent(band["cumulativeShare"]),
        ]
        for band in found["bands"]
    ]


def leader_rows(found: Any) -> Rows:
    """The leader board, all customers first."""
    rows = [["All", "All customers", f"{short(found['total'])} (100%)"]]
    for entry in found["entries"]:
        customer = entry["customer"]
        access = customer["personalData"]
        name = (customer["companyName"] if access == "VISIBLE" else None) or customer["customerId"]
        value = f"{short(entry['value'])} ({percent(entry['share'])})"
        rows.append([str(entry["rank"]), name + ("Protected" if access == "PROTECTED" else ""), value])
    return rows


def plan_rows(found: Any) -> Rows:
    """The numbers of a donut."""
    rows = []
    for each in found["slices"]:
        plan = each["plan"]
        name = (plan["name"] or plan["planId"]) if plan else "no plan"
        rows.append([f"{each['offer']['name']} · {name}", exact(each["value"]), percent(each["share"])])
    rest = found["rest"]
    if rest:
        name = f"Rest ({rest['plans']} {'plan' if rest['plans'] == 1 else 'plans'})"
        rows.append([name, exact(rest["value"]), percent(rest["share"])])
    return rows


def type_rows(points: Any) -> Rows:
    """The numbers of orders and usage by customer type."""
    return [[named_month(point), exact(point["existing"]), exact(point["new"])] for point in points]


def detail_rows(nodes: Any, owner: bool, start: int = 1) -> Rows:
    """The rows of the customer details with the columns that are shown at first."""
    return [[str(number), *_detail(node, owner)] for number, node in enumerate(nodes, start)]


def _detail(node: Any, owner: bool) -> list[str]:
    customer = node["customer"]
    personal = ["companyName", "email", "city"] if owner else ["companyName"]
    return [
        customer["customerId"],
        *(read_personal(customer, name) for name in personal),
        *(customer[name] or "–" for name in ("state", "country", "customerType")),
        *(day(node[name]) if node[name] else "–" for name in ("dateAcquired", "dateLost")),
        "Yes" if node["isActive"] else "No",
        *(short(node[name]) for name in ("orders", "seats", "normalizedHours", "rawHours")),
        money(node["revenue"]),
    ]


def read_personal(customer: Any, name: str) -> str:
    """A personal field as a table has it."""
    access = customer["personalData"]
    hidden = {"NO_CONSENT": "No consent", "OWNER_ONLY": "Visible to owners"}
    return hidden.get(access) or customer[name] or "–"


def find_leader(served: Served, role: str, access: str) -> tuple[int, str]:
    """The first leader by orders of that access: its place in the board, counted from 0, and its id."""
    board = served.ask(role, "leader-board", LAST_6)["customerDashboard"]["leadersByOrders"]
    for entry in board["entries"]:
        if entry["customer"]["personalData"] == access:
            return entry["rank"], entry["customer"]["customerId"]
    raise AssertionError(f"no leader is {access}")
