"""The viewer, the data at hand and what is sold, as the reference knows them."""

from typing import Any

from hypothesis import strategies as st

from tests.marketplaces import choices, list_values
from tests.reference.catalogue import answer_offer, answer_offers
from tests.reference.customers import answer_customer
from tests.reference.dataset import answer_categories, answer_dataset
from tests.reference.profiles import show_offer
from tests.roads.asking import Asker, list_askers
from tests.roads.comparing import complete, name_globally
from tests.roads.draws import draw_values
from tests.roads.orders import orders
from tests.roads.stage import LOADED_AT, Stage


def test_viewer(stage: Stage) -> None:
    for asker in list_askers(stage):
        assert asker.ask("viewer", "viewer") == {
            "name": "tester",
            "role": asker.role,
            "publisher": {"publisherId": asker.publisher_id, "name": asker.publisher_id, "timeZone": "UTC"},
        }


def test_dataset(stage: Stage) -> None:
    snapshot = stage.house.snapshots.current()
    assert snapshot is not None
    for asker in list_askers(stage):
        assert asker.ask("dataset", "dataset") == {
            **answer_dataset(asker.market, asker.publisher_id),
            "snapshot": snapshot.version,
            "builtAt": LOADED_AT.isoformat(),
            "lastLoadedAt": LOADED_AT.isoformat(),
            "staleAfter": "2026-07-02T12:00:00+00:00",
        }


def test_categories(stage: Stage) -> None:
    for asker in list_askers(stage):
        assert asker.ask("categories", "categories") == answer_categories(asker.market, asker.publisher_id)


def test_every_offer_by_its_id(stage: Stage) -> None:
    for asker in list_askers(stage):
        for offer_id in [*list_values(asker.market, "offer_id"), "offer-x"]:
            known = answer_offer(asker.market, asker.publisher_id, offer_id)
            asker.match("offer", "offer", known, offerId=offer_id)


def test_list_of_offers(stage: Stage, number: int) -> None:
    for position, asker in enumerate(list_askers(stage)):
        everything = answer_offers(asker.market, asker.publisher_id)
        asker.match_list("offers", "offers", everything, 3)
        for asked, pages in draw_values(offer_lists(asker), 10 * number + position, 3):
            known = answer_offers(asker.market, asker.publisher_id, asked["filter"], asked["orderBy"])
            asker.match_list("offers", "offers", known, pages, **asked)


@st.composite
def offer_lists(draw: st.DrawFn, asker: Asker) -> tuple[dict[str, Any], int]:
    """Filter and order of the offers, and a number of pages."""
    conditions = {
        "offerId": choices([*list_values(asker.market, "offer_id"), "offer-x"]),
        "category": choices(("storage ", "SECURITY", "uncategorized", "Nothing")),
        "offerType": choices(("virtual machine", "Other")),
        "search": st.sampled_from(("STORE", "offer-", "b", "", "Nothing")),
    }
    names = draw(st.lists(st.sampled_from(sorted(conditions)), max_size=2, unique=True))
    filter_ = {name: draw(conditions[name]) for name in names}
    return {"filter": filter_, "orderBy": draw(orders("OfferOrderField"))}, draw(st.sampled_from((1, 2)))


def test_global_ids(stage: Stage) -> None:
    offers, people = list_values(stage.market, "offer_id"), list_values(stage.market, "customer_id")[:5]
    named = [("Offer", own_id) for own_id in offers] + [("Customer", own_id) for own_id in people]
    named += [("Offer", "offer-x"), ("Customer", offers[0] if offers else "nobody"), ("Export", "1")]
    ids = [name_globally(*each) for each in named] + ["garbage", ""]
    for asker in list_askers(stage):
        known = [show_node(asker, *each) for each in named] + [None, None]
        asker.match("nodes", "nodes", known, ids=ids)
        for node_id, node in zip(ids, known, strict=True):
            asker.match("node", "node", node, id=node_id)


def show_node(asker: Asker, kind: str, own_id: str) -> dict[str, Any] | None:
    """An offer or a customer of the publisher, with its global id; None for what it does not have."""
    if kind == "Customer":
        return answer_customer(asker.market, asker.publisher_id, own_id, asker.role)
    if kind == "Offer" and own_id in asker.facts.offers:
        return show_offer(asker.facts, own_id)
    return None


def test_a_customer_named_as_an_offer_is_nothing(stage: Stage) -> None:
    for asker in list_askers(stage, ("OWNER",)):
        for customer_id in list(asker.facts.customers)[:1]:
            assert asker.ask("node", "node", id=name_globally("Offer", customer_id)) is None
            shown = complete(answer_customer(asker.market, asker.publisher_id, customer_id))
            assert asker.ask("node", "node", id=name_globally("Customer", customer_id)) == shown
