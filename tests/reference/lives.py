"""Hypothesis draws of single customers: a profile, orders and usage on the days on which definitions turn."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.reference.days import add_days, add_months, first_day, last_day, month_of
from tests.reference.rows import MASK, ZERO_GUID

PlainRow = dict[str, str]
Catalogue = dict[str, dict[str, str]]  # billing type by plan id by offer id

PERSON_CELLS: dict[str, tuple[str, ...]] = {
    "company_name": ("Kiwi Foods", "Órbita Ltd", "100%_wool"),
    "first_name": ("Ada", "Émile"),
    "last_name": ("Byron", "Straße"),
    "email": ("ada@example.org",),
    "address_line1": ("1 Main Street",),
    "city": ("Turin",),
    "postal_code": ("10121",),
}
PLACES = (("", ""), ("Germany", "DE"), ("Japan", "JP"), ("France", "FR"))
CHANNELS = ("", "Direct", "Reseller")
SUBSCRIPTIONS = ("", "sub-1", "sub-2", ZERO_GUID)
HOURS = ("", "0", "1", "1.5", "24", "0.0000005", "0.1234565", "7.000001")
REVENUES = ("", "0", "1", "-2.25", "10.5", "0.000001", "99.9999995", "-0.0000005")
OFFSETS = (0, 1, 2, 7, 13, 14, 20, 29, 30, 31, 44, 45, 46, 59, 60, 90, 322, 366)
BACK = (-20, -1, 0, 1, 7, 29, 30, 44, 45, 46, 47, 59, 60, 75, 90, 120, 200, 320, 321, 322, 365, 400, 500, 620, 800)


@dataclass(frozen=True, slots=True)
class Life:
    """The plain rows of one customer; without `customer` only orders and usage know it. Orders have no ids yet."""

    customer: PlainRow | None
    orders: list[PlainRow] = field(default_factory=list)
    usage: list[PlainRow] = field(default_factory=list)


def list_special_days(anchor: date) -> list[date]:
    """Days about the anchor on which a window opens, a month turns or a period ends."""
    days = [add_days(anchor, -back) for back in BACK]
    days += [add_days(add_months(anchor, -18), shift) for shift in (-1, 0, 1)]
    for month in range(month_of(anchor) - 7, month_of(anchor) + 1):
        days += [first_day(month), last_day(month)]
    return sorted(set(days), reverse=True)


def draw_life(draw: st.DrawFn, customer_id: str, catalogue: Catalogue, days: list[date]) -> Life:
    """One customer with any mix of profile, orders and usage."""
    life = Life(draw_customer(draw, customer_id, days) if draw(st.integers(0, 4)) else None)
    for number in range(draw(st.sampled_from((0, 0, 1, 1, 2)))):
        draw_orders(draw, life, f"{customer_id}-{number}", catalogue, days)
    for number in range(draw(st.sampled_from((0, 1, 1, 1, 2, 3)))):
        draw_usage(draw, life, f"{customer_id}-{number}", catalogue, days)
    for row in [*life.orders, *life.usage]:
        row["customer_id"] = customer_id
    return life


def draw_customer(draw: st.DrawFn, customer_id: str, days: list[date]) -> PlainRow:
    day = st.sampled_from(days).map(date.isoformat)
    country, code = draw(st.sampled_from(PLACES))
    row = {
        "customer_id": customer_id,
        "billing_account_id": draw(st.sampled_from(("", "", "acct-1", "acct-2", ZERO_GUID))),
        "state": draw(st.sampled_from(("", "Bavaria", "Kyoto"))),
        "country": country,
        "country_code": code,
        "language": draw(st.sampled_from(("", "de", "ja"))),
        "customer_type": draw(st.sampled_from(("", "Enterprise", "Field"))),
        "protected": draw(st.sampled_from(("", "false", "false", "true"))),
        "internal": draw(st.sampled_from(("", "no", "yes"))),
        "date_acquired": draw(st.just("") | day),
        "date_lost": draw(st.sampled_from((True, True, False)).flatmap(lambda kept: st.just("") if kept else day)),
    }
    known = draw(st.sampled_from(("nothing", "all", "all", "some", "masked")))
    for column, cells in PERSON_CELLS.items():
        shown = known == "all" or (known == "some" and draw(st.booleans()))
        row[column] = draw(st.sampled_from(cells)) if shown else ""
    if known == "masked":
        row["company_name"] = MASK
    return row


def draw_product(draw: st.DrawFn, catalogue: Catalogue) -> PlainRow:
    """The cells that orders and usage share."""
    offer_id = draw(st.sampled_from(sorted(catalogue)))
    return {
        "offer_id": offer_id,
        "plan_id": draw(st.sampled_from(sorted(catalogue[offer_id]))),
        "subscription_id": draw(st.sampled_from(SUBSCRIPTIONS)),
        "sales_channel": draw(st.sampled_from(CHANNELS)),
    }


def draw_orders(draw: st.DrawFn, life: Life, reference: str, catalogue: Catalogue, days: list[date]) -> None:
    """An order, perhaps on trial and used by its reference, perhaps canceled, and then perhaps bought again."""
    bought, product = draw(st.sampled_from(days)), draw_product(draw, catalogue)
    canceled = draw_cancellation(draw, bought, days[0])
    order = make_order(product, bought, canceled, draw(st.sampled_from(("", "1", "3"))))
    if draw(st.integers(0, 3)) == 0:
        ends = bought + timedelta(days=14)
        order |= {"is_trial": "true", "trial_ends_on": ends.isoformat(), "reference_id": reference}
        trial = {**product, "subscription_id": f"sub-{reference}", "reference_id": reference}
        trial |= {"billing_type": catalogue[product["offer_id"]][product["plan_id"]], "currency": "", "is_trial": ""}
        life.usage.extend({**trial, **draw_day(draw, add_days(bought, offset))} for offset in (0, 14, 15))
    life.orders.append(order)
    if canceled is not None and draw(st.booleans()):
        again = add_days(canceled, draw(st.sampled_from((0, 1, 35))))
        life.orders.append(make_order(product, again, draw_cancellation(draw, again, days[0]), "2"))


def make_order(product: PlainRow, bought: date, canceled: date | None, quantity: str) -> PlainRow:
    return {
        **product,
        "ordered_on": bought.isoformat(),
        "canceled_on": canceled.isoformat() if canceled else "",
        "status": "Canceled" if canceled else "Active",
        "quantity": quantity,
    }


def draw_cancellation(draw: st.DrawFn, bought: date, latest: date) -> date | None:
    """No cancellation, or one in each position that matters: the same day, the month's end, a first, after the end."""
    month = month_of(bought)
    ends = [bought, add_days(bought, 3), last_day(month), first_day(month + 1), first_day(month + 3)]
    ends += [add_days(bought, 40), add_days(bought, 400), max(latest, bought)]
    return draw(st.none() | st.sampled_from(ends))


