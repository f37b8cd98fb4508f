"""Orders: the enums hold exactly the scalar fields of their rows, and say which are personal."""

from enum import Enum
from typing import Any

import pytest

from domain.measures import SortDirection
from domain.pages import Order
from schema.catalogue import Offer, Plan
from schema.details import CustomerDetail, RetentionCustomer, RetentionDetail
from schema.orders import (
    REFUSED,
    CustomerOrder,
    CustomerOrderField,
    OfferOrderField,
    OfferOverviewOrderField,
    RetentionCustomerOrderField,
    RetentionDetailOrderField,
    sortable_fields,
)
from schema.profiles import Customer
from schema.standing import OfferOverview
from services.masking import PERSONAL

ENUMS: list[type[Enum]] = [CustomerOrderField, RetentionCustomerOrderField, RetentionDetailOrderField]


@pytest.mark.parametrize(
    ("order", "rows"),
    [
        (OfferOrderField, [Offer]),
        (CustomerOrderField, [CustomerDetail, Customer]),
        (RetentionCustomerOrderField, [RetentionCustomer, Customer]),
        (RetentionDetailOrderField, [RetentionDetail, Customer, Plan]),
    ],
)
def test_orders_are_the_scalar_fields_of_their_rows(order: type[Enum], rows: list[type]) -> None:
    fields = [field.python_name for field in sortable_fields(*rows)]
    assert sorted(each.value for each in order) == sorted(fields)
    assert [each.name for each in order] == [each.value.upper() for each in order]


def test_the_overview_is_ordered_by_its_scalars_and_the_offers_names() -> None:
    fields = [field.python_name for field in sortable_fields(OfferOverview)]
    assert [each.value for each in OfferOverviewOrderField] == [*fields, "offer_id", "name", "category"]


@pytest.mark.parametrize("order", ENUMS)
def test_personal_fields_say_who_is_refused(order: type[Enum]) -> None:
    definition: Any = vars(order)["__strawberry_definition__"]
    refused = [value.value for value in definition.values if value.description.endswith(REFUSED)]
    assert refused == list(PERSONAL)


def test_an_order_becomes_that_of_the_vocabulary() -> None:
    order = CustomerOrder(field=CustomerOrderField.DATE_LOST, direction=SortDirection.DESC)
    assert order.to_domain() == Order("date_lost", SortDirection.DESC)
