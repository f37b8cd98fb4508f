"""Loaders: keys of one kind gathered from all over a request, and one question for all that share their arguments."""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from aiodataloader import DataLoader
from typing_extensions import override

from domain.filters import CustomerFilter, Segment
from domain.measures import Granularity
from domain.pages import Page, PageRequest
from domain.ranges import Months
from services.catalogue.offer_pages import customer_offers
from services.catalogue.offers import Offer
from services.catalogue.plans import Plan, plans_by_offer
from services.customers.plans import PlanBreakdown, ask_orders_by_plan, ask_seats_by_plan
from services.retention.cohort_base import CohortBase, ask_bases
from services.retention.curve import RetentionCurve, ask_curves
from services.retention.heat_map import CohortHeatMap, ask_heat_maps
from services.retention.potential_revenue import PotentialRevenue, ask_potential_revenue
from services.retention.standing import CategoryStanding, ask_standings

Key = TypeVar("Key", bound=Hashable)
Shared = TypeVar("Shared", bound=Hashable)
Thing = TypeVar("Thing")


class Ask(Protocol):
    """The one door to blocking services: runs a question about the view in a worker thread."""

    async def __call__(self, question: Callable[..., Thing], *args: Any) -> Thing: ...


@dataclass(frozen=True, slots=True)
class RetentionArguments:
    """What the retention of many offers shares."""

    granularity: Granularity
    segment: Segment


@dataclass(frozen=True, slots=True)
class CustomersArguments:
    """What the customers page's questions share."""

    chosen: CustomerFilter
    months: Months


