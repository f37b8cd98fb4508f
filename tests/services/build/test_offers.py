"""Offers: what makes two names one offer, and what is known of it."""

from pathlib import Path

import pytest

from domain.measures import UNCATEGORIZED
from services.build.offers import OfferMention, resolve_offers
from tests.services.build.lakes import HOUR, Given, ask, build_lake

ROW = {"customer_id": "c1", "used_on": "2024-01-05", "raw_hours": HOUR}


@pytest.mark.parametrize(
    ("mentions", "ids"),
    [
        ([("o1", None, None)], ["o1"]),
        ([(None, "p1", None)], ["p1"]),
        ([(None, None, "  Straße ")], ["name:strasse"]),
        ([("o1", None, "Alpha"), (None, None, "ALPHA ")], ["o1", "o1"]),
        ([("o1", None, "Alpha"), (None, "p1", "alpha")], ["o1", "o1"]),
        ([(None, "p1", "Alpha"), (None, None, "alpha")], ["p1", "p1"]),
        ([(None, "p2", "Alpha"), (None, "p1", "alpha")], ["p1", "p1"]),
        ([("o1", "p1", None), (None, "p1", "Beta"), (None, None, "Beta")], ["o1", "o1", "o1"]),
        ([("o1", None, "Alpha"), ("o2", None, "alpha")], ["o1", "o2"]),
        ([("o2", None, "Alpha"), ("o1", None, "alpha"), (None, None, "Alpha")], ["o2", "o1", "o1"]),
        ([("o1", None, "A"), ("o2", "p1", None), (None, "p1", "A"), (None, None, "A")], ["o1", "o2", "o2", "o1"]),
        ([("same", None, None), (None, "same", None)], ["same", "same"]),
        ([("o1", None, "A"), ("o1", None, "B"), (None, "p1", "B")], ["o1", "o1", "o1"]),
        ([("o1", None, "A"), (None, "p1", "B")], ["o1", "p1"]),
    ],
)
def test_ids_sharing_a_casefolded_name_are_one_offer(
    mentions: list[tuple[str | None, str | None, str | None]], ids: list[str]
) -> None:
    """The first known of OfferId, ProductId and name is the id; two OfferIds stay two."""
    said = [OfferMention(*each) for each in mentions]
    resolved = resolve_offers(said)
    assert [resolved[each] for each in said] == ids
    assert resolve_offers(reversed(said)) == resolved


def test_a_row_without_any_name_of_an_offer_names_none() -> None:
    assert resolve_offers([OfferMention(None, None, None), OfferMention(None, None, "  ")]) == {}


def test_usage_and_retention_meet_on_one_offer(tmp_path: Path) -> None:
    usage = Given("usage", [ROW | {"offer_id": "o1", "offer_name": "Alpha"}], plain=False)
    retention = Given(
        "retention",
        [
            {
                "customer_id": "c1",
                "product_id": "p1",
                "offer_name": "ALPHA",
                "used_on": "2024-01-06",
                "category": "Compute",
            }
        ],
        plain=False,
    )
    part = build_lake(tmp_path, [usage], [retention], as_of="2024-02-01")
    # the latest file that names the offer gives its name; the category comes with retention
    assert ask(part, "select offer_id, name, category, category_folded from offers") == [
        ("o1", "ALPHA", "Compute", "compute")
    ]
    assert ask(part, "select count(*) from account_days") == [(2,)]


def test_the_table_of_offers_comes_first(tmp_path: Path) -> None:
    offers = Given(
        "offers",
        [
            {
                "offer_id": "o1",
                "name": "Alpha",
                "category": " Compute ",
                "offer_type": "VM",
                "product_url": "https://a.test",
            }
        ],
    )
    usage = Given("usage", [ROW | {"offer_id": "o1", "offer_name": "Old name", "offer_type": "vm"}], plain=False)
    part = build_lake(tmp_path, [offers], [usage], as_of="2024-02-01")
    assert ask(part, "select offer_id, name, offer_type, category, category_folded, product_url from offers") == [
        ("o1", "Alpha", "VM", "Compute", "compute", "https://a.test")
    ]


def test_a_later_table_of_offers_changes_only_what_it_carries(tmp_path: Path) -> None:
    first = Given("offers", [{"offer_id": "o1", "name": "Alpha", "category": "Compute", "offer_type": "VM"}])
    second = Given("offers", [{"offer_id": "o1", "category": "Storage", "offer_type": None}])
    part = build_lake(tmp_path, [first], [second], as_of="2024-02-01")
    assert ask(part, "select name, category, offer_type from offers") == [("Alpha", "Storage", None)]


def test_a_table_without_names_gives_way_to_a_reported_name(tmp_path: Path) -> None:
    offers = Given("offers", [{"offer_id": "o1", "name": "o1"}, {"offer_id": "o2", "name": "o2"}])
    usage = Given("usage", [ROW | {"offer_id": "o1", "offer_name": "Alpha"}], plain=False)
    part = build_lake(tmp_path, [offers], [usage], as_of="2024-02-01")
    assert ask(part, "select name, category from offers") == [("Alpha", UNCATEGORIZED), ("o2", UNCATEGORIZED)]


def test_an_offer_known_by_name_alone_keeps_its_name(tmp_path: Path) -> None:
    part = build_lake(tmp_path, [Given("usage", [ROW | {"offer_name": " Grüße "}], plain=False)], as_of="2024-02-01")
    assert ask(part, "select offer_id, name from offers") == [("name:grüsse", "Grüße")]


def test_offers_and_customers_named_only_after_as_of_do_not_appear(tmp_path: Path) -> None:
    usage = Given(
        "usage",
        [
            ROW | {"offer_id": "o1", "subscription_id": "s1", "plan_id": "p1"},
            ROW
            | {
                "offer_id": "o2",
                "customer_id": "c2",
                "used_on": "2024-02-02",
                "subscription_id": "s2",
                "plan_id": "p2",
            },
        ],
    )
    orders = Given("orders", [{"order_id": "x", "customer_id": "c3", "offer_id": "o3", "ordered_on": "2024-02-02"}])
    customers = Given(
        "customers",
        [
            {"customer_id": "c4", "date_acquired": "2024-02-02", "offer_id": "o4"},
            {"customer_id": "c5", "offer_id": None},
        ],
    )
    part = build_lake(tmp_path, [usage, orders, customers], as_of="2024-02-01")
    assert ask(part, "select offer_id from offers") == [("o1",)]
    assert ask(part, "select customer_id from customers") == [("c1",), ("c5",)]
    assert ask(part, "select account_id from accounts") == [("c1",), ("c5",)]
    assert ask(part, "select subscription_id from subscriptions") == [("s1",)]
    assert ask(part, "select plan_id from plans") == [("p1",)]
    assert (part.customers, part.orders, part.usage_days) == (2, 0, 1)


def test_keys_follow_the_ids_by_code_point(tmp_path: Path) -> None:
    rows = [
        ROW | {"offer_id": offer, "customer_id": customer} for offer, customer in (("é", "b"), ("z", "B"), ("Z", "á"))
    ]
    part = build_lake(tmp_path, [Given("usage", rows)], as_of="2024-02-01")
    assert ask(part, "select offer_id from offers order by offer") == [("Z",), ("z",), ("é",)]
    assert ask(part, "select customer_id from customers order by customer") == [("B",), ("b",), ("á",)]
    assert ask(part, "select account_id from accounts order by account") == [("B",), ("b",), ("á",)]
