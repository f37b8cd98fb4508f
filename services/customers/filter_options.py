"""What the filters of the customers page can choose from: what occurs in the range, without the filter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.filters import CustomerFilter
from domain.ranges import Months
from services.catalogue.offers import Offer, is_found, offers
from services.catalogue.plans import Plan, plans
from services.customers.conditions import UNKNOWN
from services.customers.measuring import check_top
from services.customers.members import open_members
from services.customers.months import bounds
from services.customers.slice import open_slice
from services.frames import records
from services.questions import Parameter, Question
from services.slice import Slice
from services.view import View

PLACES = Question.load(__file__, "filter_places.sql")
DEALINGS = Question.load(__file__, "filter_dealings.sql")
SUBSCRIPTIONS = Question.load(__file__, "filter_subscriptions.sql")
DEFAULT_SUBSCRIPTIONS = 50


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """The options of a range; texts by their casefold, "unknown" last where a country or state is missing.

    Each method gives the first (1..1000) options in which `search` stands anywhere, compared casefolded; BadInputError for another number.
    """

    view: View
    months: Months

    @property
    def sales_channels(self) -> tuple[str, ...]:
        """Channels of what was held, acquired or used in the range."""
        return tuple(_sorted(channel for _, _, channel in self._dealings()))

    @property
    def customer_types(self) -> tuple[str, ...]:
        """Types of the customers of the range."""
        return tuple(self._places("customer_types"))

    def countries(self, search: str | None = None, first: int = 250) -> tuple[str, ...]:
        """Countries of the customers of the range."""
        return _chosen(self._places("countries", UNKNOWN), search, first)

    def states(self, search: str | None = None, first: int = 100) -> tuple[str, ...]:
        """States of the customers of the range."""
        return _chosen(self._places("states", UNKNOWN), search, first)

    def languages(self, search: str | None = None, first: int = 100) -> tuple[str, ...]:
        """Languages of the customers of the range."""
        return _chosen(self._places("languages"), search, first)

    def offers(self, search: str | None = None, first: int = 100) -> tuple[Offer, ...]:
        """Offers held, acquired or used in the range, by name."""
        check_top(first, "first")
        known = offers(self.view)
        found = sorted(
            (known[key] for key in {offer for offer, _, _ in self._dealings() if offer is not None}),
            key=lambda offer: (offer.name.casefold(), offer.key),
        )
        return tuple(each for each in found if search is None or is_found(search, each.name, each.offer_id))[:first]

    def plans(self, search: str | None = None, first: int = 100) -> tuple[Plan, ...]:
        """Plans held, acquired or used in the range, by name (those without one by id)."""
        check_top(first, "first")
        known = plans(self.view)
        found = sorted(
            (known[key] for key in {plan for _, plan, _ in self._dealings() if plan is not None}),
            key=lambda plan: ((plan.name or plan.plan_id).casefold(), plan.offer.key, plan.plan_id),
        )
        return tuple(each for each in found if search is None or is_found(search, each.name, each.plan_id))[:first]

    def subscription_ids(self, search: str | None = None, first: int = DEFAULT_SUBSCRIPTIONS) -> tuple[str, ...]:
        """Subscriptions held, acquired or used in the range."""
        check_top(first, "first")
        parameters = subscription_parameters(self.months, search, first)
        source = self._slice()
        if source.stores(SUBSCRIPTIONS, **parameters):
            rows = source.records(SUBSCRIPTIONS, **parameters)
        else:
            rows = records(source.query(SUBSCRIPTIONS.sql, parameters))
        return tuple(row[0] for row in rows)

    def _slice(self) -> Slice:
        return open_slice(self.view, CustomerFilter(), self.months)

    def _members(self) -> Slice:
        return open_members(self.view, CustomerFilter(), self.months)

    def _dealings(self) -> Sequence[tuple[int | None, int | None, str | None]]:
        return [(row[0], row[1], row[2]) for row in self._slice().records(DEALINGS, **bounds(self.months))]

    def _places(self, kind: str, missing: str | None = None) -> list[str]:
        values = [value for each, value in self._members().records(PLACES) if each == kind]
        known = _sorted(values)
        return [*known, missing] if missing is not None and None in values and missing not in known else known


def subscription_parameters(months: Months, search: str | None, first: int) -> dict[str, Parameter]:
    """The parameters of the question for subscriptions."""
    return {"search": (search or "").casefold(), "limit": first, **bounds(months)}


def ask_filter_options(view: View, months: Months) -> FilterOptions:
    """The options of a range; each list is asked for when it is read."""
    return FilterOptions(view, months)


def _sorted(values: Iterable[str | None]) -> list[str]:
    return sorted({value for value in values if value is not None}, key=lambda value: (value.casefold(), value))


def _chosen(options: Sequence[str], search: str | None, first: int) -> tuple[str, ...]:
    check_top(first, "first")
    return tuple(option for option in options if search is None or is_found(search, option))[:first]
