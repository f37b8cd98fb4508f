"""The customers behind dormant accounts: what the customers page is filtered to from a recommendation."""

from domain.filters import DormantFilter
from domain.measures import RetentionStatus
from services.catalogue.offers import offer_by_id
from services.frames import integers
from services.retention.curve import require_period
from services.retention.customers import CUSTOMERS, customers_parameters
from services.retention.slice import open_whole
from services.view import View

_SQL = f"""
select distinct u.customer
from usage as u
join ({CUSTOMERS}) as d on d.account = u.account
where u.offer = $offer
"""


def dormant_customers(view: View, chosen: DormantFilter) -> frozenset[int]:
    """Keys of the customers with usage of the offer in the accounts dormant in the period; none for an unknown offer.

    Raises BadInputError for a negative period.
    """
    require_period("dormant.period", chosen.period)
    offer = offer_by_id(view, chosen.offer_id)
    if offer is None:
        return frozenset()
    parameters = customers_parameters(view, offer.key, chosen.granularity, chosen.period, RetentionStatus.DORMANT)
    return frozenset(integers(open_whole(view).query(_SQL, parameters)["customer"]))
