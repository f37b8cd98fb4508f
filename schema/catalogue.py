"""The viewer, the data at hand, and what is sold: categories, offers, plans."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.arguments import ByGranularity
from schema.connections import Connection
from schema.directives import sized
from schema.enums import Granularity, Role
from schema.fields import asked
from schema.inputs import SegmentInput
from schema.nodes import Node
from schema.scalars import BigInt

if TYPE_CHECKING:
    from schema.retention import Retention


@strawberry.type(description="The seller. Every row belongs to exactly one; a viewer sees one publisher's rows.")
class Publisher:
    """Of the viewer."""

    publisher_id: str = strawberry.field(description="The publisher's id.")
    name: str = strawberry.field(description="The publisher's name.")
    time_zone: str = strawberry.field(description="The zone in which moments became days when they were loaded.")


@strawberry.type(description="Who asks.")
class Viewer:
    """Of the request."""

    name: str = strawberry.field(description="The member or token that asks.")
    role: Role = strawberry.field(description="What the viewer may see.")
    publisher: Publisher = strawberry.field(description="Whose rows the viewer sees.")


@strawberry.type(description="The data that answers: one publisher's part, as it was built.")
class Dataset:
    """Of the publisher."""

    as_of: date = strawberry.field(
        description="The day the data speaks for: by default its last day with usage. No row dated after it counts."
    )
    snapshot: str = strawberry.field(description="The published version that answers.")
    built_at: datetime = strawberry.field(description="When that version was published.")
    last_loaded_at: datetime | None = strawberry.field(description="When the publisher's reports were last loaded.")
    stale_after: datetime | None = strawberry.field(
        description="48 hours after the last load (a setting): the latency that the portal promises."
    )
    first_day: date | None = strawberry.field(description="First day of usage, else of orders.")
    last_day: date | None = strawberry.field(description="Last day of usage, else of orders, up to as_of.")
    customers: BigInt = strawberry.field(description="Customers.")
    orders: BigInt = strawberry.field(description="Orders up to as_of.")
    usage_days: BigInt = strawberry.field(description="Distinct (customer, offer, day) with usage, up to as_of.")


@strawberry.type(description="Where offers are listed. Categories compare trimmed and casefolded.")
class Category:
    """Of the publisher's offers."""

    name: str = strawberry.field(description="The category's name.")
    offer_count: int = strawberry.field(description="The publisher's offers in it.")


@strawberry.type(description="A product.")
class Offer(Node):
    """Of the publisher."""

    offer_id: str = strawberry.field(description="The offer's id.")
    name: str = strawberry.field(description="The offer's name; its id where none was reported.")
    offer_type: str | None = strawberry.field(description="Such as virtual machine or software as a service.")
    category: str = strawberry.field(description='Where it is listed; "Uncategorized" where none was given.')
    product_url: str | None = strawberry.field(description="Its product page.")

    @asked(description="The offer's plans, by id.", directives=[sized(10)])
    async def plans(self) -> list["Plan"]: ...

    @asked(description="How its customers come back: activity by period after first use.")
    def retention(
        self,
        granularity: ByGranularity = Granularity.DAY,
        segment: Annotated[
            SegmentInput | None, strawberry.argument(description="A part of the usage; null = all of it.")
        ] = strawberry.UNSET,
    ) -> Annotated["Retention", strawberry.lazy("schema.retention")]: ...

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a node's value is an offer."""
        return hasattr(value, "offer_id")


@strawberry.type(description="One of an offer's SKUs.")
class Plan:
    """Of an offer."""

    plan_id: str = strawberry.field(description="The plan's id within its offer.")
    name: str | None = strawberry.field(description="The plan's name.")
    billing_type: str | None = strawberry.field(description="How it is billed.")
    offer: Offer = strawberry.field(description="The offer that it belongs to.")


OfferConnection = Connection[Offer]
