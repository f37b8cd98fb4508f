"""The marketplace of the known traps: each an offer or a customer of its own, small enough to count by hand."""

from datetime import date

from tests.reference.days import add_days, add_months
from tests.reference.marketplace import Marketplace, Tables
from tests.reference.small_tables import AS_OF, buy, crowd, offer, use

PUBLISHER, CLAMPED = "traps", "clamped"
COHORTS = (("x", date(2024, 3, 1), 10, 5), ("y", date(2024, 3, 10), 5, 4), ("z", date(2024, 5, 13), 7, 0))
"""Account names, first day, accounts, and how many of them are back on Day 50; the third cohort never gets there."""
HUGE = "4000000000"


def trap_market() -> Marketplace:
    """Both publishers' as_of are their last days with usage: 2024-06-30 and 2024-08-31."""
    usage = [use(f"c{month}", add_months(date(2024, 8, 1), -month)) for month in range(20)]
    clamped = Tables(usage=[*usage, use("c0", "2024-08-31")])
    return Marketplace(None, {PUBLISHER: trap_tables(), CLAMPED: clamped})


def trap_tables() -> Tables:
    """Offers of one trap share a category; the others' have one each."""
    categories = {"pooled": "Pooled", "zero": " POOLED ", "third": "Thirds", "sixth": "thirds", "perfect": "Perfect"}
    return Tables(
        customers=[{"customer_id": "blank"}],
        offers=[
            offer(name, category) for name, category in (categories | {"buckets": "Buckets", "edge": "Edges"}).items()
        ],
        orders=[*list_lives(), *list_hundred()],
        usage=[*list_crowds(), *list_cohorts(), *list_days()],
    )


def list_crowds() -> list[dict[str, str]]:
    crowds = [*crowd(10, 2, "pooled"), *crowd(100, 0, "zero"), *crowd(10, 10, "perfect"), *crowd(5, 3, "buckets")]
    return [*crowds, *crowd(3, 1, "third"), *crowd(6, 2, "sixth")]


def list_cohorts() -> list[dict[str, str]]:
    rows = []
    for name, first, accounts, back in COHORTS:
        rows += [use(f"{name}{number}", first, "cohorts") for number in range(accounts)]
        rows += [use(f"{name}{number}", add_days(first, 50), "cohorts") for number in range(back)]
    return rows


def list_days() -> list[dict[str, str]]:
    return [
        *(use("a", day, "spring") for day in ("2024-03-30", "2024-03-31")),
        *(use("a", day, "leap") for day in ("2024-02-25", "2024-03-03")),
        use("a", add_days(AS_OF, -45), "floor"),
        use("a", add_days(AS_OF, -44), "late"),
        use("a", add_days(AS_OF, -45), "lasting", revenue_usd="2"),
        use("a", AS_OF, "lasting", revenue_usd="3"),
        *(use("a", day, "refund", revenue_usd=cell) for day, cell in (("2024-04-01", "1"), ("2024-04-02", "-2.25"))),
        *(use(f"edge-{day}", day, "edge") for day in ("2022-12-29", "2022-12-30", "2024-06-30")),
        use("vast", "2024-05-01", "huge", raw_hours=HUGE, revenue_usd=HUGE),
    ]


def list_lives() -> list[dict[str, str]]:
    return [
        buy("again-1", "again", "2024-01-10", "2024-02-20"),
        buy("again-2", "again", "2024-04-05"),
        buy("brief", "brief", "2024-03-05", "2024-03-20"),
        buy("first", "first", "2024-01-05", "2024-03-01"),
        buy("last", "last", "2024-01-06", "2024-03-31"),
        buy("same-day", "same", "2024-05-05", "2024-05-05"),
        buy("vast", "vast", "2024-06-02", offer_id="huge", quantity=HUGE),
    ]


def list_hundred() -> list[dict[str, str]]:
    return [buy(f"hundred-{number}", f"h{number:03}", "2024-06-01", offer_id="hundred") for number in range(100)]
