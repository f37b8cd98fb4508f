from datetime import date
from pathlib import Path

import pytest

from domain.errors import BadCursorError, BadInputError
from domain.filters import OfferFilter
from domain.measures import SortDirection
from domain.pages import Order, PageRequest
from services.catalogue.categories import Category, categories
from services.catalogue.nodes import find_offers
from services.catalogue.offer_pages import customer_offers, list_offers
from services.catalogue.offers import Offer, offer_by_id, offers
from services.catalogue.plans import Plan, plans, plans_by_offer
from services.view import View
from tests.parts import Tables, make_view, write_part

TABLES: Tables = {
    "offers": [
        {"offer": 0, "offer_id": "a", "name": "Zebra", "offer_type": "VM", "category": "Storage"},
        {"offer": 1, "offer_id": "b", "name": "apple", "category": " storage "},
        {"offer": 2, "offer_id": "c", "name": "Beta", "offer_type": "SaaS", "category": "Uncategorized"},
        {"offer": 3, "offer_id": "d", "name": "beta", "offer_type": "vm", "category": "Straße"},
    ],
    "plans": [
        {"plan": 0, "offer": 0, "plan_id": "gold", "name": "Gold", "billing_type": "Paid"},
        {"plan": 1, "offer": 0, "plan_id": "trial"},
        {"plan": 2, "offer": 2, "plan_id": "gold"},
    ],
    "customers": [{"customer": 0, "customer_id": "c0"}, {"customer": 1, "customer_id": "c1"}],
    "acquisitions": [
        {"customer": 0, "offer": 0, "acquired_on": date(2024, 1, 1)},
        {"customer": 0, "acquired_on": date(2023, 1, 1)},
    ],
    "customer_months": [
        {"customer": 0, "offer": 3, "month": 24289, "usage_rows": 1},
        {"customer": 0, "offer": 1, "month": 24289, "usage_rows": 1},
        {"customer": 0, "offer": 0, "month": 24289, "usage_rows": 1},
    ],
}


def open_view(home: Path) -> View:
    return make_view(home, [write_part(home, TABLES, as_of=date(2024, 8, 31))])


def list_ids(view: View, chosen: OfferFilter, *orders: Order) -> list[str]:
    return [offer.offer_id for offer in list_offers(view, chosen, orders, PageRequest()).rows]


def test_offers_are_looked_up_by_key_and_id(tmp_path: Path) -> None:
    view = open_view(tmp_path)
    zebra = Offer(0, "a", "Zebra", "VM", "Storage", None)
    assert list(offers(view)) == [0, 1, 2, 3]
    assert offers(view)[0] == zebra
    assert offer_by_id(view, "a") == zebra
    assert offer_by_id(view, "A") is None
    assert find_offers(view, ["x", "a"]) == [None, zebra]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (OfferFilter(), ["b", "c", "d", "a"]),
        (OfferFilter(offer_id=("a", "d")), ["d", "a"]),
        (OfferFilter(offer_id=()), []),
        (OfferFilter(category=("STORAGE ",)), ["b", "a"]),
        (OfferFilter(category=("strasse",)), ["d"]),
        (OfferFilter(offer_type=("vm",)), ["d", "a"]),
        (OfferFilter(search="BET"), ["c", "d"]),
        (OfferFilter(search="A"), ["b", "c", "d", "a"]),
        (OfferFilter(search="%"), []),
        (OfferFilter(category=("storage",), search="zeb"), ["a"]),
    ],
)
def test_filters(tmp_path: Path, chosen: OfferFilter, expected: list[str]) -> None:
    assert list_ids(open_view(tmp_path), chosen) == expected


@pytest.mark.parametrize(
    ("field", "direction", "expected"),
    [
        ("offer_id", SortDirection.DESC, ["d", "c", "b", "a"]),
        ("name", SortDirection.DESC, ["a", "c", "d", "b"]),
        ("offer_type", SortDirection.ASC, ["c", "a", "d", "b"]),
        ("offer_type", SortDirection.DESC, ["a", "d", "c", "b"]),
        ("product_url", SortDirection.DESC, ["a", "b", "c", "d"]),
    ],
)
def test_orders_have_unknown_last_and_ties_by_id(
    tmp_path: Path, field: str, direction: SortDirection, expected: list[str]
) -> None:
    assert list_ids(open_view(tmp_path), OfferFilter(), Order(field, direction)) == expected


