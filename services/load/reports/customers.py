"""ISVCustomer: the customers' profiles, a row per customer and offer, and what any customers table says of personal data."""

from services.load.reports.columns import Derivation, Kind, Report, make_columns
from services.load.reports.rules import carried_countries, country_values

PERSONAL = ("company_name", "first_name", "last_name", "email", "address_line1", "city", "postal_code")
"""The personal columns, `@personalData` in the API."""
PROTECTED = "************"

COLUMNS = (
    *make_columns(Kind.KEY, customer_id="CustomerId"),
    *make_columns(Kind.KNOWN_DAY, date_acquired="DateAcquired"),
    *make_columns(Kind.DAY, date_lost="DateLost"),
    *make_columns(Kind.IDENTIFIER, billing_account_id="BillingAccountId", subscription_id="MarketplaceSubscriptionId"),
    *make_columns(
        Kind.TEXT,
        company_name="CustomerCompanyName",
        first_name="FirstName CustomerFirstName",
        last_name="LastName CustomerLastName",
        email="Email CustomerEmail",
        address_line1="AddressLine1",
        city="CustomerCity",
        state="CustomerState",
        postal_code="CustomerPostalCode",
        country="CustomerCountryRegion",
        language="CustomerCommunicationCulture CustomerCommunicationLanguage",
        customer_type="CustomerType",
        offer_id="OfferId",
        product_id="ProductId",
        offer_name="OfferName",
        plan_id="SKU",
        plan_name="PlanId ServicePlanName",
        sales_channel="AzureLicenseType",
    ),
    *make_columns(Kind.MOMENT, last_modified_at="lastModifiedAt"),
    *make_columns(Kind.FLAG, is_private="IsPrivatePlan", consent="Consent", protected="Protected"),
)
KNOWN = """
    IsActive ProviderName ProviderEmail PromotionalCustomers IsPromotionalContactOptIn CommerceRootCustomer ID BillingID
    PrivateOfferID PrivateOfferName PurchaserEmail ReferenceId MultiParty PartnerInfo SalesNotes CustomerName
"""


def derive_customers(present: frozenset[str]) -> Derivation:
    """Consent and protection as stated or told from the personal values, the country by code and name."""
    personal = [name for name in PERSONAL if name in present]
    filled = f"coalesce({', '.join(personal)}) is not null" if personal else "null"
    starred = " or ".join(f"coalesce({name} = '{PROTECTED}', false)" for name in personal) or "null"
    return Derivation(
        values={
            "consent": "coalesce(consent, false)" if "consent" in present else filled,
            "protected": f"coalesce(protected, false) or coalesce({starred}, false)"
            if "protected" in present
            else starred,
            **country_values(present),
        },
        # what is told from the personal values is told again at build, of the whole profile
        carried=present | carried_countries(present),
        key_day="date_acquired",
    )


ISV_CUSTOMER = Report(
    name="ISVCustomer",
    table="customers",
    must=(
        ("CustomerId",),
        ("DateAcquired",),
        ("CustomerCompanyName", "AzureLicenseType", "MarketplaceSubscriptionId"),
    ),
    columns=COLUMNS,
    derive=derive_customers,
    known=KNOWN,
)
