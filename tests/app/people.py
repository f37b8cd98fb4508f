"""Customers whose personal values are easy to find again wherever they leak."""

from datetime import date
from pathlib import Path
from typing import Any

from db.parts import Part
from tests.parts import make_view, write_part

FIELDS = ("companyName", "firstName", "lastName", "email", "addressLine1", "city", "postalCode")
COLUMNS = ("company_name", "first_name", "last_name", "email", "address_line1", "city", "postal_code")
SIGN = "Zyx"
"""Within every personal value, and nowhere else."""
MASK = "************"


def value_of(column: str, publisher_id: str, key: int = 1) -> str:
    """A customer's personal value."""
    return f"{SIGN} {publisher_id} {column} {key}"


def publish_people(home: Path, part_id: str = "part-people") -> None:
    """Parts of acme and beta: two customers who consented, one who did not, one who is protected."""
    parts = [_write(home, publisher_id, part_id) for publisher_id in ("acme", "beta")]
    make_view(home, parts).house.warehouse.close()


def _write(home: Path, publisher_id: str, part_id: str) -> Part:
    customers: list[dict[str, Any]] = [
        {
            "customer": key,
            "customer_id": f"{publisher_id}-{key}",
            "consent": key != 3,
            "protected": key == 4,
            "date_acquired": date(2024, 5, key),
            "is_active": True,
        }
        for key in range(1, 5)
    ]
    people = [
        {"customer": key, **{column: value_of(column, publisher_id, key) for column in COLUMNS}} for key in range(1, 5)
    ]
    offers = [{"offer": 1, "offer_id": f"{publisher_id}-offer", "name": "Vault", "category": "Storage"}]
    tables = {"customers": customers, "people": people, "offers": offers}
    return write_part(home, tables, as_of=date(2024, 8, 31), publisher_id=publisher_id, part_id=part_id)
