"""What the long lists can be ordered by: the scalar fields of their rows, of the rows' customers and plans."""

from collections.abc import Iterator
from enum import Enum

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional, get_object_definition
from strawberry.types.field import StrawberryField

from domain import pages
from schema.catalogue import Offer, Plan
from schema.details import CustomerDetail, RetentionCustomer, RetentionDetail
from schema.directives import PersonalData
from schema.enums import SortDirection, describe
from schema.fields import asked_of
from schema.profiles import Customer
from schema.scalars import SCALARS
from schema.standing import OfferOverview

REFUSED = " Personal: refused for a contributor; an owner's hidden and masked values sort as NULL."


class OfferOrderField(Enum):
    """A field of an offer."""

    OFFER_ID = "offer_id"
    NAME = "name"
    OFFER_TYPE = "offer_type"
    CATEGORY = "category"
    PRODUCT_URL = "product_url"


class OfferOverviewOrderField(Enum):
    """A field of an offer's overview, or of the offer."""

    ELIGIBLE = "eligible"
    RETAINED = "retained"
    SCORE = "score"
    BENCHMARK = "benchmark"
    RANK = "rank"
    RANK_CHANGE = "rank_change"
    DORMANT = "dormant"
    REVENUE_AT_STAKE = "revenue_at_stake"
    OFFER_ID = "offer_id"
    NAME = "name"
    CATEGORY = "category"


class CustomerOrderField(Enum):
    """A field of a customer's details, or of the customer."""

    DATE_ACQUIRED = "date_acquired"
    DATE_LOST = "date_lost"
    IS_ACTIVE = "is_active"
    REACTIVATED = "reactivated"
    ORDERS = "orders"
    SEATS = "seats"
    NORMALIZED_HOURS = "normalized_hours"
    RAW_HOURS = "raw_hours"
    REVENUE = "revenue"
    CUSTOMER_ID = "customer_id"
    BILLING_ACCOUNT_ID = "billing_account_id"
    COMPANY_NAME = "company_name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    ADDRESS_LINE1 = "address_line1"
    CITY = "city"
    POSTAL_CODE = "postal_code"
    STATE = "state"
    COUNTRY = "country"
    COUNTRY_CODE = "country_code"
    LANGUAGE = "language"
    CUSTOMER_TYPE = "customer_type"


class RetentionCustomerOrderField(Enum):
    """A field of an account behind a number, or of its customer."""

    ACCOUNT_ID = "account_id"
    FIRST_USED_ON = "first_used_on"
    LAST_USED_ON = "last_used_on"
    DAYS_SINCE_LAST_USE = "days_since_last_use"
    REVENUE = "revenue"
    REVENUE_ON_DAY = "revenue_on_day"
    CUSTOMER_ID = "customer_id"
    BILLING_ACCOUNT_ID = "billing_account_id"
    COMPANY_NAME = "company_name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    ADDRESS_LINE1 = "address_line1"
    CITY = "city"
    POSTAL_CODE = "postal_code"
    STATE = "state"
    COUNTRY = "country"
    COUNTRY_CODE = "country_code"
    LANGUAGE = "language"
    CUSTOMER_TYPE = "customer_type"
    DATE_ACQUIRED = "date_acquired"
    DATE_LOST = "date_lost"
    IS_ACTIVE = "is_active"


class RetentionDetailOrderField(Enum):
    """A field of a day's usage, or of its customer or plan."""

    BILLING_TYPE = "billing_type"
    CURRENCY_CODE = "currency_code"
    SALES_CHANNEL = "sales_channel"
    FIRST_USED_ON = "first_used_on"
    RETAINED_ON = "retained_on"
    DAYS_FROM_FIRST_USE = "days_from_first_use"
    REVENUE = "revenue"
    REVENUE_ON_DAY = "revenue_on_day"
    CUSTOMER_ID = "customer_id"
    BILLING_ACCOUNT_ID = "billing_account_id"
    COMPANY_NAME = "company_name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    ADDRESS_LINE1 = "address_line1"
    CITY = "city"
    POSTAL_CODE = "postal_code"
    STATE = "state"
    COUNTRY = "country"
    COUNTRY_CODE = "country_code"
    LANGUAGE = "language"
    CUSTOMER_TYPE = "customer_type"
    DATE_ACQUIRED = "date_acquired"
    DATE_LOST = "date_lost"
    IS_ACTIVE = "is_active"
    PLAN_ID = "plan_id"
    NAME = "name"


