from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from db.embedded import EmbeddedWarehouse
from domain.errors import BadInputError, ForbiddenFieldError
from domain.filters import CustomerFilter
from domain.measures import PersonalDataAccess, SortDirection
from domain.pages import Order, PageRequest
from domain.ranges import Months
from domain.scope import Role
from services.customers.details import CustomerDetail, list_customers
from services.view import View
from tests.services.customers.shop import Shop

EVERYTHING = CustomerFilter()


def read_rows(view: View, months: Months | None, chosen: CustomerFilter = EVERYTHING) -> tuple[CustomerDetail, ...]:
    return list_customers(view, chosen, months, (), PageRequest()).rows


def list_ids(view: View, *orders: Order) -> list[str]:
    page = list_customers(view, EVERYTHING, None, orders, PageRequest())
    return [row.customer.customer_id for row in page.rows]


def test_a_row_sums_up_the_range_and_stands_as_on_its_last_day(tmp_path: Path) -> None:
    shop = Shop(date(2024, 4, 30))
    shop.order("c1", date(2024, 1, 5), date(2024, 2, 9), subscription="s2", channel="Reseller", quantity=4)
    shop.order("c1", date(2024, 3, 5), date(2024, 4, 2), subscription="s1", channel="Direct", quantity=3)
    shop.order("c1", date(2024, 3, 7), date(2024, 3, 8), quantity=9)
    shop.usage("c1", date(2024, 3, 9), 10, 20, 5, offer="o2", channel="direct")
    shop.usage("c1", date(2024, 4, 9), 1, 2, -7, offer="o2", subscription="s3")
    view = shop.view(tmp_path)
    (row,) = read_rows(view, shop.months("2024-03", "2024-03"), CustomerFilter(offer_id=("o1",)))
    assert (row.date_acquired, row.date_lost, row.is_active, row.reactivated) == (date(2024, 1, 5), None, True, True)
    assert (row.orders, row.seats, row.normalized_hours, row.revenue) == (2, 3, Decimal(0), Decimal(0))
    assert (row.sales_channels, row.subscription_ids) == (("Direct",), ("s1",))
    (row,) = read_rows(view, None, CustomerFilter(offer_id=("o1",)))
    assert (row.date_acquired, row.date_lost, row.is_active) == (date(2024, 1, 5), date(2024, 4, 2), False)
    assert (row.orders, row.seats) == (3, 0)
    (row,) = read_rows(view, shop.months("2024-03", "2024-04"))
    assert (row.normalized_hours, row.raw_hours, row.revenue) == (Decimal(11), Decimal(22), Decimal(-2))
    assert (row.is_active, row.date_lost) == (True, None)
    assert (row.sales_channels, row.subscription_ids) == (("Direct", "direct"), ("s1", "s3"))


def test_what_was_held_at_the_start_of_the_range_shows_its_channel(tmp_path: Path) -> None:
    shop = Shop(date(2024, 4, 30))
    shop.order("c1", date(2024, 1, 5), channel="Direct", subscription="s1")
    shop.order("c1", date(2024, 1, 5), date(2024, 2, 29), channel="Reseller", subscription="s2")
    (row,) = read_rows(shop.view(tmp_path), shop.months("2024-03", "2024-03"))
    assert (row.sales_channels, row.subscription_ids) == (("Direct",), ("s1",))


def test_date_lost_is_the_last_cancellation_while_nothing_is_held(tmp_path: Path) -> None:
    shop = Shop(date(2024, 4, 30))
    shop.order("c1", date(2024, 1, 5), date(2024, 3, 9))
    shop.order("c1", date(2024, 2, 5), date(2024, 2, 6))
    shop.order("c1", date(2024, 4, 5), date(2024, 4, 6))
    view = shop.view(tmp_path)
    assert [row.date_lost for row in read_rows(view, shop.months("2024-02", "2024-02"))] == [None]
    assert [row.date_lost for row in read_rows(view, shop.months("2024-03", "2024-03"))] == [date(2024, 3, 9)]
    assert [row.date_lost for row in read_rows(view, None)] == [date(2024, 4, 6)]


def test_reactivated_without_a_range_is_in_any_month(tmp_path: Path) -> None:
    shop = Shop(date(2024, 4, 30))
    shop.order("c1", date(2024, 1, 5), date(2024, 1, 9))
    shop.order("c1", date(2024, 3, 5))
    view = shop.view(tmp_path)
    assert [row.reactivated for row in read_rows(view, None)] == [True]
    assert [row.reactivated for row in read_rows(view, shop.months("2024-04", "2024-04"))] == [False]


def test_newest_first_with_unknown_dates_last_and_ties_by_id(tmp_path: Path) -> None:
    shop = Shop(date(2024, 4, 30))
    shop.customer("c0")
    for customer, day in (("c1", 5), ("c3", 9), ("c2", 9)):
        shop.order(customer, date(2024, 1, day))
    assert list_ids(shop.view(tmp_path)) == ["c2", "c3", "c1", "c0"]


def test_orders_by_text_compare_casefolded_with_unknown_last(tmp_path: Path) -> None:
    shop = Shop(date(2024, 4, 30))
    shop.customer("c1", country="germany")
    shop.customer("c2", country="Chile")
    shop.customer("c3")
    shop.customer("C2", country="Chile")
    view = shop.view(tmp_path)
    assert list_ids(view, Order("country")) == ["C2", "c2", "c1", "c3"]
    assert list_ids(view, Order("country", SortDirection.DESC)) == ["c1", "C2", "c2", "c3"]
    assert list_ids(view, Order("country"), Order("customer_id", SortDirection.DESC)) == ["C2", "c2", "c1", "c3"]
    assert list_ids(view, Order("customer_id")) == ["c1", "C2", "c2", "c3"]