def test_an_unknown_order_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="orderBy: PLANS is no field of offers"):
        list_ids(open_view(tmp_path), OfferFilter(), Order("plans"))


def test_pages_join_to_the_whole_both_ways(tmp_path: Path) -> None:
    view = open_view(tmp_path)
    whole = list_offers(view, OfferFilter(), (), PageRequest(), with_total=True)
    assert (whole.total, whole.has_next, whole.has_previous) == (4, False, False)
    first = list_offers(view, OfferFilter(), (), PageRequest(first=3))
    rest = list_offers(view, OfferFilter(), (), PageRequest(first=3, after=first.cursors[-1]))
    assert (first.rows + rest.rows, first.has_next, rest.has_next, rest.has_previous) == (whole.rows, True, False, True)
    last = list_offers(view, OfferFilter(), (), PageRequest(last=1))
    before = list_offers(view, OfferFilter(), (), PageRequest(last=3, before=last.cursors[0]))
    assert (before.rows + last.rows, last.has_previous, before.has_next) == (whole.rows, True, True)


def test_cursors_of_another_order_or_list_are_refused(tmp_path: Path) -> None:
    view = open_view(tmp_path)
    cursor = list_offers(view, OfferFilter(), (), PageRequest(first=1)).cursors[0]
    with pytest.raises(BadCursorError, match="another list or order"):
        list_offers(view, OfferFilter(), [Order("offer_id")], PageRequest(after=cursor))
    with pytest.raises(BadCursorError, match="another list or order"):
        list_offers(view, OfferFilter(offer_id=("a",)), (), PageRequest(after=cursor))
    with pytest.raises(BadCursorError, match="not one of this list's"):
        list_offers(view, OfferFilter(), (), PageRequest(after="garbage"))


def test_a_customers_offers_are_those_it_acquired_or_used(tmp_path: Path) -> None:
    view = open_view(tmp_path)
    found = customer_offers(view, [0, 1], PageRequest(first=2), with_total=True)
    assert [offer.offer_id for offer in found[0].rows] == ["b", "d"]
    assert (found[0].total, found[0].has_next, found[1].rows, found[1].total) == (3, True, (), 0)
    following = customer_offers(view, [0], PageRequest(first=2, after=found[0].cursors[-1]))
    assert [offer.offer_id for offer in following[0].rows] == ["a"]


def test_paging_goes_on_in_the_part_it_began_in(tmp_path: Path) -> None:
    view = open_view(tmp_path)
    cursor = customer_offers(view, [0], PageRequest(first=1))[0].cursors[0]
    renumbered = {
        "offers": [{"offer": 7, "offer_id": "d", "name": "beta", "category": "x"}],
        "customers": [{"customer": 5, "customer_id": "c0"}],
    }
    newer = write_part(tmp_path, renumbered, as_of=date(2024, 9, 30), part_id="part-2")
    now = make_view(tmp_path, [newer], house=view.house)
    assert [offer.offer_id for offer in customer_offers(now, [5], PageRequest())[5].rows] == []
    followed = customer_offers(now, [5], PageRequest(after=cursor))[5]
    assert [offer.offer_id for offer in followed.rows] == ["d", "a"]


def test_plans_name_their_offer(tmp_path: Path) -> None:
    view = open_view(tmp_path)
    zebra = offers(view)[0]
    assert plans(view)[0] == Plan(0, "gold", "Gold", "Paid", zebra)
    assert plans_by_offer(view) == {
        0: (Plan(0, "gold", "Gold", "Paid", zebra), Plan(1, "trial", None, None, zebra)),
        2: (Plan(2, "gold", None, None, offers(view)[2]),),
    }


def test_categories_compare_trimmed_and_casefolded(tmp_path: Path) -> None:
    assert categories(open_view(tmp_path)) == (
        Category("Storage", 2),
        Category("Straße", 1),
        Category("Uncategorized", 1),
    )