class ThingsByKeyLoader(DataLoader[tuple[Key, Shared], Thing], Generic[Key, Shared, Thing]):
    """Loads things by (key, shared arguments): one question for all keys with the same arguments."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self.ask = ask

    async def find(self, keys: Sequence[Key], shared: Shared) -> Mapping[Key, Thing]:
        """Asks the question for many keys; it answers for each of them."""
        raise NotImplementedError

    async def batch_load_fn(self, keys: list[tuple[Key, Shared]]) -> list[Any]:
        """The things of the keys, in their order. A question that fails fails its keys alone."""
        groups: dict[Shared, list[Key]] = {}
        for key, shared in keys:
            groups.setdefault(shared, []).append(key)
        questions = [self.find(group, shared) for shared, group in groups.items()]
        answered = await asyncio.gather(*questions, return_exceptions=True)
        found: dict[tuple[Key, Shared], Any] = {}
        for (shared, group), things in zip(groups.items(), answered, strict=True):
            if isinstance(things, BaseException):
                found.update({(key, shared): _failure(things) for key in group})
            else:
                found.update({(key, shared): thing for key, thing in things.items()})
        return [found.get(key) for key in keys]


def _failure(error: BaseException) -> Exception:
    if isinstance(error, Exception):
        return error
    raise error


class PlansByOfferLoader(ThingsByKeyLoader[int, None, tuple[Plan, ...]]):
    """The plans of offers, by plan id."""

    @override
    async def find(self, keys: Sequence[int], shared: None) -> Mapping[int, tuple[Plan, ...]]:
        """One look at all plans."""
        grouped = await self.ask(plans_by_offer)
        return {key: grouped.get(key, ()) for key in keys}


class OffersByCustomerLoader(ThingsByKeyLoader[int, tuple[PageRequest, bool], Page[Offer]]):
    """A page of the offers of each customer."""

    @override
    async def find(self, keys: Sequence[int], shared: tuple[PageRequest, bool]) -> Mapping[int, Page[Offer]]:
        """One question for all customers."""
        return await self.ask(customer_offers, keys, *shared)


class BasesByOfferLoader(ThingsByKeyLoader[int, Segment, CohortBase]):
    """Whom the retention of offers is counted over."""

    @override
    async def find(self, keys: Sequence[int], shared: Segment) -> Mapping[int, CohortBase]:
        """One question for all offers."""
        return await self.ask(ask_bases, keys, shared)


class CurvesByOfferLoader(ThingsByKeyLoader[int, RetentionArguments, RetentionCurve]):
    """Retention of offers by period."""

    @override
    async def find(self, keys: Sequence[int], shared: RetentionArguments) -> Mapping[int, RetentionCurve]:
        """One question for all offers."""
        return await self.ask(ask_curves, keys, shared.granularity, shared.segment)


class StandingsByOfferLoader(ThingsByKeyLoader[int, RetentionArguments, CategoryStanding | None]):
    """Offers among others of their category."""

    @override
    async def find(self, keys: Sequence[int], shared: RetentionArguments) -> Mapping[int, CategoryStanding | None]:
        """One question for all offers."""
        return await self.ask(ask_standings, keys, shared.granularity, shared.segment)


class PotentialRevenueByOfferLoader(
    ThingsByKeyLoader[int, tuple[RetentionArguments, int | None], tuple[PotentialRevenue, ...]]
):
    """What the accounts that went dormant were worth."""

    @override
    async def find(
        self, keys: Sequence[int], shared: tuple[RetentionArguments, int | None]
    ) -> Mapping[int, tuple[PotentialRevenue, ...]]:
        """One question for all offers."""
        arguments, up_to = shared
        return await self.ask(ask_potential_revenue, keys, arguments.granularity, arguments.segment, up_to)


class HeatMapsByOfferLoader(ThingsByKeyLoader[int, tuple[Segment, bool], CohortHeatMap]):
    """Cohorts of offers."""

    @override
    async def find(self, keys: Sequence[int], shared: tuple[Segment, bool]) -> Mapping[int, CohortHeatMap]:
        """One question for all offers."""
        return await self.ask(ask_heat_maps, keys, *shared)


class OrdersByCustomerLoader(ThingsByKeyLoader[str | None, tuple[CustomersArguments, int], PlanBreakdown]):
    """Orders by plan, of customers by id; None is all of them."""

    @override
    async def find(
        self, keys: Sequence[str | None], shared: tuple[CustomersArguments, int]
    ) -> Mapping[str | None, PlanBreakdown]:
        """One question for all customers."""
        page, top = shared
        return await self.ask(ask_orders_by_plan, page.chosen, page.months, keys, top)


class SeatsByCustomerLoader(ThingsByKeyLoader[str | None, tuple[CustomersArguments, int], PlanBreakdown]):
    """Seats by plan, of customers by id; None is all of them."""

    @override
    async def find(
        self, keys: Sequence[str | None], shared: tuple[CustomersArguments, int]
    ) -> Mapping[str | None, PlanBreakdown]:
        """One question for all customers."""
        page, top = shared
        return await self.ask(ask_seats_by_plan, page.chosen, page.months, keys, top)


class Loaders:
    """The loaders of one view, each made when it is first used."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def release(self) -> None:
        """Lets go of all that was loaded; nothing is loaded afterwards."""
        self.__dict__.clear()

    @cached_property
    def plans(self) -> PlansByOfferLoader:
        """Plans of offers."""
        return PlansByOfferLoader(self._ask)

    @cached_property
    def offers(self) -> OffersByCustomerLoader:
        """Offers of customers."""
        return OffersByCustomerLoader(self._ask)

    @cached_property
    def bases(self) -> BasesByOfferLoader:
        """Bases of offers."""
        return BasesByOfferLoader(self._ask)

    @cached_property
    def curves(self) -> CurvesByOfferLoader:
        """Curves of offers."""
        return CurvesByOfferLoader(self._ask)

    @cached_property
    def standings(self) -> StandingsByOfferLoader:
        """Standings of offers."""
        return StandingsByOfferLoader(self._ask)

    @cached_property
    def potential_revenue(self) -> PotentialRevenueByOfferLoader:
        """Potential revenue of offers."""
        return PotentialRevenueByOfferLoader(self._ask)

    @cached_property
    def heat_maps(self) -> HeatMapsByOfferLoader:
        """Heat maps of offers."""
        return HeatMapsByOfferLoader(self._ask)

    @cached_property
    def orders_by_plan(self) -> OrdersByCustomerLoader:
        """Orders by plan, of customers."""
        return OrdersByCustomerLoader(self._ask)

    @cached_property
    def seats_by_plan(self) -> SeatsByCustomerLoader:
        """Seats by plan, of customers."""
        return SeatsByCustomerLoader(self._ask)
