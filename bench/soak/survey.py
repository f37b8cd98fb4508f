"""Finds out over the API what a publisher's data holds, and makes questions of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from bench.dashboards import PAGES
from bench.soak.asking import REQUEST, data_of
from bench.soak.questions import Kind, Question
from bench.soak.wire import Wire

_SURVEY = """query Survey {
  customerDashboard { filterOptions { salesChannels countries languages customerTypes } }
  offers(first: 1000) { nodes { offerId plans { planId billingType } } }
  customers(first: 800) { totalCount nodes { customer { customerId } } }
}"""
_NUMBER = "{ dataset { customers orders usageDays } }"
_CUSTOMERS = """query CustomerDetails($after: String, $first: Int, $orderBy: [CustomerOrder!]) {
  customers(after: $after, first: $first, orderBy: $orderBy) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes {
      dateAcquired dateLost isActive orders seats normalizedHours revenue salesChannels subscriptionIds
      customer { customerId companyName email city country customerType personalData }
    }
  }
}"""
_DAYS = """query RetentionDetails($offerId: String!, $after: String, $first: Int, $orderBy: [RetentionDetailOrder!]) {
  offer(offerId: $offerId) { retention { details(after: $after, first: $first, orderBy: $orderBy) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes {
      firstUsedOn retainedOn daysFromFirstUse revenue revenueOnDay currencyCode salesChannel
      plan { planId name } customer { customerId companyName country }
    }
  } } }
}"""
_OFFERS = 4
_ROWS = 100
_ORDERS: Sequence[tuple[str, Sequence[Mapping[str, str] | None]]] = (
    (_CUSTOMERS, (None, {"field": "REVENUE", "direction": "DESC"})),
    (_DAYS, (None, {"field": "REVENUE_ON_DAY", "direction": "DESC"})),
)


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What there is of one publisher, as the token's member sees it: up to 800 customers and four offers, each with its plans."""

    publisher_id: str
    token: str
    offers: Mapping[str, Sequence[str]]
    countries: Sequence[str]
    sales_channels: Sequence[str]
    languages: Sequence[str]
    customers: Sequence[str]
    customer_count: int


async def survey(wire: Wire, publisher_id: str, token: str) -> Surveyed:
    """Asks for it; AnswerError where the answer has errors."""
    data = await data_of(wire, Question(Kind.DETAILS, token, _SURVEY, {}))
    options = data["customerDashboard"]["filterOptions"]
    offers = {each["offerId"]: [plan["planId"] for plan in each["plans"]] for each in data["offers"]["nodes"]}
    return Surveyed(
        publisher_id,
        token,
        dict(list(offers.items())[:_OFFERS]),
        options["countries"],
        options["salesChannels"],
        options["languages"],
        [each["customer"]["customerId"] for each in data["customers"]["nodes"]],
        data["customers"]["totalCount"],
    )


def make_cached(found: Surveyed) -> Iterator[Question]:
    """Questions whose answers are kept: whole pages and a number, over GET and POST."""
    # the published version would make an answer that does not last
    customers = _page("customers").replace("snapshot ", "")
    yield Question(Kind.CACHED, found.token, customers, {}, fresh=False)
    yield Question(Kind.CACHED, found.token, _NUMBER, {}, "GET", fresh=False)
    for offer_id in found.offers:
        asked = {"offerId": offer_id}
        yield Question(Kind.CACHED, found.token, _page("retention"), asked, fresh=False)
        yield Question(Kind.CACHED, found.token, _page("retention"), asked, "GET", fresh=False)


def make_default(found: Surveyed) -> Iterator[Question]:
    """Both pages as they are opened first, of each offer, the customers page as often as that of retention."""
    for offer_id in found.offers:
        yield Question(Kind.DEFAULT, found.token, _page("customers"), {})
        yield Question(Kind.DEFAULT, found.token, _page("retention"), {"offerId": offer_id})


def make_filtered(found: Surveyed, number: int, rng: Random) -> Iterator[Question]:
    """So many pages, each under another filter or segment."""
    made: set[str] = set()
    for _ in range(50 * number):
        if len(made) == number:
            return
        question = _filter_customers(found, rng) if len(made) % 2 else _filter_retention(found, rng)
        if (shown := str(question.variables)) not in made:
            made.add(shown)
            yield question


async def make_details(wire: Wire, found: Surveyed, pages: int) -> Sequence[Question]:
    """Further pages of both tables of details in two orders, found by paging through so many."""
    offer_id = next(iter(found.offers))
    made: list[Question] = []
    for document, orders in _ORDERS:
        for order in orders:
            variables = {"offerId": offer_id, "first": _ROWS, "orderBy": [order] if order else None}
            made += await _walk(wire, Question(Kind.DETAILS, found.token, document, variables), pages)
    return made


def make_exports(found: Surveyed) -> Iterator[Question]:
    """Exports that are written at once, of up to 800 rows."""
    offer_id = next(iter(found.offers))
    asked: Sequence[Mapping[str, Any]] = (
        {"report": "CUSTOMER_DETAILS", "filter": {"customerId": found.customers}},
        {"report": "LEADERBOARD", "measure": "NORMALIZED_USAGE", "top": 500},
        {"report": "GEOGRAPHY"},
        {"report": "RETENTION_CURVE", "offerId": offer_id},
    )
    for each, kind in zip(asked, ("CSV", "TSV", "PARQUET", "CSV"), strict=True):
        yield Question(Kind.EXPORT, found.token, REQUEST, {"input": {**each, "format": kind}})


async def _walk(wire: Wire, first: Question, pages: int) -> Sequence[Question]:
    walked: list[Question] = []
    question: Question | None = first
    while question is not None and len(walked) < pages:
        data = await data_of(wire, question)
        page = data["customers"] if "customers" in data else data["offer"]["retention"]["details"]
        question = None
        if page["pageInfo"]["hasNextPage"]:
            after = {**first.variables, "after": page["pageInfo"]["endCursor"]}
            question = Question(first.kind, first.token, first.document, after)
            walked.append(question)
    return walked


def _filter_customers(found: Surveyed, rng: Random) -> Question:
    chosen: dict[str, Any] = {"country": _some(found.countries, rng)}
    if rng.random() < 0.5:
        chosen["salesChannel"] = _some(found.sales_channels, rng)
    if rng.random() < 0.3:
        chosen["language"] = _some(found.languages, rng)
    return Question(Kind.FILTERED, found.token, _page("customers"), {"filter": chosen})


def _filter_retention(found: Surveyed, rng: Random) -> Question:
    offer_id = rng.choice(list(found.offers))
    chosen: dict[str, Any] = {"country": _some(found.countries, rng), "excludeInternal": rng.random() < 0.3}
    if rng.random() < 0.4:
        chosen["salesChannel"] = _some(found.sales_channels, rng)
    if rng.random() < 0.2 and found.offers[offer_id]:
        chosen["plan"] = [{"offerId": offer_id, "planId": rng.choice(found.offers[offer_id])}]
    return Question(Kind.FILTERED, found.token, _page("retention"), {"offerId": offer_id, "segment": chosen})


def _some(values: Sequence[str], rng: Random) -> list[str]:
    return sorted(rng.sample(values, min(len(values), rng.randint(1, 5))))


def _page(name: str) -> str:
    return (PAGES / f"{name}.graphql").read_text()
