"""The known traps of the metrics that questions decide, on the service, with values counted by hand."""

import json
from typing import Any

import pytest

from tests.reference.small_tables import months
from tests.roads.asking import LARGEST, Asker
from tests.roads.stage import Stage
from tests.roads.traps import CLAMPED, HUGE, PUBLISHER


@pytest.fixture
def asker(trap_stage: Stage) -> Asker:
    return Asker(trap_stage, PUBLISHER, "OWNER")


@pytest.fixture
def clamped(trap_stage: Stage) -> Asker:
    return Asker(trap_stage, CLAMPED, "OWNER")


def read_points(asker: Asker, offer_id: str, granularity: str = "DAY", **chosen: Any) -> list[dict[str, Any]]:
    path = "offer.retention.curve.points"
    found: list[dict[str, Any]] = asker.ask("curve", path, offerId=offer_id, granularity=granularity, **chosen)
    return found


def read_point(asker: Asker, offer_id: str, period: int) -> dict[str, Any]:
    (found,) = read_points(asker, offer_id, periods=[period])
    return found


def read_heat_map(asker: Asker, offer_id: str, mature_only: bool = False) -> list[dict[str, Any]]:
    path = "offer.retention.heatMap.rows"
    found: list[dict[str, Any]] = asker.ask("heat_map", path, offerId=offer_id, matureOnly=mature_only)
    return found


def read_trend(asker: Asker, customer_id: str, start: str, end: str) -> list[list[int]]:
    """New, existing, churned, acquired and reactivated by month, of one customer's orders of the app."""
    chosen = {"range": months(start, end), "filter": {"customerId": [customer_id], "offerId": ["app"]}}
    rows = asker.ask("trend", "customerDashboard.trend", **chosen)
    return [[row[name] for name in ("new", "existing", "churned", "acquired", "reactivated")] for row in rows]


def read_row(asker: Asker, customer_id: str) -> dict[str, Any]:
    (found,) = asker.ask("customers", "customers.nodes", filter={"customerId": [customer_id]})
    row: dict[str, Any] = found
    return row


def test_benchmark_is_pooled_and_counts_an_offer_at_zero(asker: Asker) -> None:
    pooled, zero = read_point(asker, "pooled", 45), read_point(asker, "zero", 45)
    assert (pooled["score"], pooled["benchmark"], pooled["indicator"]) == (0.2, 2 / 110, "GOOD")
    assert (zero["score"], zero["benchmark"], zero["indicator"]) == (0.0, 2 / 110, "BAD")
    standing = asker.ask("standing", "offer.retention.standing", offerId="zero")
    assert (standing["rank"], standing["totalOffers"], standing["totalCustomers"]) == (2, 2, 110)
    assert [bucket["offers"] for bucket in standing["distribution"]] == [1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]


def test_accounts_not_eligible_enter_no_figure(asker: Asker) -> None:
    found = read_point(asker, "cohorts", 50)
    assert (found["eligible"], found["retained"], found["score"]) == (15, 9, 0.6)
    assert read_point(asker, "cohorts", 0)["eligible"] == 22


def test_the_next_calendar_day_is_day_one(asker: Asker) -> None:
    assert read_point(asker, "spring", 1)["retained"] == 1


def test_heat_map_counts_calendar_months_and_has_no_empty_rows(asker: Asker) -> None:
    (row,) = read_heat_map(asker, "leap")
    assert (row["month"], row["size"]) == ("2024-02-01", 1)
    assert [cell["retained"] for cell in row["cells"]] == [1, 1, 0, 0, 0]


def test_equal_scores_are_neutral_whatever_floats_say(asker: Asker) -> None:
    perfect = read_point(asker, "perfect", 45)
    assert (perfect["score"], perfect["benchmark"], perfect["indicator"]) == (1.0, 1.0, "NEUTRAL")
    assert (perfect["significant"], perfect["interval"]["high"]) == (False, 1.0)
    assert [read_point(asker, offer_id, 45)["indicator"] for offer_id in ("third", "sixth")] == ["NEUTRAL"] * 2


def test_first_use_on_the_last_day_of_the_base(asker: Asker) -> None:
    reached = {name: read_points(asker, "floor", name)[-1]["period"] for name in ("DAY", "WEEK", "MONTH")}
    assert reached == {"DAY": 45, "WEEK": 5, "MONTH": 0}
    assert read_points(asker, "late") == []
    assert asker.ask("base", "offer.retention.base", offerId="late")["accounts"] == 0


def test_retained_on_as_of_is_not_lost_the_day_after(asker: Asker) -> None:
    lost = asker.ask("potential_revenue", "offer.retention.potentialRevenue", offerId="lasting", upTo=50)
    assert lost[-1]["period"] == 45
    assert [row for row in lost if row["accounts"]] == [{"period": 1, "accounts": 1, "accumulated": "2", "daily": "2"}]


def test_refunds_are_usage(asker: Asker) -> None:
    points = read_points(asker, "refund", upTo=2)
    assert [(point["retained"], point["revenue"]) for point in points] == [(1, "1"), (1, "-2.25"), (0, "0")]
    (account,) = asker.ask("retention_customers", "offer.retention.customers.nodes", offerId="refund", period=1)
    assert (account["revenue"], account["revenueOnDay"]) == ("-1.25", "-2.25")


