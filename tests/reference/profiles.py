"""Customers, plans and offers as the API shows them, masked for the role that asks."""

from typing import Any

from tests.reference.facts import Facts
from tests.reference.rows import MASK, PERSONAL, CustomerRow

CAMEL = {
    "company_name": "companyName",
    "first_name": "firstName",
    "last_name": "lastName",
    "email": "email",
    "address_line1": "addressLine1",
    "city": "city",
    "postal_code": "postalCode",
}


def tell_access(customer: CustomerRow, role: str) -> str:
    """PersonalDataAccess of a role to a customer."""
    if customer.protected:
        return "PROTECTED"
    if role != "OWNER":
        return "OWNER_ONLY"
    return "VISIBLE" if customer.consent else "NO_CONSENT"


def mask_personal(customer: CustomerRow, role: str) -> dict[str, str | None]:
    """The seven personal fields by their GraphQL names."""
    access = tell_access(customer, role)
    hidden = MASK if access == "PROTECTED" else None
    return {CAMEL[column]: customer.personal[column] if access == "VISIBLE" else hidden for column in PERSONAL}


def show_customer(facts: Facts, customer_id: str, role: str) -> dict[str, Any]:
    """The Customer type: profile, lifetime dates (ISO) and status on as_of."""
    customer = facts.customers[customer_id]
    held = [acquisition for acquisition in facts.acquisitions if acquisition.customer_id == customer_id]
    active = any(acquisition.is_active(facts.as_of) for acquisition in held)
    acquired = min((acquisition.acquired_on for acquisition in held), default=None)
    canceled = [acquisition.canceled_on for acquisition in held if acquisition.canceled_on is not None]
    lost = max(canceled) if canceled and not active else None
    return {
        "customerId": customer_id,
        "billingAccountId": customer.billing_account_id,
        **mask_personal(customer, role),
        "state": customer.state,
        "country": customer.country,
        "countryCode": customer.country_code,
        "language": customer.language,
        "customerType": customer.customer_type,
        "dateAcquired": acquired.isoformat() if acquired else None,
        "dateLost": lost.isoformat() if lost else None,
        "isActive": active,
        "personalData": tell_access(customer, role),
    }


def show_plan(facts: Facts, offer_id: str, plan_id: str | None) -> dict[str, Any] | None:
    """The Plan type; None for a missing plan."""
    if plan_id is None:
        return None
    plan = facts.plans[offer_id, plan_id]
    shown: dict[str, Any] = {"planId": plan.plan_id, "name": plan.name, "billingType": plan.billing_type}
    return {**shown, "offer": show_offer(facts, offer_id)}


def show_offer(facts: Facts, offer_id: str) -> dict[str, Any]:
    """The Offer type without its connections."""
    offer = facts.offers[offer_id]
    return {
        "offerId": offer.offer_id,
        "name": offer.name,
        "offerType": offer.offer_type,
        "category": offer.category,
        "productUrl": offer.product_url,
    }
