"""Answers of the customers page."""

from dataclasses import dataclass
from decimal import Decimal

from domain.filters import CustomerFilter
from domain.measures import Measure
from domain.pages import PageRequest
from domain.ranges import MonthRange, Months, resolve_range
from resolvers.binding import all_shaped, answers, shaped
from resolvers.connections import ordered, pin_page, read_connection
from resolvers.context import Asking
from resolvers.loaders import CustomersArguments
from schema import customers as shapes
from schema import leaderboard as ranking
from schema import profiles as who
from schema import trend as times
from schema.connections import Connection
from schema.details import CustomerDetail
from schema.inputs import CustomerFilterInput, MonthRangeInput
from schema.orders import CustomerOrder
from schema.root import CustomersQuery
from services.catalogue.profiles import Customer, customer_by_id
from services.customers.concentration import ask_concentration
from services.customers.customer_types import ask_customer_types
from services.customers.details import list_customers
from services.customers.filter_options import ask_filter_options
from services.customers.geography import ask_geography
from services.customers.leaderboard import ask_leaderboard
from services.customers.months import ask_months
from services.customers.slice import check_filter
from services.customers.summary import ask_summary
from services.customers.trend import ask_trend


@dataclass(frozen=True, slots=True)
class RankedCustomer:
    """An entry of the leaderboard that remembers the page it is on."""

    rank: int
    customer: Customer
    value: Decimal
    share: float | None
    page: CustomersArguments


@dataclass(frozen=True, slots=True)
class RankedCustomers:
    """The leaderboard of a page."""

    measure: Measure
    total: Decimal
    entries: list[RankedCustomer]


def filtered(chosen: CustomerFilterInput | None) -> CustomerFilter:
    """The filter's key; the empty filter where none is given."""
    return chosen.to_domain() if chosen else CustomerFilter()


def months_of(asking: Asking, chosen: MonthRangeInput | None) -> Months:
    """The months of a range; the default range where none is given."""
    return resolve_range(chosen.to_domain() if chosen else MonthRange(), asking.view.as_of)


@answers(CustomersQuery, "customer")
async def find_customer(_query: None, asking: Asking, customer_id: str) -> who.Customer | None:
    """A customer by its id."""
    return shaped(who.Customer, await asking.ask(customer_by_id, customer_id))


@answers(CustomersQuery, "customers")
async def list_customer_details(
    _query: None,
    asking: Asking,
    range_: MonthRangeInput | None,
    filter_: CustomerFilterInput | None,
    order_by: list[CustomerOrder] | None,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[CustomerDetail]:
    """A page of customer details."""
    request = PageRequest(first, after, last, before)
    await pin_page(asking, request)
    months = months_of(asking, range_) if range_ else None
    arguments = (filtered(filter_), months, ordered(order_by), request)
    return await read_connection(asking, CustomerDetail, list_customers, *arguments)


@answers(CustomersQuery, "customer_dashboard")
def open_dashboard(
    _query: None, asking: Asking, range_: MonthRangeInput | None, filter_: CustomerFilterInput | None
) -> shapes.CustomerDashboard:
    """The customers page, nothing asked yet; a filter that the role may not set is refused whatever is selected."""
    chosen = filtered(filter_)
    check_filter(asking.view, chosen)
    return shaped(shapes.CustomerDashboard, CustomersArguments(chosen, months_of(asking, range_)))


@answers(shapes.CustomerDashboard, "months")
def list_months(page: CustomersArguments, _asking: Asking) -> list[times.DashboardMonth]:
    """The months of the range."""
    return all_shaped(times.DashboardMonth, ask_months(page.months))


@answers(shapes.CustomerDashboard, "summary")
async def summarize(page: CustomersArguments, asking: Asking) -> times.CustomerSummary:
    """Customers at the end of the range."""
    return shaped(times.CustomerSummary, await asking.ask(ask_summary, page.chosen, page.months))


@answers(shapes.CustomerDashboard, "trend")
async def follow(page: CustomersArguments, asking: Asking) -> list[times.CustomerTrendPoint]:
    """Customers by month."""
    return all_shaped(times.CustomerTrendPoint, await asking.ask(ask_trend, page.chosen, page.months))


@answers(shapes.CustomerDashboard, "geography")
async def spread(page: CustomersArguments, asking: Asking) -> list[times.CountrySpread]:
    """Customers by country."""
    return all_shaped(times.CountrySpread, await asking.ask(ask_geography, page.chosen, page.months))


@answers(shapes.CustomerDashboard, "concentration")
async def concentrate(page: CustomersArguments, asking: Asking, measure: Measure, bands: int) -> ranking.Concentration:
    """How much the largest customers hold."""
    answer = await asking.ask(ask_concentration, page.chosen, page.months, measure, bands)
    return shaped(ranking.Concentration, answer)


@answers(shapes.CustomerDashboard, "leaderboard")
async def rank(page: CustomersArguments, asking: Asking, measure: Measure, top: int) -> ranking.Leaderboard:
    """The largest customers."""
    board = await asking.ask(ask_leaderboard, page.chosen, page.months, measure, top)
    entries = [RankedCustomer(each.rank, each.customer, each.value, each.share, page) for each in board.entries]
    return shaped(ranking.Leaderboard, RankedCustomers(board.measure, board.total, entries))


@answers(shapes.CustomerDashboard, "orders_by_plan")
async def break_down_orders(
    page: CustomersArguments, asking: Asking, customer_id: str | None, top: int
) -> ranking.PlanBreakdown:
    """Orders by plan, of one customer or all."""
    return shaped(ranking.PlanBreakdown, await asking.loaders.orders_by_plan.load((customer_id, (page, top))))


@answers(shapes.CustomerDashboard, "seats_by_plan")
async def break_down_seats(
    page: CustomersArguments, asking: Asking, customer_id: str | None, top: int
) -> ranking.PlanBreakdown:
    """Seats by plan, of one customer or all."""
    return shaped(ranking.PlanBreakdown, await asking.loaders.seats_by_plan.load((customer_id, (page, top))))


@answers(ranking.LeaderboardEntry, "orders_by_plan")
async def break_down_entry_orders(entry: RankedCustomer, asking: Asking, top: int) -> ranking.PlanBreakdown:
    """Orders by plan of a customer on the leaderboard."""
    return await break_down_orders(entry.page, asking, entry.customer.customer_id, top)


@answers(ranking.LeaderboardEntry, "seats_by_plan")
async def break_down_entry_seats(entry: RankedCustomer, asking: Asking, top: int) -> ranking.PlanBreakdown:
    """Seats by plan of a customer on the leaderboard."""
    return await break_down_seats(entry.page, asking, entry.customer.customer_id, top)


@answers(shapes.CustomerDashboard, "by_customer_type")
async def compare_types(page: CustomersArguments, asking: Asking, measure: Measure) -> list[times.CustomerTypePoint]:
    """The measure by month, of new and existing customers."""
    return all_shaped(times.CustomerTypePoint, await asking.ask(ask_customer_types, page.chosen, page.months, measure))


@answers(shapes.CustomerDashboard, "filter_options")
async def list_options(page: CustomersArguments, asking: Asking) -> shapes.CustomerFilterOptions:
    """What the filters can be set to."""
    return shaped(shapes.CustomerFilterOptions, await asking.ask(ask_filter_options, page.months))
