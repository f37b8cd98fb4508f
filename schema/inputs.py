"""Filters as clients give them; each becomes its frozen counterpart of the vocabulary, the key of loaders and caches, in one place."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

import strawberry

from domain import filters, ranges
from schema.enums import Granularity, RangePreset

Value = TypeVar("Value")


def frozen(values: Iterable[Value] | None) -> tuple[Value, ...] | None:
    """A union of values as a key; None where the filter is not set."""
    return None if values is None else tuple(values)


@strawberry.input(name="PlanKey", description="A plan, named by its offer and its own id.")
class PlanKeyInput:
    """Names one plan."""

    offer_id: str = strawberry.field(description="The offer's id.")
    plan_id: str = strawberry.field(description="The plan's id within the offer.")

    def to_domain(self) -> filters.PlanKey:
        """Its key."""
        return filters.PlanKey(self.offer_id, self.plan_id)


def plan_keys(plans: list[PlanKeyInput] | None) -> tuple[filters.PlanKey, ...] | None:
    """A union of plans as a key."""
    return frozen(plan.to_domain() for plan in plans) if plans is not None else None


@strawberry.input(
    name="TextFilter",
    description="Text compared casefolded; all parts given are required; `%` and `_` are themselves. "
    "Hidden and masked values match nothing.",
)
class TextFilterInput:
    """Narrows by a text."""

    in_: list[str] | None = strawberry.field(name="in", description="Equal to one of these.")
    contains: str | None = strawberry.field(description="Contains this.")
    starts_with: str | None = strawberry.field(description="Starts with this.")

    def to_domain(self) -> filters.TextFilter:
        """Its key."""
        return filters.TextFilter(frozen(self.in_), self.contains, self.starts_with)


@strawberry.input(name="DateRange", description="Days from one to another, both included; an end left out is open.")
class DateRangeInput:
    """Narrows by a day."""

    from_: date | None = strawberry.field(name="from", description="First day.")
    to: date | None = strawberry.field(description="Last day.")

    def to_domain(self) -> filters.DateRange:
        """Its key."""
        return filters.DateRange(self.from_, self.to)


@strawberry.input(description="Customers of the accounts that are dormant in a period of an offer's retention.")
class DormantInput:
    """Narrows to the dormant."""

    offer_id: str = strawberry.field(description="The offer's id.")
    granularity: Granularity = strawberry.field(default=Granularity.DAY, description="The length of a period.")
    period: int = strawberry.field(description="The period n: first use + n periods.")

    def to_domain(self) -> filters.DormantFilter:
        """Its key."""
        return filters.DormantFilter(self.offer_id, self.period, self.granularity)


def text_of(given: TextFilterInput | None) -> filters.TextFilter | None:
    """The key of a text filter that may be unset."""
    return given.to_domain() if given else None


def days_of(given: DateRangeInput | None) -> filters.DateRange | None:
    """The key of a range of days that may be unset."""
    return given.to_domain() if given else None


@strawberry.input(
    name="CustomerFilter",
    description="Filters of the customers page. Several values of one filter are a union, several filters an intersection. "
    "Applied in this order: rows (offer, plan, subscription, channel), customers, then dates and status of what is left.",
)
class CustomerFilterInput:
    """Narrows the customers page."""

    offer_id: list[str] | None = strawberry.field(description="Orders, acquisitions and usage of these offers.")
    plan: list[PlanKeyInput] | None = strawberry.field(description="Orders, acquisitions and usage of these plans.")
    subscription_id: list[str] | None = strawberry.field(description="Those of these subscriptions.")
    sales_channel: list[str] | None = strawberry.field(description="Those of these sales channels.")
    customer_id: list[str] | None = strawberry.field(description="Customers of these ids.")
    country: list[str] | None = strawberry.field(description='Customers of these countries; "unknown" = without one.')
    state: list[str] | None = strawberry.field(description='Customers of these states; "unknown" = without one.')
    language: list[str] | None = strawberry.field(description="Customers of these languages.")
    customer_type: list[str] | None = strawberry.field(description="Customers of these types.")
    company_name: TextFilterInput | None = strawberry.field(description="Company name; refused for a contributor.")
    name: TextFilterInput | None = strawberry.field(
        description='First name, last name or "first last"; refused for a contributor.'
    )
    email: TextFilterInput | None = strawberry.field(description="Email address; refused for a contributor.")
    city: TextFilterInput | None = strawberry.field(description="City; refused for a contributor.")
    postal_code: TextFilterInput | None = strawberry.field(description="Postal code; refused for a contributor.")
    dormant: DormantInput | None = strawberry.field(description="Customers dormant in a period of an offer.")
    date_acquired: DateRangeInput | None = strawberry.field(description="First acquisition under the filters above.")
    date_lost: DateRangeInput | None = strawberry.field(
        description="Day the last active acquisition was canceled, for customers that hold none at the range's end."
    )
    active: bool | None = strawberry.field(
        description="Whether something is held at the range's end, or on as_of without a range."
    )

    def to_domain(self) -> filters.CustomerFilter:
        """Its key."""
        return filters.CustomerFilter(
            offer_id=frozen(self.offer_id),
            plan=plan_keys(self.plan),
            subscription_id=frozen(self.subscription_id),
            sales_channel=frozen(self.sales_channel),
            customer_id=frozen(self.customer_id),
            country=frozen(self.country),
            state=frozen(self.state),
            language=frozen(self.language),
            customer_type=frozen(self.customer_type),
            company_name=text_of(self.company_name),
            name=text_of(self.name),
            email=text_of(self.email),
            city=text_of(self.city),
            postal_code=text_of(self.postal_code),
            dormant=self.dormant.to_domain() if self.dormant else None,
            date_acquired=days_of(self.date_acquired),
            date_lost=days_of(self.date_lost),
            active=self.active,
        )


@strawberry.input(name="OfferFilter", description="Filters of the list of offers.")
class OfferFilterInput:
    """Narrows the list of offers."""

    offer_id: list[str] | None = strawberry.field(description="Offers of these ids.")
    category: list[str] | None = strawberry.field(
        description="Offers of these categories, compared trimmed and casefolded."
    )
    offer_type: list[str] | None = strawberry.field(description="Offers of these types.")
    search: str | None = strawberry.field(
        description="Offers whose name or id contains this text, compared casefolded."
    )

    def to_domain(self) -> filters.OfferFilter:
        """Its key."""
        return filters.OfferFilter(frozen(self.offer_id), frozen(self.category), frozen(self.offer_type), self.search)


@strawberry.input(
    name="Segment",
    description="Retention of a part of the usage. Plan, billing type, channel and trials narrow the usage rows first, "
    "then first use is found anew; country and internal narrow by the row's customer; first use last.",
)
class SegmentInput:
    """Narrows retention."""

    plan: list[PlanKeyInput] | None = strawberry.field(description="Usage of these plans.")
    billing_type: list[str] | None = strawberry.field(description="Usage billed in these ways.")
    sales_channel: list[str] | None = strawberry.field(description="Usage sold through these channels.")
    exclude_trials: bool | None = strawberry.field(
        description="Leave out usage on or before the end of its trial; unknown is not a trial."
    )
    country: list[str] | None = strawberry.field(
        description='Usage of customers of these countries; "unknown" = without one.'
    )
    exclude_internal: bool | None = strawberry.field(description="Leave out usage of internal customers.")
    first_used: DateRangeInput | None = strawberry.field(description="Accounts whose first use lies in these days.")

    def to_domain(self) -> filters.Segment:
        """Its key."""
        return filters.Segment(
            plan=plan_keys(self.plan),
            billing_type=frozen(self.billing_type),
            sales_channel=frozen(self.sales_channel),
            exclude_trials=bool(self.exclude_trials),
            country=frozen(self.country),
            exclude_internal=bool(self.exclude_internal),
            first_used=days_of(self.first_used),
        )


@strawberry.input(
    name="MonthSpan", description="Calendar months: any day stands for its month; `to` is cut to the month of as_of."
)
class MonthSpanInput:
    """A span of months."""

    from_: date = strawberry.field(name="from", description="Any day of the first month.")
    to: date = strawberry.field(description="Any day of the last month; at most 120 months.")

    def to_domain(self) -> ranges.MonthSpan:
        """Its key."""
        return ranges.MonthSpan(self.from_, self.to)


@strawberry.input(name="MonthRange", one_of=True, description="A range of calendar months: a preset or a span.")
class MonthRangeInput:
    """A range of months."""

    preset: RangePreset | None = strawberry.field(description="The month of as_of and the 3, 6 or 12 before it.")
    months: MonthSpanInput | None = strawberry.field(description="The months from one to another, both included.")

    def to_domain(self) -> ranges.MonthRange:
        """Its key."""
        return ranges.MonthRange(self.preset, self.months.to_domain() if self.months else None)