def draw_usage(draw: st.DrawFn, life: Life, reference: str, catalogue: Catalogue, days: list[date]) -> None:
    """Days of usage of one product, the first fortnight perhaps on trial; some days in two rows that add up."""
    start, product = draw(st.sampled_from(days)), draw_product(draw, catalogue)
    product["currency"] = draw(st.sampled_from(("", "USD", "EUR")))
    listed = catalogue[product["offer_id"]][product["plan_id"]]
    product["billing_type"] = draw(st.sampled_from((listed, listed, listed, "", "Free")))
    trial = draw(st.integers(0, 3)) == 0
    if trial:
        product["subscription_id"] = f"use-{reference}"
    for offset in sorted({0, *draw(st.lists(st.sampled_from(OFFSETS), max_size=5))}):
        day = add_days(start, offset)
        if day > days[0]:
            continue
        flag = {"is_trial": "true" if offset < 14 else "false"} if trial else {}
        for _ in range(draw(st.sampled_from((1, 1, 1, 2)))):
            life.usage.append({**product, **flag, **draw_day(draw, day)})


def draw_day(draw: st.DrawFn, day: date) -> PlainRow:
    return {
        "used_on": day.isoformat(),
        "raw_hours": draw(st.sampled_from(HOURS)),
        "normalized_hours": draw(st.sampled_from(HOURS)),
        "revenue_usd": draw(st.sampled_from(REVENUES)),
    }


def draw_crowd(draw: st.DrawFn, anchor: date) -> list[Life]:
    """Five to seven accounts of offer-a, old enough for the base, and one that used it about the anchor day."""
    lives = []
    for number in range(draw(st.integers(5, 7))):
        start = add_days(anchor, -draw(st.sampled_from((45, 46, 48, 75, 100, 330, 400, 500))))
        offsets = draw(st.sampled_from(((0,), (0, 1, 45), (0, 45), (0, 14, 30, 44), (0, 7, 45, 320, 365))))
        lives.append(make_regular(f"r{number}", [add_days(start, offset) for offset in offsets], anchor))
    lives.append(make_regular("r9", [add_days(anchor, -draw(st.integers(0, 2)))], anchor))
    return lives


def make_regular(customer_id: str, days: list[date], anchor: date) -> Life:
    shared = {"customer_id": customer_id, "offer_id": "offer-a", "raw_hours": "1", "revenue_usd": "0.5"}
    return Life(None, [], [{"used_on": day.isoformat(), **shared} for day in days if day <= anchor])