def sortable_fields(*kinds: type) -> Iterator[StrawberryField]:
    """The scalar fields of a row and of what it names, the row's first; a name that both have is the row's."""
    seen: set[str] = set()
    for kind in kinds:
        for field in get_object_definition(kind, strict=True).fields:
            if asked_of(field) is None and _is_scalar(field) and field.python_name not in seen:
                seen.add(field.python_name)
                yield field


def _is_scalar(field: StrawberryField) -> bool:
    kind = field.type
    if isinstance(kind, StrawberryList):
        return False
    inner = kind.of_type if isinstance(kind, StrawberryOptional) else kind
    return inner in (str, int, float, bool) or inner in SCALARS


def _meaning(field: StrawberryField) -> str:
    personal = any(isinstance(each, PersonalData) for each in field.directives)
    return f"{field.description}{REFUSED if personal else ''}"


def _describe(kind: type[Enum], description: str, *rows: type) -> None:
    describe(kind, description, {field.python_name.upper(): _meaning(field) for field in sortable_fields(*rows)})


_describe(OfferOrderField, "What offers can be ordered by.", Offer)
_describe(OfferOverviewOrderField, "What the overview of offers can be ordered by.", OfferOverview, Offer)
_describe(CustomerOrderField, "What customer details can be ordered by.", CustomerDetail, Customer)
_describe(
    RetentionCustomerOrderField, "What the accounts behind a number can be ordered by.", RetentionCustomer, Customer
)
_describe(RetentionDetailOrderField, "What retention details can be ordered by.", RetentionDetail, Customer, Plan)


@strawberry.input(description="One step of an order of offers.")
class OfferOrder:
    """Orders offers."""

    field: OfferOrderField = strawberry.field(description="What to order by.")
    direction: SortDirection = strawberry.field(default=SortDirection.ASC, description="Which way.")

    def to_domain(self) -> pages.Order:
        """Its key."""
        return pages.Order(self.field.value, self.direction)


@strawberry.input(description="One step of an order of the overview of offers.")
class OfferOverviewOrder:
    """Orders the overview."""

    field: OfferOverviewOrderField = strawberry.field(description="What to order by.")
    direction: SortDirection = strawberry.field(default=SortDirection.ASC, description="Which way.")

    def to_domain(self) -> pages.Order:
        """Its key."""
        return pages.Order(self.field.value, self.direction)


@strawberry.input(description="One step of an order of customer details.")
class CustomerOrder:
    """Orders customer details."""

    field: CustomerOrderField = strawberry.field(description="What to order by.")
    direction: SortDirection = strawberry.field(default=SortDirection.ASC, description="Which way.")

    def to_domain(self) -> pages.Order:
        """Its key."""
        return pages.Order(self.field.value, self.direction)


@strawberry.input(description="One step of an order of the accounts behind a number.")
class RetentionCustomerOrder:
    """Orders accounts."""

    field: RetentionCustomerOrderField = strawberry.field(description="What to order by.")
    direction: SortDirection = strawberry.field(default=SortDirection.ASC, description="Which way.")

    def to_domain(self) -> pages.Order:
        """Its key."""
        return pages.Order(self.field.value, self.direction)


@strawberry.input(description="One step of an order of retention details.")
class RetentionDetailOrder:
    """Orders retention details."""

    field: RetentionDetailOrderField = strawberry.field(description="What to order by.")
    direction: SortDirection = strawberry.field(default=SortDirection.ASC, description="Which way.")

    def to_domain(self) -> pages.Order:
        """Its key."""
        return pages.Order(self.field.value, self.direction)


AnyOrder = OfferOrder | OfferOverviewOrder | CustomerOrder | RetentionCustomerOrder | RetentionDetailOrder
