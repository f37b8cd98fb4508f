"""The details tables as a web service without GraphQL would write them: one dict literal a row, of what the pages select."""

from typing import Any

from domain.pages import Page
from schema.scalars import write_day, write_decimal
from services.customers.details import CustomerDetail
from services.retention.details import RetentionDetail


def write_customers(page: Page[CustomerDetail]) -> dict[str, Any]:
    """The customers table of the customers page."""
    return {"customers": {**_frame(page), "nodes": [_customer_row(row) for row in page.rows]}}


def write_retention_days(page: Page[RetentionDetail]) -> dict[str, Any]:
    """The details table of the retention page."""
    return {"details": {**_frame(page), "nodes": [_retention_row(row) for row in page.rows]}}


def _frame(page: Page[object]) -> dict[str, Any]:
    last = page.cursors[-1] if page.cursors else None
    return {"totalCount": page.total, "pageInfo": {"hasNextPage": page.has_next, "endCursor": last}}


def _customer_row(row: CustomerDetail) -> dict[str, Any]:
    customer = row.customer
    return {
        "dateAcquired": None if row.date_acquired is None else write_day(row.date_acquired),
        "dateLost": None if row.date_lost is None else write_day(row.date_lost),
        "isActive": row.is_active,
        "reactivated": row.reactivated,
        "orders": row.orders,
        "seats": row.seats,
        "normalizedHours": write_decimal(row.normalized_hours),
        "rawHours": write_decimal(row.raw_hours),
        "revenue": write_decimal(row.revenue),
        "salesChannels": row.sales_channels,
        "subscriptionIds": row.subscription_ids,
        "customer": {
            "customerId": customer.customer_id,
            "companyName": customer.company_name,
            "firstName": customer.first_name,
            "lastName": customer.last_name,
            "email": customer.email,
            "city": customer.city,
            "postalCode": customer.postal_code,
            "state": customer.state,
            "country": customer.country,
            "language": customer.language,
            "customerType": customer.customer_type,
            "personalData": customer.personal_data.name,
        },
    }


def _retention_row(row: RetentionDetail) -> dict[str, Any]:
    plan, customer = row.plan, row.customer
    return {
        "firstUsedOn": write_day(row.first_used_on),
        "retainedOn": write_day(row.retained_on),
        "daysFromFirstUse": row.days_from_first_use,
        "revenue": write_decimal(row.revenue),
        "revenueOnDay": write_decimal(row.revenue_on_day),
        "currencyCode": row.currency_code,
        "salesChannel": row.sales_channel,
        "billingType": row.billing_type,
        "offer": {"offerId": row.offer.offer_id, "name": row.offer.name},
        "plan": None if plan is None else {"planId": plan.plan_id, "name": plan.name},
        "customer": {
            "customerId": customer.customer_id,
            "companyName": customer.company_name,
            "country": customer.country,
            "countryCode": customer.country_code,
        },
    }
