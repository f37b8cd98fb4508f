from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.errors import ForbiddenFieldError
from domain.filters import CustomerFilter, DateRange, DormantFilter, PlanKey, TextFilter
from domain.pages import Order, PageRequest
from domain.ranges import Months
from domain.scope import Role
from services.customers.details import list_customers
from services.view import View
from tests.parts import make_view, write_part
from tests.services.customers.shop import Shop


def find(view: View, chosen: CustomerFilter, months: Months | None = None) -> list[str]:
    """The ids of the customers that a filter leaves, in order."""
    page = list_customers(view, chosen, months, [Order("customer_id")], PageRequest(first=1000))
    return [row.customer.customer_id for row in page.rows]


def people_shop() -> Shop:
    shop = Shop(date(2024, 3, 31))
    shop.customer("c1", consent=True, company_name="Straße 100%", first_name="Ada", last_name="Byron", city="Kyoto")
    shop.customer("c2", consent=True, company_name="STRASSE 1000", first_name="Ada", email="ada@example.com")
    shop.customer("c3", consent=False, company_name="Straße 100%", first_name="Ada", last_name="Byron")
    shop.customer("c4", consent=True, protected=True, company_name="Straße 100%", first_name="Ada", last_name="Byron")
    shop.customer("c5", consent=True, last_name="Byron", postal_code="0_1")
    for number in range(1, 6):
        shop.order(f"c{number}", date(2024, 3, 1))
    return shop


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (CustomerFilter(company_name=TextFilter(in_=("strasse 100%",))), ["c1"]),
        (CustomerFilter(company_name=TextFilter(starts_with="STRASSE")), ["c1", "c2"]),
        (CustomerFilter(company_name=TextFilter(contains="0%")), ["c1"]),
        (CustomerFilter(company_name=TextFilter(contains="100", starts_with="strasse 1000")), ["c2"]),
        (CustomerFilter(company_name=TextFilter()), ["c1", "c2"]),
        (CustomerFilter(company_name=TextFilter(in_=())), []),
        (CustomerFilter(name=TextFilter(in_=("ada byron",))), ["c1"]),
        (CustomerFilter(name=TextFilter(in_=("BYRON",))), ["c1", "c5"]),
        (CustomerFilter(name=TextFilter(contains="a b")), ["c1"]),
        (CustomerFilter(name=TextFilter(starts_with="ada")), ["c1", "c2"]),
        (CustomerFilter(name=TextFilter(starts_with="ada", contains="byron")), ["c1"]),
        (CustomerFilter(email=TextFilter(contains="@EXAMPLE")), ["c2"]),
        (CustomerFilter(city=TextFilter(in_=("kyoto", "Osaka"))), ["c1"]),
        (CustomerFilter(postal_code=TextFilter(contains="_")), ["c5"]),
        (CustomerFilter(company_name=TextFilter(contains="************")), []),
    ],
)
def test_personal_filters_match_visible_values_only(
    tmp_path: Path, chosen: CustomerFilter, expected: list[str]
) -> None:
    assert find(people_shop().view(tmp_path), chosen) == expected


@pytest.mark.parametrize("name", ["company_name", "name", "email", "city", "postal_code"])
def test_a_contributor_is_refused_every_personal_filter(tmp_path: Path, name: str) -> None:
    view = people_shop().view(tmp_path, Role.CONTRIBUTOR)
    camel = {"company_name": "companyName", "postal_code": "postalCode"}.get(name, name)
    wanted: dict[str, Any] = {name: TextFilter(contains="a")}
    with pytest.raises(ForbiddenFieldError, match=f"filter: {camel}: personal data"):
        find(view, replace(CustomerFilter(), **wanted))


def places_shop() -> Shop:
    shop = Shop(date(2024, 3, 31))
    shop.customer("c1", country="Germany", state="Hessen", language="de", customer_type="Enterprise")
    shop.customer("c2", country="Germany", customer_type="SMB")
    shop.customer("c3", language="ja")
    shop.order("c1", date(2024, 1, 5), subscription="s1", channel="Direct", offer="o1", plan="p1")
    shop.order("c2", date(2024, 2, 5), date(2024, 3, 5), subscription="s2", channel="Reseller", offer="o1", plan="p2")
    shop.usage("c3", date(2024, 3, 5), subscription="S1", offer="o2", plan="p1")
    return shop


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (CustomerFilter(country=("GERMANY",)), ["c1", "c2"]),
        (CustomerFilter(country=("unknown",)), ["c3"]),
        (CustomerFilter(country=("Germany", "unknown")), ["c1", "c2", "c3"]),
        (CustomerFilter(state=("Unknown",)), ["c2", "c3"]),
        (CustomerFilter(state=("hessen",)), ["c1"]),
        (CustomerFilter(language=("unknown",)), []),
        (CustomerFilter(language=("DE", "JA")), ["c1", "c3"]),
        (CustomerFilter(customer_type=("smb",)), ["c2"]),
        (CustomerFilter(customer_id=("c1", "c9")), ["c1"]),
        (CustomerFilter(customer_id=("C1",)), []),
        (CustomerFilter(customer_id=()), []),
        (CustomerFilter(offer_id=("o1",)), ["c1", "c2"]),
        (CustomerFilter(offer_id=("O1",)), []),
        (CustomerFilter(offer_id=()), []),
        (CustomerFilter(plan=(PlanKey("o2", "p1"), PlanKey("o1", "p2"))), ["c2", "c3"]),
        (CustomerFilter(plan=(PlanKey("o2", "p2"),)), []),
        (CustomerFilter(subscription_id=("s1",)), ["c1"]),
        (CustomerFilter(sales_channel=("DIRECT", "reseller")), ["c1", "c2"]),
        (CustomerFilter(sales_channel=("Telephone",)), []),
        (CustomerFilter(offer_id=("o1",), sales_channel=("direct",), country=("germany",)), ["c1"]),
        (CustomerFilter(active=True), ["c1", "c3"]),
        (CustomerFilter(active=False), ["c2"]),
        (CustomerFilter(date_acquired=DateRange(date(2024, 1, 5), date(2024, 2, 5))), ["c1", "c2"]),
        (CustomerFilter(date_acquired=DateRange(date(2024, 1, 6))), ["c2", "c3"]),
        (CustomerFilter(date_lost=DateRange()), ["c2"]),
        (CustomerFilter(date_lost=DateRange(to=date(2024, 3, 4))), []),
    ],
)
def test_filters(tmp_path: Path, chosen: CustomerFilter, expected: list[str]) -> None:
    assert find(places_shop().view(tmp_path), chosen) == expected


