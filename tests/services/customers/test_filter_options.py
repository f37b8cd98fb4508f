from datetime import date
from pathlib import Path

import pytest

from domain.errors import BadInputError
from services.customers.filter_options import FilterOptions, ask_filter_options
from tests.services.customers.shop import Shop


def options_shop() -> Shop:
    shop = Shop(date(2024, 4, 30))
    shop.offer("o1", name="Zebra")
    shop.offer("o2", name="apple")
    shop.customer("c1", country="Germany", state="Hessen", language="de", customer_type="SMB")
    shop.customer("c2", country="chile", language="es", customer_type="Enterprise")
    shop.customer("c9", country="France", state="Paris", language="fr", customer_type="Other")
    shop.order("c1", date(2024, 1, 5), channel="Reseller", subscription="Sub-2")
    shop.order("c2", date(2024, 4, 5), channel="direct", subscription="sub-1", offer="o2", plan="basic")
    shop.usage("c3", date(2024, 4, 5), channel="Direct", subscription="other", plan=None)
    shop.order("c9", date(2024, 1, 5), date(2024, 1, 9), channel="Telephone", subscription="sub-9", offer="o3")
    return shop


def open_options(folder: Path) -> FilterOptions:
    shop = options_shop()
    return ask_filter_options(shop.view(folder), shop.months("2024-04", "2024-04"))


def test_options_occur_in_the_range(tmp_path: Path) -> None:
    found = open_options(tmp_path)
    assert found.sales_channels == ("Direct", "direct", "Reseller")
    assert found.customer_types == ("Enterprise", "SMB")
    assert found.countries() == ("chile", "Germany", "unknown")
    assert found.states() == ("Hessen", "unknown")
    assert found.languages() == ("de", "es")
    assert [offer.offer_id for offer in found.offers()] == ["o2", "o1"]
    assert [(plan.offer.offer_id, plan.plan_id) for plan in found.plans()] == [("o2", "basic"), ("o1", "p1")]
    assert found.subscription_ids() == ("other", "sub-1", "Sub-2")


def test_options_are_searched_casefolded_and_cut(tmp_path: Path) -> None:
    found = open_options(tmp_path)
    assert found.countries("E", 1) == ("chile",)
    assert found.countries("UNK") == ("unknown",)
    assert found.countries("%") == ()
    assert found.states("hes") == ("Hessen",)
    assert found.languages(first=1) == ("de",)
    assert [offer.offer_id for offer in found.offers("ZEB")] == ["o1"]
    assert [offer.offer_id for offer in found.offers("O", 1)] == ["o2"]
    assert [plan.plan_id for plan in found.plans("P1")] == ["p1"]
    assert found.subscription_ids("SUB") == ("sub-1", "Sub-2")
    assert found.subscription_ids(first=1) == ("other",)


@pytest.mark.parametrize("first", [0, 1001])
@pytest.mark.parametrize("name", ["countries", "states", "languages", "offers", "plans", "subscription_ids"])
def test_a_first_out_of_range_is_refused(tmp_path: Path, name: str, first: int) -> None:
    found = open_options(tmp_path)
    with pytest.raises(BadInputError, match=f"first: {first}; give 1 to 1000"):
        getattr(found, name)(first=first)
