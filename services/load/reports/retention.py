"""ISVOfferRetention: a row per customer, offer, plan and day of usage, told as days from the first use."""

from services.load.reports.columns import Derivation, Kind, Problem, Report, make_columns
from services.load.reports.rules import OFFER_MISSING, carried_countries, country_values

COLUMNS = (
    *make_columns(Kind.NEEDED_DAY, first_used_on="FirstUsageDate"),
    *make_columns(Kind.WHOLE, days_after="Offset"),
    *make_columns(Kind.KEY, customer_id="CustomerId"),
    *make_columns(
        Kind.TEXT,
        offer_id="OfferId",
        product_id="ProductId",
        offer_name="OfferName",
        offer_type="OfferType",
        plan_id="Sku",
        plan_name="PlanId ServicePlanName",
        category="OfferCategory",
        sales_channel="AzureLicenseType",
        billing_type="SkuBillingType",
        currency="CustomerCurrencyCode",
        country="CustomerCountryName",
        country_code="CustomerCountryCode",
    ),
    *make_columns(Kind.AMOUNT, revenue_usd="RevenueGeneratedPerDay(USD)"),
)
KNOWN = "CustomerName CustomerCompanyName DeploymentMethod RevenueGenerated(USD) RevenueGenerated"
_LONGEST = 80_000
"""Days, about 219 years: what lies between 1900 and 2100 and more."""


def derive_retention(present: frozenset[str]) -> Derivation:
    """The day of usage, FirstUsageDate + Offset."""
    return Derivation(
        values=country_values(present),
        steps=(
            {
                "used_on": f"case when days_after between 0 and {_LONGEST} then (first_used_on + days_after)::integer end"
            },
        ),
        problems=(
            OFFER_MISSING,
            Problem("coalesce(trim(cell_days_after), '') = ''", "days_after", "is empty: every row needs one"),
            Problem("not is_key_day(used_on)", "first_used_on", "gives, with Offset, a day outside {key_days}"),
            Problem(
                f"days_after not between 0 and {_LONGEST}", "days_after", "is no number of days: takes 0, 1, 2, ..."
            ),
        ),
        carried=present | {"used_on"} | carried_countries(present),
        key_day="used_on",
    )


ISV_OFFER_RETENTION = Report(
    name="ISVOfferRetention",
    table="retention",
    must=(("Offset",), ("FirstUsageDate",), ("CustomerId",), ("ProductId", "OfferName")),
    columns=COLUMNS,
    derive=derive_retention,
    known=KNOWN,
)
