"""Who a customer is."""

from datetime import date

import strawberry

from schema.arguments import After, First
from schema.catalogue import Offer
from schema.connections import Connection
from schema.directives import PAGE, ROWS, PersonalData
from schema.enums import PersonalDataAccess
from schema.fields import asked
from schema.nodes import Node


@strawberry.type(
    description="Who a customer is: the profile, the same wherever the customer appears. Dates and status are lifetime, unfiltered."
)
class Customer(Node):
    """A profile, already masked."""

    customer_id: str = strawberry.field(description="The customer's id.")
    billing_account_id: str | None = strawberry.field(
        description="The billed account, the unit of retention: the latest that any report gave; null where none did."
    )
    company_name: str | None = strawberry.field(description="Company name.", directives=[PersonalData()])
    first_name: str | None = strawberry.field(description="First name of the contact.", directives=[PersonalData()])
    last_name: str | None = strawberry.field(description="Last name of the contact.", directives=[PersonalData()])
    email: str | None = strawberry.field(description="Email address of the contact.", directives=[PersonalData()])
    address_line1: str | None = strawberry.field(description="First line of the address.", directives=[PersonalData()])
    city: str | None = strawberry.field(description="City.", directives=[PersonalData()])
    postal_code: str | None = strawberry.field(description="Postal code.", directives=[PersonalData()])
    state: str | None = strawberry.field(description="State or province; null = unknown.")
    country: str | None = strawberry.field(description="Country or region; null = unknown.")
    country_code: str | None = strawberry.field(description="ISO 3166 code of the country, two letters.")
    language: str | None = strawberry.field(description="Preferred language.")
    customer_type: str | None = strawberry.field(description="Such as enterprise or individual, as reported.")
    date_acquired: date | None = strawberry.field(description="First acquisition ever.")
    date_lost: date | None = strawberry.field(
        description="The day the last active acquisition was canceled, only while none is active."
    )
    is_active: bool = strawberry.field(description="Whether something acquired is not canceled on as_of.")
    personal_data: PersonalDataAccess = strawberry.field(description="Why personal fields read as they do.")

    @asked(description="Offers that the customer acquired or used, by id.", directives=[ROWS, PAGE])
    async def offers(self, first: First = strawberry.UNSET, after: After = strawberry.UNSET) -> Connection[Offer]: ...

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a node's value is a customer."""
        return hasattr(value, "customer_id")