def test_status_is_that_of_the_ranges_last_day(tmp_path: Path) -> None:
    shop = places_shop()
    view = shop.view(tmp_path)
    lost = CustomerFilter(date_lost=DateRange(date(2024, 3, 1)))
    assert find(view, CustomerFilter(active=True), shop.months("2024-02", "2024-02")) == ["c1", "c2"]
    assert find(view, CustomerFilter(active=True), shop.months("2024-02", "2024-03")) == ["c1", "c3"]
    assert find(view, lost, shop.months("2024-02", "2024-02")) == []
    assert find(view, lost, shop.months("2024-02", "2024-03")) == ["c2"]


def test_dates_are_derived_from_the_rows_that_a_filter_leaves(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 1, 5), offer="o1")
    shop.order("c1", date(2024, 2, 5), date(2024, 3, 5), offer="o2")
    view = shop.view(tmp_path)
    recent = DateRange(date(2024, 2, 1))
    assert find(view, CustomerFilter(date_acquired=recent)) == []
    assert find(view, CustomerFilter(date_acquired=recent, offer_id=("o2",))) == ["c1"]
    assert find(view, CustomerFilter(active=False, offer_id=("o2",))) == ["c1"]


def test_without_a_range_a_row_filter_leaves_those_with_rows(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.customer("c0")
    shop.order("c1", date(2024, 1, 5))
    view = shop.view(tmp_path)
    assert find(view, CustomerFilter()) == ["c0", "c1"]
    assert find(view, CustomerFilter(active=False)) == ["c0"]
    assert find(view, CustomerFilter(date_acquired=DateRange())) == ["c1"]
    assert find(view, CustomerFilter(offer_id=("o1",))) == ["c1"]
    assert find(view, CustomerFilter(), shop.months("2024-01", "2024-03")) == ["c1"]


def narrower(chosen: CustomerFilter) -> Sequence[CustomerFilter]:
    return (
        CustomerFilter(offer_id=chosen.offer_id, country=("germany",)),
        CustomerFilter(offer_id=chosen.offer_id, sales_channel=("direct",)),
        CustomerFilter(offer_id=chosen.offer_id, subscription_id=("s2", "s1")),
    )


def test_a_narrower_filter_never_enlarges_the_customers_of_the_range(tmp_path: Path) -> None:
    shop = places_shop()
    view, months = shop.view(tmp_path), shop.months("2024-02", "2024-03")
    for wide in (CustomerFilter(), CustomerFilter(offer_id=("o1",))):
        for narrow in narrower(wide):
            assert set(find(view, narrow, months)) <= set(find(view, wide, months))


def test_dormant_leaves_the_customers_of_dormant_accounts(tmp_path: Path) -> None:
    first, again = date(2024, 6, 3), date(2024, 6, 5)
    used = {"c1": [first, again], "c2": [first], "c3": [first, again]}
    tables = {
        "offers": [{"offer": 0, "offer_id": "o1", "name": "o1", "category": "Uncategorized"}],
        "customers": [{"customer": key, "customer_id": name} for key, name in enumerate(used)],
        "accounts": [{"account": key, "account_id": name} for key, name in enumerate(used)],
        "usage": [
            {
                "customer": key,
                "account": key,
                "offer": 0,
                "used_on": day,
                "raw_hours": 0,
                "normalized_hours": 0,
                "revenue": 0,
            }
            for key, days in enumerate(used.values())
            for day in days
        ],
        "account_days": [
            {"offer": 0, "account": key, "day": day, "n": (day - first).days, "first_day": first}
            | {"revenue": 0, "revenue_to_date": 0}
            for key, days in enumerate(used.values())
            for day in days
        ],
    }
    view = make_view(tmp_path, [write_part(tmp_path, tables, as_of=date(2024, 8, 31))])
    assert find(view, CustomerFilter(dormant=DormantFilter("o1", 2))) == ["c2"]
    assert find(view, CustomerFilter(dormant=DormantFilter("o1", 0))) == []
    assert find(view, CustomerFilter(dormant=DormantFilter("o1", 1), customer_id=("c1", "c2"))) == ["c1", "c2"]
    assert find(view, CustomerFilter(dormant=DormantFilter("unknown", 2))) == []
