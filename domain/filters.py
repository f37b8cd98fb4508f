"""What a viewer narrows the data to: frozen, hashable values that are the key of loaders and caches."""

from dataclasses import dataclass, fields
from datetime import date

from domain.measures import Granularity


@dataclass(frozen=True, slots=True)
class PlanKey:
    """A plan is named by its offer and its own id."""

    offer_id: str
    plan_id: str


@dataclass(frozen=True, slots=True)
class TextFilter:
    """All given parts are required; text compares casefolded; `%` and `_` are themselves."""

    in_: tuple[str, ...] | None = None
    contains: str | None = None
    starts_with: str | None = None


@dataclass(frozen=True, slots=True)
class DateRange:
    """Both ends included; an end left out is open."""

    from_: date | None = None
    to: date | None = None


@dataclass(frozen=True, slots=True)
class DormantFilter:
    """Customers of the accounts that are dormant in a period of an offer's retention."""

    offer_id: str
    period: int
    granularity: Granularity = Granularity.DAY


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Filters of the customers page; None is not set. Several values of one are a union, several filters an intersection.

    Applied in the order of metrics.md: (1) rows: offer_id, plan, subscription_id, sales_channel; (2) customers: customer_id to dormant;
    (4) date_acquired, date_lost, active, after dates and status were derived from what is left.
    """

    offer_id: tuple[str, ...] | None = None
    plan: tuple[PlanKey, ...] | None = None
    subscription_id: tuple[str, ...] | None = None
    sales_channel: tuple[str, ...] | None = None
    customer_id: tuple[str, ...] | None = None
    country: tuple[str, ...] | None = None
    state: tuple[str, ...] | None = None
    language: tuple[str, ...] | None = None
    customer_type: tuple[str, ...] | None = None
    company_name: TextFilter | None = None
    name: TextFilter | None = None
    email: TextFilter | None = None
    city: TextFilter | None = None
    postal_code: TextFilter | None = None
    dormant: DormantFilter | None = None
    date_acquired: DateRange | None = None
    date_lost: DateRange | None = None
    active: bool | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is set."""
        return all(getattr(self, field.name) is None for field in fields(self))

    @property
    def narrows_rows(self) -> bool:
        """Whether an offer, plan, subscription or channel filter is set: step (1)."""
        return any(each is not None for each in (self.offer_id, self.plan, self.subscription_id, self.sales_channel))

    @property
    def narrows_derived(self) -> bool:
        """Whether a filter on derived dates or status is set: step (4), which depends on the range's end."""
        return any(each is not None for each in (self.date_acquired, self.date_lost, self.active))

    @property
    def personal(self) -> tuple[str, ...]:
        """Names of the set filters on personal fields, which a contributor is refused."""
        names = ("company_name", "name", "email", "city", "postal_code")
        return tuple(name for name in names if getattr(self, name) is not None)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the usage whose retention is asked for; None (or False) is not set."""

    plan: tuple[PlanKey, ...] | None = None
    billing_type: tuple[str, ...] | None = None
    sales_channel: tuple[str, ...] | None = None
    exclude_trials: bool = False
    country: tuple[str, ...] | None = None
    exclude_internal: bool = False
    first_used: DateRange | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is set."""
        return self == Segment()


@dataclass(frozen=True, slots=True)
class OfferFilter:
    """Filters of the list of offers; `search` matches the offer's name or id, casefolded, anywhere."""

    offer_id: tuple[str, ...] | None = None
    category: tuple[str, ...] | None = None
    offer_type: tuple[str, ...] | None = None
    search: str | None = None
