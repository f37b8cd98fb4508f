"""The retention questions of the reference, one function for each field that carries numbers."""

from tests.reference.retention.active_customers import answer_active_customers
from tests.reference.retention.curve import answer_base, answer_curve
from tests.reference.retention.customers import answer_customers
from tests.reference.retention.details import answer_details
from tests.reference.retention.heat_map import answer_heat_map
from tests.reference.retention.overview import answer_overview
from tests.reference.retention.potential_revenue import answer_potential_revenue
from tests.reference.retention.recommendations import answer_recommendations
from tests.reference.retention.standing import answer_standing

__all__ = [
    "answer_active_customers",
    "answer_base",
    "answer_curve",
    "answer_customers",
    "answer_details",
    "answer_heat_map",
    "answer_overview",
    "answer_potential_revenue",
    "answer_recommendations",
    "answer_standing",
]
