"""ISVUsage: hours and charges by customer, offer, plan, deployment and day, in the API's dialect or the portal's."""

from collections.abc import Mapping

from services.load.reports.columns import Derivation, Kind, Problem, Report, make_columns
from services.load.reports.rules import OFFER_MISSING, carried_countries, country_values

COLUMNS = (
    *make_columns(Kind.KEY_DAY, used_on="UsageDate"),
    *make_columns(Kind.KEY, customer_id="CustomerId"),
    *make_columns(Kind.IDENTIFIER, billing_account_id="BillingAccountId", subscription_id="MarketplaceSubscriptionId"),
    *make_columns(
        Kind.TEXT,
        offer_id="OfferId",
        product_id="ProductId",
        offer_name="OfferName",
        offer_type="OfferType",
        plan_id="SKU",
        plan_name="PlanId ServicePlanName",
        sales_channel="AzureLicenseType",
        billing_type="SKUBillingType",
        currency="CustomerCurrencyCC",
        payout_currency="PayoutCurrencyPC",
        country="CustomerCountry",
        vm_size="VMSize",
        core_size="CoreSize",
        meter_id="MeterId",
        meter_dimension="MeterDimension",
        usage_reference="UsageReference",
        reference_id="ReferenceId",
        usage_type="UsageType",
    ),
    *make_columns(Kind.HOURS, raw_cell="RawUsage", normalized_cell="NormalizedUsage"),
    *make_columns(
        Kind.AMOUNT,
        metered_cell="MeteredUsage",
        usage_quantity="UsageQuantity",
        charge_pc="EstimatedExtendedChargePC",
        charge_cc="EstimatedExtendedChargeCC",
    ),
    *make_columns(Kind.DAY, trial_ends_on="TrialEndDate"),
    *make_columns(Kind.FLAG, internal="IsInternal"),
)
KNOWN = """
    MonthStartDate MarketplaceLicenseType IsPreviewSKU CloudInstanceName IsPrivateOffer DeploymentMethod CustomerName
    CustomerCompanyName IsNewCustomer IsMultisolution PriceCC EstimatedPricePC UsageUnit PartnerCenterDetectedAnomaly
    PublisherMarkedAnomaly NewReportedUsage ActionTakenAt ActionTakenBy EstimatedFinancialImpactUSD ListPriceUSD
    DiscountPriceUSD IsPrivatePlan PrivateOfferId PrivateOfferName BillingId CustomerAdjustmentUSD MultiParty PartnerInfo
    SalesNotes PlanType CustomerAccess PublisherAccess
"""

# SHAREDCORE counts a sixth; cores are kept in thousandths, so that fractions of a core stay exact
_CORES = """case when lower(core_size) like 'shared%core%' then 1000
    else coalesce(nullif(core_thousandths(core_size), 0), 1000) end"""
_UNIT = "case when lower(core_size) like 'shared%core%' then 6000 else 1000 end"
_KIND = """case when lower(trim(usage_type)) like 'raw%' then 'raw' when lower(trim(usage_type)) like 'normali_ed%' then 'normalized'
    when lower(trim(usage_type)) like 'metered%' then 'metered' end"""
_HAS_CHARGE = "(charge_pc is not null or charge_cc is not null)"
# nothing in any currency is nothing in dollars, and not worth telling
_FOREIGN = "(coalesce(charge_pc, 0) <> 0 or coalesce(charge_cc, 0) <> 0)"
_QUANTITIES = ("raw_cell", "normalized_cell", "metered_cell", "usage_quantity", "charge_pc", "charge_cc")
_TAKEN = "filter (where outcome is null) over same"
# one type's charges: those of raw hours, else normalized, else metered
_CHARGED = (
    "case "
    + " ".join(
        f"when bool_or(kind = '{kind}' and {_HAS_CHARGE}) {_TAKEN} then '{kind}'"
        for kind in ("raw", "normalized", "metered")
    )
    + " end"
)


