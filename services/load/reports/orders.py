"""ISVOrder: a row per version of an order, with what became of it."""

from collections.abc import Mapping, Sequence

from services.load.reports.columns import Derivation, Kind, Problem, Report, make_columns
from services.load.reports.rules import (
    BEFORE_PURCHASE,
    CANCELED,
    OFFER_MISSING,
    STATE,
    carried_countries,
    clamp_cancellation,
    country_values,
)

COLUMNS = (
    *make_columns(Kind.KEY_DAY, ordered_on="OrderPurchaseDate"),
    *make_columns(Kind.KEY, customer_id="CustomerId"),
    *make_columns(
        Kind.IDENTIFIER,
        billing_account_id="BillingAccountId",
        subscription_id="MarketplaceSubscriptionId",
        asset_id="AssetId",
        order_cell="OrderId",
    ),
    *make_columns(
        Kind.TEXT,
        purchase_record_id="PurchaseRecordId",
        line_item_id="PurchaseRecordLineItemId",
        reference_id="ReferenceId",
        offer_id="OfferId",
        product_id="ProductId",
        offer_name="OfferName",
        offer_type="OfferType",
        plan_id="SKU",
        plan_name="PlanId ServicePlanName",
        sales_channel="AzureLicenseType",
        status="OrderStatus",
        currency="Currency",
        country="CustomerCountry",
    ),
    *make_columns(Kind.WHOLE, quantity="Quantity OrderQuantity", order_version="OrderVersion"),
    *make_columns(Kind.MOMENT, event_timestamp="EventTimestamp"),
    *make_columns(Kind.DAY, cancel_date="OrderCancelDate", term_ends_on="TermEndDate", trial_ends_on="TrialEndDate"),
    *make_columns(Kind.FLAG, is_trial="IsTrial IsTrialDeployment", is_private="IsPrivatePlan"),
    *make_columns(Kind.AMOUNT, billed="BilledRevenue"),
)
KNOWN = """
    MonthStartDate MarketplaceLicenseType IsPreviewSKU CloudInstanceName IsNewCustomer CustomerName CustomerCompanyName
    IsPrivateOffer TermStartDate HasTrial OrderAction QuantityChanged BillingTerm BillingPlan AutoRenew ListPriceUSD
    DiscountPriceUSD PrivateOfferId PrivateOfferName BillingId CustomerAdjustmentUSD MultiParty PartnerInfo SalesNotes
    estimatedcharges CustomerEmail
"""

_FALLBACK_ID = (
    "sha256(concat_ws(chr(31), customer_id, coalesce(offer_id, product_id, offer_name), coalesce(plan_id, ''), "
    "coalesce(subscription_id, ''), ordered_on))"
)
_ORDER_ID = f"""coalesce(asset_id, order_cell,
    case when line_item_id is null then purchase_record_id else purchase_record_id || '/' || line_item_id end,
    reference_id, {_FALLBACK_ID})"""

# what tells the day on which an order ended, in the order of trust: the column, its day, its day by UTC
_CANCELED_BY = ("cancel_date", "event_timestamp", "term_ends_on")
_EXPIRED_BY = ("trial_ends_on", "term_ends_on")
_ENDS = ("cancel_date", "event_timestamp", "trial_ends_on", "term_ends_on")


def _choose(names: Sequence[str]) -> str:
    """SQL of the name of the first of the columns that tells a day."""
    tests = " ".join(f"when {_day(name)} is not null then '{name}'" for name in names)
    return f"case {tests} end"


def _day(name: str) -> str:
    return "event_day" if name == "event_timestamp" else name


def derive_orders(present: frozenset[str]) -> Derivation:
    """The order's id, the day on which it ended by its status, and its revenue in US dollars."""
    ending = " ".join(f"when '{name}' then {clamp_cancellation(_day(name), f'cell_{name}')}" for name in _ENDS)
    carried = set(present) | {"order_id"} | carried_countries(present)
    if "status" in present:
        carried |= {"abandoned", "canceled_on"}
    if {"billed", "currency"} <= present:
        carried.add("billed_revenue_usd")
    return Derivation(
        values={
            **country_values(present),
            "order_id": _ORDER_ID,
            "abandoned": "state = 'abandoned'",
            "billed_revenue_usd": "case when upper(trim(currency)) = 'USD' then billed end",
        },
        steps=(
            {**STATE, "event_day": "read_day(cell_event_timestamp)"},
            {
                "told_by": f"case when {CANCELED} then {_choose(_CANCELED_BY)}"
                f" when state = 'expired' then {_choose(_EXPIRED_BY)} end"
            },
            {"canceled_on": f"case told_by {ending} end"},
        ),
        problems=(OFFER_MISSING, *_ending_problems()),
        noted={
            "abandoned": "state = 'abandoned'",
            "not in USD": "coalesce(billed, 0) <> 0 and coalesce(upper(trim(currency)), '') <> 'USD'",
        },
        carried=frozenset(carried),
        key_day="ordered_on",
    )


def _ending_problems() -> tuple[Problem, ...]:
    undated: Mapping[str, str] = {
        CANCELED: "OrderCancelDate, EventTimestamp or TermEndDate",
        "state = 'expired'": "TrialEndDate or TermEndDate",
    }
    return (
        *(
            Problem(f"{condition} and told_by is null", "status", f"needs a day of its end in {columns}")
            for condition, columns in undated.items()
        ),
        *(Problem(f"told_by = '{name}' and canceled_on < ordered_on", name, BEFORE_PURCHASE) for name in _ENDS),
    )


ISV_ORDER = Report(
    name="ISVOrder",
    table="orders",
    must=(("OrderPurchaseDate",), ("CustomerId",), ("OfferId", "OfferName")),
    columns=COLUMNS,
    derive=derive_orders,
    known=KNOWN,
)
