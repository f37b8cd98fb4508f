"""The plain tables: customers, orders, usage, offers and plans of publishers elsewhere, with exact snake_case columns."""

from services.load.reports.columns import Derivation, Kind, Problem, Report, make_columns
from services.load.reports.customers import PERSONAL, derive_customers
from services.load.reports.rules import BEFORE_PURCHASE, CANCELED, STATE, clamp_cancellation

_DEALINGS = (
    *make_columns(Kind.KEY, customer_id="customer_id", offer_id="offer_id"),
    *make_columns(Kind.IDENTIFIER, subscription_id="subscription_id"),
    *make_columns(Kind.TEXT, plan_id="plan_id", sales_channel="sales_channel", reference_id="reference_id"),
    *make_columns(Kind.FLAG, is_trial="is_trial"),
)


def derive_plain_usage(present: frozenset[str]) -> Derivation:
    """Hours and revenue default to 0, normalized hours to raw ones."""
    raw, normalized, revenue = (name in present for name in ("raw_cell", "normalized_cell", "revenue_cell"))
    names = {"raw_cell": "raw_hours", "normalized_cell": "normalized_hours", "revenue_cell": "revenue_usd"}
    carried = {names.get(name, name) for name in present} | ({"normalized_hours"} if raw else set())
    return Derivation(
        values={
            "raw_hours": "coalesce(raw_cell, 0)",
            "normalized_hours": "coalesce(normalized_cell, raw_cell, 0)",
            "revenue_usd": "coalesce(revenue_cell, 0)",
            "carries_raw": str(raw).lower(),
            "carries_normalized": str(raw or normalized).lower(),
            "carries_revenue": str(revenue).lower(),
            "normalized_derived": str(raw and not normalized).lower(),
        },
        carried=frozenset(carried),
        key_day="used_on",
    )


def derive_plain_orders(present: frozenset[str]) -> Derivation:
    """`canceled_on` alone cancels; the status says only whether the order was abandoned."""
    carried = {"canceled_on" if name == "canceled_cell" else name for name in present}
    return Derivation(
        values={"quantity": "coalesce(quantity, 1)", "abandoned": "state = 'abandoned'"},
        steps=(STATE, {"canceled_on": clamp_cancellation("canceled_cell", "cell_canceled_cell")}),
        problems=(
            Problem("canceled_on < ordered_on", "canceled_cell", BEFORE_PURCHASE),
            Problem(
                f"({CANCELED} or state = 'expired') and canceled_on is null", "status", "needs a day in canceled_on"
            ),
        ),
        noted={"abandoned": "state = 'abandoned'"},
        carried=frozenset(carried | ({"abandoned"} if "status" in present else set())),
        key_day="ordered_on",
    )


def derive_plain_offers(present: frozenset[str]) -> Derivation:
    """An offer without a name goes by its id, where the file has names at all."""
    values = {"name": "coalesce(name, offer_id)"} if "name" in present else {}
    return Derivation(values=values, carried=present)


def derive_plain_plans(present: frozenset[str]) -> Derivation:
    """As it stands."""
    return Derivation(carried=present)


PLAIN_USAGE = Report(
    name="usage",
    table="usage",
    must=(("used_on",), ("customer_id",), ("offer_id",)),
    columns=(
        *make_columns(Kind.KEY_DAY, used_on="used_on"),
        *_DEALINGS,
        *make_columns(Kind.TEXT, billing_type="billing_type", currency="currency"),
        *make_columns(Kind.HOURS, raw_cell="raw_hours", normalized_cell="normalized_hours"),
        *make_columns(Kind.AMOUNT, revenue_cell="revenue_usd"),
    ),
    derive=derive_plain_usage,
    plain=True,
)
PLAIN_ORDERS = Report(
    name="orders",
    table="orders",
    must=(("order_id",), ("customer_id",), ("offer_id",), ("ordered_on",)),
    columns=(
        *make_columns(Kind.KEY, order_id="order_id"),
        *make_columns(Kind.KEY_DAY, ordered_on="ordered_on"),
        *_DEALINGS,
        *make_columns(Kind.TEXT, status="status"),
        *make_columns(Kind.WHOLE, quantity="quantity"),
        *make_columns(Kind.DAY, canceled_cell="canceled_on", trial_ends_on="trial_ends_on"),
        *make_columns(Kind.AMOUNT, billed_revenue_usd="billed_revenue_usd"),
    ),
    derive=derive_plain_orders,
    plain=True,
)
PLAIN_CUSTOMERS = Report(
    name="customers",
    table="customers",
    must=(("customer_id",),),
    columns=(
        *make_columns(Kind.KEY, customer_id="customer_id"),
        *make_columns(Kind.IDENTIFIER, billing_account_id="billing_account_id"),
        *make_columns(Kind.TEXT, **{name: name for name in PERSONAL}),
        *make_columns(
            Kind.TEXT,
            **{name: name for name in ("state", "country", "country_code", "language", "customer_type")},
        ),
        *make_columns(Kind.FLAG, **{name: name for name in ("consent", "protected", "internal")}),
        *make_columns(Kind.KNOWN_DAY, date_acquired="date_acquired"),
        *make_columns(Kind.DAY, date_lost="date_lost"),
    ),
    derive=derive_customers,
    plain=True,
)
PLAIN_OFFERS = Report(
    name="offers",
    table="offers",
    must=(("offer_id",),),
    columns=(
        *make_columns(Kind.KEY, offer_id="offer_id"),
        *make_columns(Kind.TEXT, **{name: name for name in ("name", "offer_type", "category", "product_url")}),
    ),
    derive=derive_plain_offers,
    plain=True,
)
PLAIN_PLANS = Report(
    name="plans",
    table="plans",
    must=(("offer_id",), ("plan_id",)),
    columns=(
        *make_columns(Kind.KEY, offer_id="offer_id", plan_id="plan_id"),
        *make_columns(Kind.TEXT, name="name", billing_type="billing_type"),
        *make_columns(Kind.FLAG, is_private="is_private"),
    ),
    derive=derive_plain_plans,
    plain=True,
)
