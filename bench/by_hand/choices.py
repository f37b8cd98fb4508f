"""Values that the widgets by hand can be filtered by: the most used ones of the offer."""

from dataclasses import dataclass

import duckdb

from bench.by_hand.parameters import Parameters

_CHOICES = """
select
    (select mode(sales_channel)::varchar from usage where offer = $offer) as channel,
    (select mode(country) from customers) as country,
    (select mode(billing_type)::varchar from usage where offer = $offer) as billing_type,
    plan, plan_id
from plans
where plan = (select mode(plan) from usage where offer = $offer)
"""


@dataclass(frozen=True, slots=True)
class Choices:
    """A sales channel, a billing type and a plan of the offer (key and id), and a country."""

    channel: str
    country: str
    billing_type: str
    plan: int
    plan_id: str


def choose_filters(connection: duckdb.DuckDBPyConnection, parameters: Parameters) -> Choices:
    """The channel, the billing type and the plan with most usage of the offer, and the country with most customers."""
    row = connection.execute(_CHOICES, {"offer": parameters.values["offer"]}).fetchone()
    if row is None:
        raise LookupError("the offer's usage names no plan; choose another offer")
    return Choices(*row)