def derive_usage(present: frozenset[str]) -> Derivation:
    """Hours of each row's own type where the file has types, normalized hours derived where none are reported, revenue in US dollars."""
    typed = "usage_type" in present
    charged = {"charge_pc", "payout_currency"} <= present or {"charge_cc", "currency"} <= present
    carried = set(present) | carried_countries(present)
    if typed or "raw_cell" in present:
        carried |= {"raw_hours", "normalized_hours"}
    if "normalized_cell" in present:
        carried.add("normalized_hours")
    if charged:
        carried.add("revenue_usd")
    quantities = [name for name in _QUANTITIES if name in present]
    zero = " and ".join(f"coalesce({name}, 0) = 0" for name in quantities)
    return Derivation(
        values={**country_values(present), **_values(typed, present, charged)},
        steps=_steps(typed),
        problems=(OFFER_MISSING, *(_TYPE_PROBLEMS if typed else ())),
        left_out={"all zero": zero} if quantities else {},
        noted={"not in USD": f"{_carries_revenue(typed, charged)} and revenue is null and {_FOREIGN}"},
        shared={"charged": _CHARGED, "with_normalized": f"coalesce(bool_or(kind = 'normalized') {_TAKEN}, false)"}
        if typed
        else {},
        carried=frozenset(carried),
        key_day="used_on",
    )


_TYPE_PROBLEMS = (
    Problem("kind is null", "usage_type", "is no usage type: takes Raw usage, Normalized usage or Metered usage"),
    Problem("kind <> 'metered' and usage_quantity < 0", "usage_quantity", "is negative: hours cannot be"),
)


def _steps(typed: bool) -> tuple[Mapping[str, str], ...]:
    revenue = """case when upper(trim(payout_currency)) = 'USD' and charge_pc is not null then charge_pc
        when upper(trim(currency)) = 'USD' then charge_cc end"""
    if typed:
        own = {
            "own_raw": "case when kind = 'raw' then coalesce(usage_quantity, raw_cell) end",
            "own_normalized": "case when kind = 'normalized' then coalesce(usage_quantity, normalized_cell) end",
            "raw_text": "case when kind = 'raw' then coalesce(cell_usage_quantity, cell_raw_cell) end",
        }
        first: Mapping[str, str] = {"kind": _KIND, "revenue": revenue}
    else:
        own = {"own_raw": "raw_cell", "own_normalized": "normalized_cell", "raw_text": "cell_raw_cell"}
        first = {"revenue": revenue}
    return (first, own, {"derived": f"multiply_hours(own_raw, raw_text, {_CORES}, {_UNIT})"})


def _values(typed: bool, present: frozenset[str], charged: bool) -> Mapping[str, str]:
    if typed:
        derived = "kind = 'raw' and not with_normalized and derived is not null"
        raw, normalized = "kind = 'raw'", "kind = 'normalized'"
    else:
        derived = "false" if "normalized_cell" in present else "derived is not null"
        raw, normalized = str("raw_cell" in present).lower(), str("normalized_cell" in present).lower()
    carries_revenue = _carries_revenue(typed, charged)
    return {
        "raw_hours": "own_raw",
        "normalized_hours": f"case when {derived} then derived else own_normalized end",
        "revenue_usd": f"case when {carries_revenue} then revenue end",
        "carries_raw": raw,
        "carries_normalized": f"{normalized} or ({derived})",
        "carries_revenue": carries_revenue,
        "normalized_derived": derived,
    }


def _carries_revenue(typed: bool, charged: bool) -> str:
    if not charged:
        return "false"
    return "(charged is null or kind = charged)" if typed else "true"


ISV_USAGE = Report(
    name="ISVUsage",
    table="usage",
    must=(("UsageDate",), ("CustomerId",), ("OfferId", "OfferName")),
    columns=COLUMNS,
    derive=derive_usage,
    known=KNOWN,
)
