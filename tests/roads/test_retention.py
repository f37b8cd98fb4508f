"""The retention of every offer answers as the reference does, in any granularity and segment."""

from functools import partial
from typing import Any

from hypothesis import strategies as st

from tests.marketplaces import segments
from tests.reference import retention
from tests.roads.asking import ROLES, Asker, list_askers
from tests.roads.draws import draw_value, draw_values
from tests.roads.orders import orders
from tests.roads.stage import Stage

GRANULARITIES = ("DAY", "WEEK", "MONTH")
TURNS = {"OWNER": 3, "CONTRIBUTOR": 1}
Variables = dict[str, Any]


def list_sellers(stage: Stage, roles: tuple[str, ...] = ROLES) -> list[Asker]:
    """The asking publishers that have an offer, in every role."""
    return [asker for asker in list_askers(stage, roles) if asker.facts.offers]


def compare_periods(
    asker: Asker, offer_id: str, granularity: str, segment: Variables | None, up_to: int | None
) -> None:
    """What an offer's retention says of periods."""
    asked = (asker.market, asker.publisher_id, offer_id, granularity, segment)
    chosen = {"offerId": offer_id, "granularity": granularity, "segment": segment}

    def compare(document: str, field: str, expected: Any, **arguments: Any) -> None:
        asker.match(document, f"offer.retention.{field}", expected, **chosen, **arguments)

    compare("curve", "curve", retention.answer_curve(*asked, None, up_to), upTo=up_to)
    compare("standing", "standing", retention.answer_standing(*asked))
    compare("potential_revenue", "potentialRevenue", retention.answer_potential_revenue(*asked, up_to), upTo=up_to)


def compare_cohorts(asker: Asker, offer_id: str, segment: Variables | None) -> None:
    """What an offer's retention says of its accounts, whatever the period."""
    asked = (asker.market, asker.publisher_id, offer_id, segment)
    chosen = {"offerId": offer_id, "segment": segment}
    base = retention.answer_base(*asked)
    asker.match("base", "offer.retention.base", base, **chosen)
    for mature_only in (False, True):
        rows = retention.answer_heat_map(*asked, mature_only)
        asker.match("heat_map", "offer.retention.heatMap", rows, **chosen, matureOnly=mature_only)


def test_every_offer(stage: Stage) -> None:
    for asker in list_sellers(stage, ("OWNER",)):
        for offer_id in asker.facts.offers:
            compare_cohorts(asker, offer_id, None)
            for granularity in GRANULARITIES:
                compare_periods(asker, offer_id, granularity, None, None)


def test_offers_under_segments(stage: Stage, number: int) -> None:
    for position, asker in enumerate(list_sellers(stage)):
        for asked in draw_values(questions(asker), 10 * number + position, TURNS[asker.role]):
            compare_periods(asker, *asked)
            compare_cohorts(asker, asked[0], asked[2])


@st.composite
def questions(draw: st.DrawFn, asker: Asker) -> tuple[str, str, Variables, int | None]:
    """An offer, a granularity, a segment and how far to look."""
    offer_id = draw(st.sampled_from(sorted(asker.facts.offers)))
    segment = draw(segments(asker.market))
    return offer_id, draw(st.sampled_from(GRANULARITIES)), segment, draw(st.sampled_from((None, None, 0, 1, 60, 400)))


def test_chosen_points(stage: Stage) -> None:
    for asker in list_sellers(stage, ("OWNER",)):
        for offer_id in asker.facts.offers:
            for granularity, periods, up_to in (
                ("DAY", [45, 2, 2, 0], None),
                ("WEEK", [0, 5, 44], 20),
                ("MONTH", [], 3),
            ):
                asked = (asker.market, asker.publisher_id, offer_id, granularity)
                known = retention.answer_curve(*asked, None, periods, up_to)
                chosen = {"offerId": offer_id, "granularity": granularity, "periods": periods, "upTo": up_to}
                asker.match("curve", "offer.retention.curve", known, **chosen)


def test_accounts_behind_numbers(stage: Stage, number: int) -> None:
    for position, asker in enumerate(list_sellers(stage)):
        for asked, pages in draw_values(account_lists(asker), 10 * number + position, TURNS[asker.role]):
            path = "offer.retention.customers"
            asker.compare_list("retention_customers", path, partial(answer_accounts, asker, asked), pages, **asked)


