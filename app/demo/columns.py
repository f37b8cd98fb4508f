"""The columns of the report files, as the reports spell them."""


def split(text: str) -> tuple[str, ...]:
    """The names of a comma separated list."""
    return tuple(name.strip() for name in text.split(","))


CUSTOMER = split(
    "MarketplaceSubscriptionId, DateAcquired, DateLost, IsActive, ProviderName, ProviderEmail, FirstName, LastName, "
    "Email, CustomerCompanyName, CustomerCity, CustomerPostalCode, CustomerCommunicationCulture, "
    "CustomerCountryRegion, AzureLicenseType, PromotionalCustomers, CustomerState, CommerceRootCustomer, CustomerId, "
    "BillingAccountId, CustomerType, OfferName, PlanId, SKU, lastModifiedAt, AddressLine1, BillingID, "
    "Private Offer ID, Private Offer Name, Purchaser Email, ReferenceId, OfferId, IsPrivatePlan, MultiParty, "
    "PartnerInfo, SalesNotes"
)
ORDER = split(
    "MarketplaceSubscriptionId, MonthStartDate, OfferType, AzureLicenseType, MarketplaceLicenseType, SKU, "
    "CustomerCountry, IsPreviewSKU, AssetId, Quantity, CloudInstanceName, IsNewCustomer, OrderStatus, "
    "OrderCancelDate, CustomerCompanyName, OrderPurchaseDate, OfferName, IsPrivateOffer, TermStartDate, TermEndDate, "
    "PurchaseRecordId, PurchaseRecordLineItemId, BilledRevenue, Currency, HasTrial, IsTrial, TrialEndDate, "
    "OrderAction, QuantityChanged, EventTimestamp, CustomerId, BillingAccountId, PlanId, BillingTerm, BillingPlan, "
    "ReferenceId, AutoRenew, OrderVersion, ListPriceUSD, DiscountPriceUSD, IsPrivatePlan, OfferId, PrivateOfferId, "
    "PrivateOfferName, BillingId, CustomerAdjustmentUSD, MultiParty, PartnerInfo, SalesNotes"
)
USAGE = split(
    "MarketplaceSubscriptionId, MonthStartDate, OfferType, AzureLicenseType, MarketplaceLicenseType, SKU, "
    "CustomerCountry, IsPreviewSKU, SKUBillingType, VMSize, CloudInstanceName, OfferName, IsPrivateOffer, "
    "DeploymentMethod, CustomerName, CustomerCompanyName, UsageDate, IsNewCustomer, CoreSize, TrialEndDate, "
    "CustomerCurrencyCC, PriceCC, PayoutCurrencyPC, EstimatedPricePC, UsageReference, UsageUnit, CustomerId, "
    "BillingAccountId, MeterDimension, MeterId, PartnerCenterDetectedAnomaly, PublisherMarkedAnomaly, "
    "NewReportedUsage, ActionTakenAt, ActionTakenBy, PlanId, ReferenceId, NormalizedUsage, MeteredUsage, RawUsage, "
    "EstimatedExtendedChargeCC, EstimatedExtendedChargePC, EstimatedFinancialImpactUSD, ListPriceUSD, "
    "DiscountPriceUSD, IsPrivatePlan, OfferId, PrivateOfferId, PrivateOfferName, BillingId, CustomerAdjustmentUSD, "
    "MultiParty, PartnerInfo, SalesNotes, PlanType, CustomerAccess, PublisherAccess, IsInternal"
)
RETENTION = split(
    "OfferCategory, OfferName, ProductId, Sku, SkuBillingType, CustomerId, CustomerName, CustomerCompanyName, "
    "CustomerCountryName, CustomerCountryCode, CustomerCurrencyCode, FirstUsageDate, AzureLicenseType, OfferType, "
    "Offset, DeploymentMethod, ServicePlanName"
)
RETENTION_REVENUE = (*RETENTION, "RevenueGeneratedPerDay(USD)")
OFFERS = split("offer_id, name, offer_type, category, product_url")

# The download through the user interface: its own headers, in its own order, each with the column it shows.
USAGE_UI = {
    "Marketplace Subscription ID": "MarketplaceSubscriptionId",
    "MonthStartDate": "MonthStartDate",
    "Offer Type": "OfferType",
    "Azure License Type": "AzureLicenseType",
    "Marketplace License Type": "MarketplaceLicenseType",
    "SKU": "SKU",
    "Customer Country": "CustomerCountry",
    "Is Preview SKU": "IsPreviewSKU",
    "SKU Billing Type": "SKUBillingType",
    "VM Size": "VMSize",
    "Cloud Instance Name": "CloudInstanceName",
    "Offer Name": "OfferName",
    "Is Private Offer": "IsPrivateOffer",
    "DeploymentMethod": "DeploymentMethod",
    "Customer name": "CustomerName",
    "Customer Company Name": "CustomerCompanyName",
    "Usage Date": "UsageDate",
    "Is Multisolution": "IsMultisolution",
    "IsNewCustomer": "IsNewCustomer",
    "Core Size": "CoreSize",
    "Usage Type": "UsageType",
    "Trial End Date": "TrialEndDate",
    "Customer Currency (CC)": "CustomerCurrencyCC",
    "Price (CC)": "PriceCC",
    "Payout Currency (PC)": "PayoutCurrencyPC",
    "Estimated Price (PC)": "EstimatedPricePC",
    "Usage Reference": "UsageReference",
    "Usage Unit": "UsageUnit",
    "Customer ID": "CustomerId",
    "Billing Account ID": "BillingAccountId",
    "Usage Quantity": "UsageQuantity",
    "Normalized Usage": "NormalizedUsage",
    "Metered Usage": "MeteredUsage",
    "Raw Usage": "RawUsage",
    "Estimated Extended Charge (CC)": "EstimatedExtendedChargeCC",
    "Estimated Extended Charge (PC)": "EstimatedExtendedChargePC",
    "PlanID": "PlanId",
    "Reference ID": "ReferenceId",
}
CUSTOMER_UI = {
    "MarketplaceSubscriptionId": "Marketplace Subscription ID",
    "ProviderName": "Provider Name",
    "ProviderEmail": "Provider Email",
    "CustomerCompanyName": "Customer Company Name",
    "CustomerPostalCode": "Customer Postal Code",
    "CustomerCountryRegion": "Customer Country Region",
    "AzureLicenseType": "Azure License Type",
    "CommerceRootCustomer": "Commerce Root Customer",
    "CustomerId": "Customer ID",
    "BillingAccountId": "Billing Account ID",
    "CustomerType": "Customer Type",
    "OfferId": "Offer ID",
    "PlanId": "PlanID",
    "IsPrivatePlan": "Is Private Plan",
}