def people_shop() -> Shop:
    shop = Shop(date(2024, 4, 30))
    shop.customer("c1", consent=True, company_name="beta")
    shop.customer("c2", consent=True, company_name="Alpha")
    shop.customer("c3", consent=False, company_name="AAA")
    shop.customer("c4", consent=True, protected=True, company_name="AAA")
    return shop


def test_hidden_and_masked_names_sort_as_unknown(tmp_path: Path) -> None:
    view = people_shop().view(tmp_path)
    assert list_ids(view, Order("company_name")) == ["c2", "c1", "c3", "c4"]
    assert list_ids(view, Order("company_name", SortDirection.DESC)) == ["c1", "c2", "c3", "c4"]


def test_rows_carry_the_masked_profile(tmp_path: Path) -> None:
    view = people_shop().view(tmp_path)
    page = list_customers(view, EVERYTHING, None, [Order("customer_id")], PageRequest())
    assert [(row.customer.company_name, row.customer.personal_data) for row in page.rows] == [
        ("beta", PersonalDataAccess.VISIBLE),
        ("Alpha", PersonalDataAccess.VISIBLE),
        (None, PersonalDataAccess.NO_CONSENT),
        ("************", PersonalDataAccess.PROTECTED),
    ]


@pytest.mark.parametrize(
    "field", ["company_name", "first_name", "last_name", "email", "address_line1", "city", "postal_code"]
)
def test_a_contributor_is_refused_personal_orders(tmp_path: Path, field: str) -> None:
    view = people_shop().view(tmp_path, Role.CONTRIBUTOR)
    with pytest.raises(ForbiddenFieldError, match=f"orderBy: {field.upper()}: personal data"):
        list_ids(view, Order(field))


def test_access_sorts_as_each_role_sees_it(tmp_path: Path) -> None:
    shop = people_shop()
    owner = shop.view(tmp_path)
    contributor = owner.house.view(type(owner.scope)(owner.scope.publisher_id, Role.CONTRIBUTOR, "tester"))
    assert list_ids(owner, Order("personal_data")) == ["c3", "c4", "c1", "c2"]
    assert list_ids(contributor, Order("personal_data")) == ["c1", "c2", "c3", "c4"]


def test_an_unknown_order_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="orderBy: SALES_CHANNELS"):
        list_ids(people_shop().view(tmp_path), Order("sales_channels"))


@pytest.mark.parametrize("direction", list(SortDirection))
@pytest.mark.parametrize("field", ["date_lost", "is_active", "orders", "state", "company_name", "reactivated"])
def test_pages_join_to_the_whole_both_ways(tmp_path: Path, field: str, direction: SortDirection) -> None:
    shop = people_shop()
    shop.customer("c5", consent=True, company_name="beta", state="Hessen")
    shop.order("c1", date(2024, 1, 5), date(2024, 1, 9))
    shop.order("c2", date(2024, 1, 5), date(2024, 1, 9))
    shop.order("c5", date(2024, 1, 5))
    view, orders = shop.view(tmp_path), [Order(field, direction)]
    whole = list_customers(view, EVERYTHING, None, orders, PageRequest(), with_total=True)
    assert (len(whole.rows), whole.total, whole.has_next, whole.has_previous) == (5, 5, False, False)
    first = list_customers(view, EVERYTHING, None, orders, PageRequest(first=2))
    second = list_customers(view, EVERYTHING, None, orders, PageRequest(first=3, after=first.cursors[-1]))
    assert (first.rows + second.rows, first.has_next, second.has_next) == (whole.rows, True, False)
    last = list_customers(view, EVERYTHING, None, orders, PageRequest(last=3))
    before = list_customers(view, EVERYTHING, None, orders, PageRequest(last=2, before=last.cursors[0]))
    assert (before.rows + last.rows, last.has_previous, before.has_previous) == (whole.rows, True, False)


def test_rows_are_counted_once_and_kept_in_order_from_the_second_page_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(date(2024, 4, 30))
    for name in ("c1", "c2", "c3"):
        shop.order(name, date(2024, 1, 5))
    view = shop.view(tmp_path)
    asked: list[str] = []
    ask = EmbeddedWarehouse.arrow

    def listen(self: EmbeddedWarehouse, sql: str, *rest: Any) -> pa.Table:
        asked.append(sql)
        return ask(self, sql, *rest)

    monkeypatch.setattr(EmbeddedWarehouse, "arrow", listen)
    first = list_customers(view, EVERYTHING, None, (), PageRequest(first=2), with_total=True)
    second = list_customers(view, EVERYTHING, None, (), PageRequest(first=2, after=first.cursors[1]), with_total=True)
    assert (first.total, second.total, len(first.rows), len(second.rows)) == (3, 3, 2, 1)
    assert sum("count(*)" in sql for sql in asked) == 1
    third = list_customers(view, EVERYTHING, None, (), PageRequest(first=2, after=first.cursors[0]))
    assert third.rows == first.rows[1:] + second.rows
    assert [sql.partition(" from ")[0] for sql in asked if "order by" in sql] == [
        "select customer, date_acquired, date_lost, is_active, reactivated, orders, seats, normalized_hours, raw_hours, revenue"
    ] * 2