def answer_accounts(asker: Asker, asked: Variables) -> list[Variables]:
    offer_id, granularity, segment, period, status, order_by = asked.values()
    chosen = (offer_id, granularity, segment, period, status, order_by, asker.role)
    return retention.answer_customers(asker.market, asker.publisher_id, *chosen)


@st.composite
def account_lists(draw: st.DrawFn, asker: Asker) -> tuple[Variables, int]:
    """Offer, segment, period, status and order of a list of accounts, and a number of pages."""
    personal = asker.role == "OWNER" or draw(st.integers(0, 3)) == 0
    asked = {
        "offerId": draw(st.sampled_from(sorted(asker.facts.offers))),
        "granularity": draw(st.sampled_from(GRANULARITIES)),
        "segment": draw(st.none() | segments(asker.market)),
        "period": draw(st.sampled_from((0, 0, 1, 2, 7, 14, 45))),
        "status": draw(st.sampled_from(("RETAINED", "DORMANT"))),
        "orderBy": draw(orders("RetentionCustomerOrderField", personal)),
    }
    return asked, draw(st.sampled_from((1, 1, 3)))


def test_days_of_usage(stage: Stage, number: int) -> None:
    for position, asker in enumerate(list_sellers(stage)):
        for asked, pages in draw_values(day_lists(asker), 10 * number + position, TURNS[asker.role] // 2 + 1):
            path = "offer.retention.details"
            asker.compare_list("retention_details", path, partial(answer_days, asker, asked), pages, **asked)


def answer_days(asker: Asker, asked: Variables) -> list[Variables]:
    offer_id, segment, order_by = asked.values()
    return retention.answer_details(asker.market, asker.publisher_id, offer_id, segment, order_by, asker.role)


@st.composite
def day_lists(draw: st.DrawFn, asker: Asker) -> tuple[Variables, int]:
    """Offer, segment and order of a list of days, and a number of pages."""
    personal = asker.role == "OWNER" or draw(st.integers(0, 3)) == 0
    asked = {
        "offerId": draw(st.sampled_from(sorted(asker.facts.offers))),
        "segment": draw(st.none() | segments(asker.market)),
        "orderBy": draw(orders("RetentionDetailOrderField", personal)),
    }
    return asked, draw(st.sampled_from((1, 1, 3)))


def test_offers_side_by_side(stage: Stage, number: int) -> None:
    for position, asker in enumerate(list_askers(stage)):
        for granularity in GRANULARITIES:
            known = retention.answer_overview(asker.market, asker.publisher_id, None, granularity)
            asker.match("offer_overview", "offerOverview", known, granularity=granularity)
        asked = draw_value(overviews(), number + position)
        named = [asked[name] for name in ("category", "granularity", "orderBy")]
        ordered = retention.answer_overview(asker.market, asker.publisher_id, *named)
        asker.match("offer_overview", "offerOverview", ordered, **asked)


@st.composite
def overviews(draw: st.DrawFn) -> Variables:
    """Category, granularity and order of the overview."""
    return {
        "category": draw(st.sampled_from((None, None, " STORAGE", "Security", "Nothing"))),
        "granularity": draw(st.sampled_from(GRANULARITIES)),
        "orderBy": draw(orders("OfferOverviewOrderField")),
    }


def test_active_customers(stage: Stage) -> None:
    for asker in list_askers(stage):
        for category in (None, "storage ", "Nothing"):
            known = retention.answer_active_customers(asker.market, asker.publisher_id, category)
            asker.match("active_customers", "activeCustomers", known, category=category)


def test_recommendations(stage: Stage) -> None:
    for asker in list_sellers(stage, ("OWNER",)):
        for offer_id in asker.facts.offers:
            known = retention.answer_recommendations(asker.market, asker.publisher_id, offer_id)
            found = asker.ask("recommendations", "offer.retention.recommendations", offerId=offer_id)
            assert [each["kind"] for each in found] == [each["kind"] for each in known]
            assert found[0]["url"] == known[0]["url"]
            assert all(each["text"] for each in found)
