"""The customers questions of the reference, one function for each field that carries numbers."""

from tests.reference.customers.concentration import answer_concentration
from tests.reference.customers.customer_types import answer_by_customer_type
from tests.reference.customers.details import answer_customer, answer_customers
from tests.reference.customers.filter_options import answer_filter_options
from tests.reference.customers.geography import answer_geography
from tests.reference.customers.leaderboard import answer_leaderboard
from tests.reference.customers.plans import answer_orders_by_plan, answer_seats_by_plan
from tests.reference.customers.summary import answer_summary
from tests.reference.customers.trend import answer_months, answer_trend

__all__ = [
    "answer_by_customer_type",
    "answer_concentration",
    "answer_customer",
    "answer_customers",
    "answer_filter_options",
    "answer_geography",
    "answer_leaderboard",
    "answer_months",
    "answer_orders_by_plan",
    "answer_seats_by_plan",
    "answer_summary",
    "answer_trend",
]
