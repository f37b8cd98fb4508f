"""The customer details and profiles answer as the reference does, under any range, filter and order, page by page."""

from functools import partial
from typing import Any

from hypothesis import strategies as st

from tests.marketplaces import choices, filters, list_values, ranges
from tests.reference import customers
from tests.reference.catalogue import answer_customer_offers
from tests.roads.asking import LARGEST, Asker, list_askers, read_nodes
from tests.roads.comparing import complete
from tests.roads.draws import draw_value, draw_values
from tests.roads.orders import orders
from tests.roads.stage import Stage

TURNS = {"OWNER": 3, "CONTRIBUTOR": 1}
Variables = dict[str, Any]


def test_list_of_all_customers(stage: Stage) -> None:
    for asker in list_askers(stage):
        expected = customers.answer_customers(asker.market, asker.publisher_id, role=asker.role)
        asker.match_list("customers", "customers", expected, 3)


def test_list_under_ranges_filters_and_orders(stage: Stage, number: int) -> None:
    for position, asker in enumerate(list_askers(stage)):
        for asked, pages in draw_values(lists(asker), 10 * number + position, TURNS[asker.role]):
            asker.compare_list("customers", "customers", partial(answer_list, asker, asked), pages, **asked)


def answer_list(asker: Asker, asked: Variables) -> list[Variables]:
    named = (asked["range"], asked["filter"], asked["orderBy"], asker.role)
    return customers.answer_customers(asker.market, asker.publisher_id, *named)


@st.composite
def lists(draw: st.DrawFn, asker: Asker) -> tuple[Variables, int]:
    """Range, filter and order of the details, at times one that a contributor may not ask for; and a number of pages."""
    personal = asker.role == "OWNER" or draw(st.integers(0, 3)) == 0
    asked = {
        "range": draw(ranges(asker.market)),
        "filter": draw(st.none() | filters(asker.market, personal)),
        "orderBy": draw(orders("CustomerOrderField", personal)),
    }
    return asked, draw(st.sampled_from((1, 1, 2)))


def test_customers_by_their_ids(stage: Stage, number: int) -> None:
    chosen = draw_value(choices([*list_values(stage.market, "customer_id"), "nobody"]), number)
    for asker in list_askers(stage):
        for customer_id in chosen:
            known = customers.answer_customer(asker.market, asker.publisher_id, customer_id, asker.role)
            found = asker.ask("customer", "customer", customerId=customer_id, first=LARGEST)
            if found is not None:
                page = found.pop("offers")
                expected = answer_customer_offers(asker.market, asker.publisher_id, customer_id)
                asker.require_same(complete(expected), read_nodes(page, len(expected)), "customer offers", {})
            asker.require_same(complete(known), found, "customer", {"customerId": customer_id})


def test_offers_of_a_customer_page_by_page(stage: Stage) -> None:
    for asker in list_askers(stage, ("OWNER",)):
        for customer_id in sorted(asker.facts.customers)[:1]:
            expected = answer_customer_offers(asker.market, asker.publisher_id, customer_id)
            chosen = {"customerId": customer_id}
            nodes = asker.page_forward("customer", "customer.offers", 1, len(expected), chosen)
            asker.require_same(complete(expected), nodes, "customer offers", chosen)
