"""Orders of the retention lists by fields of a row's customer: the columns to join, refused where they are personal."""

from collections.abc import Mapping, Sequence

from domain.errors import ForbiddenFieldError
from domain.pages import Order
from services.masking import PERSONAL
from services.view import View

_FOLDED = ("state", "country", "language", "customer_type")
_PROFILE: Mapping[str, str] = {
    "customer_id": "lower(c.customer_id)",
    "billing_account_id": "lower(c.billing_account_id)",
    "country_code": "lower(c.country_code)",
    **{field: f"c.{field}_folded" for field in _FOLDED},
    "date_acquired": "c.date_acquired",
    "date_lost": "c.date_lost",
    "is_active": "cast(c.is_active as integer)",
    **{field: f"p.{field}_folded" for field in PERSONAL},
}
_PREFIX = "profile_"

PROFILE_FIELDS: Mapping[str, str] = {field: _PREFIX + field for field in _PROFILE}
"""Order fields of a row's customer and the columns that `with_profiles` adds for them."""


def with_profiles(view: View, sql: str, orders: Sequence[Order]) -> str:
    """Rows of a text with a column `customer`, joined with the columns of the customer that the orders name.

    An owner's hidden and masked values are NULL. Raises ForbiddenFieldError where a contributor orders by a personal field.
    """
    fields = sorted({order.field for order in orders if order.field in _PROFILE})
    if not fields:
        return sql
    personal = [field for field in fields if field in PERSONAL]
    if personal and not view.owner:
        raise ForbiddenFieldError(
            f"orderBy: {personal[0].upper()} is personal and readable by an owner only; order by another"
        )
    columns = ", ".join(f"{_PROFILE[field]} as {PROFILE_FIELDS[field]}" for field in fields)
    people = f" left join {view.people()} as p on p.customer = r.customer" if personal else ""
    return f"select r.*, {columns} from ({sql}) as r join customers as c on c.customer = r.customer{people}"
