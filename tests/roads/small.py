"""A marketplace of two publishers written by hand, whose rows say whose they are."""

from datetime import date, timedelta

from tests.reference.marketplace import Marketplace, Tables
from tests.reference.rows import MASK, PERSONAL
from tests.reference.small_tables import buy, offer, use

AS_OF = date(2024, 6, 30)
FIRST = date(2024, 3, 1)
OWN, OTHER = "north", "south"
VISIBLE = "seen"
HIDDEN = ("hushed", "guarded", "masked", "silent")
PERSON = {
    "company_name": "§Company",
    "first_name": "§Ada",
    "last_name": "§Byron",
    "email": "§ada@example.org",
    "address_line1": "§1 Main Street",
    "city": "§Turin",
    "postal_code": "§10121",
}


def describe(customer_id: str, **cells: str) -> dict[str, str]:
    """A row of customers with every personal value, each the customer's own."""
    person = {column: f"{value} {customer_id}" for column, value in PERSON.items()}
    return {"customer_id": customer_id, "country": "Germany", "consent": "true", **person, **cells}


def small_tables(publisher_id: str) -> Tables:
    """Five customers: one visible to the owner, without consent, protected, masked in the report, and without any value."""
    profiles = {
        VISIBLE: {},
        "hushed": {"consent": "false"},
        "guarded": {"protected": "true"},
        "masked": {"company_name": MASK},
        "silent": dict.fromkeys(PERSONAL, ""),
    }
    ids = {kind: f"{publisher_id}-{kind}" for kind in profiles}
    vm, app = f"{publisher_id}-vm", f"{publisher_id}-app"
    usage = [use(ids[kind], FIRST, vm, raw_hours="1", revenue_usd="2") for kind in profiles]
    usage.append(use(ids[VISIBLE], FIRST + timedelta(days=45), vm, raw_hours="1", revenue_usd="2"))
    return Tables(
        customers=[describe(ids[kind], **cells) for kind, cells in profiles.items()],
        offers=[offer(vm), offer(app)],
        orders=[buy(f"order-{own}", own, "2024-05-02", plan_id="basic", offer_id=app) for own in ids.values()],
        usage=usage,
    )


def small_market() -> Marketplace:
    """Both publishers."""
    return Marketplace(AS_OF, {name: small_tables(name) for name in (OWN, OTHER)})