def test_canceled_then_bought_again_is_reactivated(asker: Asker) -> None:
    kinds = read_trend(asker, "again", "2024-01-01", "2024-04-30")
    assert kinds == [[1, 0, 0, 1, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0], [0, 1, 0, 0, 1]]
    row = read_row(asker, "again")
    assert (row["dateAcquired"], row["dateLost"], row["reactivated"]) == ("2024-01-10", None, True)


def test_bought_and_canceled_in_one_month(asker: Asker) -> None:
    assert read_trend(asker, "brief", "2024-03-01", "2024-03-01") == [[0, 0, 1, 1, 0]]
    chosen = {"range": months("2024-03-01", "2024-03-31"), "customerId": "brief"}
    assert asker.ask("orders_by_plan", "customerDashboard.ordersByPlan.total", **chosen) == 1
    assert asker.ask("seats_by_plan", "customerDashboard.seatsByPlan.total", **chosen) == 0


def test_canceled_on_the_first_of_a_month(asker: Asker) -> None:
    churned = [row[2] for row in read_trend(asker, "first", "2024-01-01", "2024-04-01")]
    assert churned == [0, 0, 1, 0]


@pytest.mark.parametrize(("to", "active", "lost"), [("2024-02-29", True, None), ("2024-03-31", False, "2024-03-31")])
def test_canceled_on_the_last_day_of_the_range(asker: Asker, to: str, active: bool, lost: str | None) -> None:
    chosen = {"range": months("2024-01-01", to), "filter": {"customerId": ["last"]}}
    (row,) = asker.ask("customers", "customers.nodes", **chosen)
    assert (row["isActive"], row["dateLost"]) == (active, lost)
    on_that_day = {"from": "2024-03-31", "to": "2024-03-31"}
    for condition, found in (
        ({"active": active}, 1),
        ({"active": not active}, 0),
        ({"dateLost": on_that_day}, not active),
    ):
        narrowed = {**chosen, "filter": {**chosen["filter"], **condition}}
        assert asker.ask("customers", "customers.totalCount", **narrowed) == found


def test_canceled_on_the_purchase_day(asker: Asker) -> None:
    row = read_row(asker, "same")
    assert (row["isActive"], row["dateAcquired"], row["dateLost"]) == (False, "2024-05-05", "2024-05-05")


def test_eighteen_months_are_clamped_and_the_heat_map_has_eighteen_rows(clamped: Asker) -> None:
    assert clamped.ask("base", "offer.retention.base", offerId="vm")["from"] == "2023-02-28"
    rows = read_heat_map(clamped, "vm")
    assert (len(rows), rows[0]["month"], len(rows[0]["cells"])) == (18, "2023-03-01", 18)
    mature = read_heat_map(clamped, "vm", mature_only=True)
    assert (len(mature), mature[-1]["month"]) == (17, "2024-07-01")


def test_usage_on_the_first_day_of_the_window_is_active(asker: Asker) -> None:
    bars = asker.ask("active_customers", "activeCustomers", category="edges")
    assert [(bar["offersPerCustomer"], bar["accounts"]) for bar in bars] == [
        *(("1", 2), ("2", 0), ("3", 0), ("4", 0), ("5+", 0)),
    ]
    days = asker.ask("retention_details", "offer.retention.details.nodes", offerId="edge")
    assert [day["retainedOn"] for day in days] == ["2024-06-30", "2022-12-30"]


def test_buckets_and_bands_are_integers(asker: Asker) -> None:
    standing = asker.ask("standing", "offer.retention.standing", offerId="buckets")
    assert [(row["from"], row["offers"]) for row in standing["distribution"] if row["offers"]] == [(0.6, 1)]
    chosen = {"filter": {"offerId": ["hundred"]}, "bands": 100}
    bands = asker.ask("concentration", "customerDashboard.concentration.bands", **chosen)
    seventh = {"percentile": 7, "customers": 1, "value": "1", "cumulativeValue": "7", "cumulativeShare": 0.07}
    assert bands[6] == seventh


def test_numbers_beyond_32_bits(asker: Asker) -> None:
    row = read_row(asker, "vast")
    assert (row["seats"], row["rawHours"], row["revenue"]) == (int(HUGE), HUGE, HUGE)
    total = asker.ask("seats_by_plan", "customerDashboard.seatsByPlan.total", customerId="vast")
    assert total == int(HUGE)
    board = asker.ask("leaderboard", "customerDashboard.leaderboard", measure="RAW_USAGE", top=1)
    assert board["entries"][0]["value"] == HUGE
    assert read_point(asker, "huge", 0)["revenue"] == HUGE


def test_nothing_known_reads_as_null(asker: Asker) -> None:
    row = read_row(asker, "blank")
    nothing = ("dateAcquired", "dateLost")
    assert [row[name] for name in nothing] == [row["customer"][name] for name in nothing] == [None, None]
    assert (row["isActive"], row["orders"], row["revenue"]) == (False, 0, "0")
    # the rows alone: a cursor is signed, and any letters may stand in it
    text = json.dumps(asker.ask("customers", "customers.nodes", first=LARGEST))
    assert [word for word in ("NaN", "NaT", "<NA>", "Infinity") if word in text] == []
