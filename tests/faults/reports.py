"""Writes the small report files of two publishers: nine months of usage, orders, and one customer who will be erased."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

NORTH, SOUTH = "north", "south"
ERASED = "c-quillfeather-7781"
ERASED_ACCOUNT = "acct-quillfeather-7781"
# no other customer has any of these, so that each must be gone from every file after the erasure
PERSONAL = (
    "Quillfeather Looms", "Ottoline", "Quillfeather-Brandt", "ottoline@quillfeather.example.com",
    "17 Weftgate Passage", "Brandtsford-on-Loom", "QF7 781X",
)  # fmt: skip
OFFERS = (("ledger", "Ledger", "Accounting"), ("relay", "Relay", "Messaging"), ("sieve", "Sieve", "Accounting"))
CUSTOMERS = 30
CUSTOMER_COLUMNS = (
    "customer_id", "billing_account_id", "company_name", "first_name", "last_name", "email", "address_line1", "city",
    "postal_code", "country", "customer_type", "consent", "date_acquired",
)  # fmt: skip
USAGE_COLUMNS = ("used_on", "customer_id", "offer_id", "plan_id", "sales_channel", "raw_hours", "revenue_usd")
ORDER_COLUMNS = ("order_id", "customer_id", "offer_id", "plan_id", "ordered_on", "canceled_on", "quantity")
MARKETPLACE_USAGE_COLUMNS = (
    "UsageDate", "CustomerId", "OfferId", "OfferName", "SKU", "CustomerCompanyName", "NormalizedUsage", "RawUsage",
    "EstimatedExtendedChargePC", "PayoutCurrencyPC",
)  # fmt: skip

Row = Sequence[object]
Used = tuple[date, str, str, str, str, str, int]


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> Path:
    """Writes a comma separated file with a header, and gives its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def write_customers(path: Path, publisher: str) -> Path:
    """The customers of a publisher; the last is the one to be erased, once more in a row that is quarantined."""
    rows: list[Row] = [
        (
            f"{publisher}-{number:02}", f"{publisher}-account-{number // 2:02}", f"Company {number}", "Ada", f"Lace {number}",
            f"ada{number}@example.com", f"{number} High Street", "Leeds", f"LS{number} 1AA", "United Kingdom", "Enterprise",
            "true", "2023-01-05",
        )
        for number in range(CUSTOMERS)
    ]  # fmt: skip
    erased = (ERASED, ERASED_ACCOUNT, *PERSONAL, "Norway", "Enterprise", "true")
    if publisher == NORTH:
        rows += [(*erased, "2023-01-07"), (*erased, "the 7th of never")]
    return write_csv(path, CUSTOMER_COLUMNS, rows)


def write_offers(path: Path) -> Path:
    """Three offers in two categories."""
    return write_csv(path, ("offer_id", "name", "category"), OFFERS)


def write_usage(path: Path, publisher: str, first: date, days: int) -> Path:
    """Usage of so many days from the first; the customer to be erased has a row with negative hours, which is quarantined."""
    rows: list[Row] = list(list_usage(publisher, first, days))
    if publisher == NORTH:
        rows.append((first, ERASED, "ledger", "basic", "Reseller", "-3", "1"))
    return write_csv(path, USAGE_COLUMNS, rows)


def list_usage(publisher: str, first: date, days: int) -> Iterator[Used]:
    """Who used what: each customer some days of each week, fewer the longer it is there."""
    for offset in range(days):
        day = first + timedelta(days=offset)
        for number, customer in enumerate(list_customers(publisher)):
            if (number * 5 + day.toordinal() * 3) % (7 + number % 4) < 3:
                offer = OFFERS[(number + day.month) % 3][0]
                yield (
                    day,
                    customer,
                    offer,
                    "basic",
                    "Direct" if number % 3 else "Reseller",
                    f"{1 + number % 8}.25",
                    number,
                )


def list_customers(publisher: str) -> list[str]:
    """The ids of a publisher's customers."""
    erased = [ERASED] if publisher == NORTH else []
    return [f"{publisher}-{number:02}" for number in range(CUSTOMERS)] + erased


def write_orders(path: Path, publisher: str, ordered_on: date) -> Path:
    """An order of each customer, on one day; every fourth is canceled a month later."""
    canceled_on = ordered_on + timedelta(days=30)
    rows = [
        (
            f"{publisher}-{ordered_on}-{number}", customer, OFFERS[number % 3][0], "basic", ordered_on,
            canceled_on if number % 4 == 0 else "", 1 + number % 3,
        )
        for number, customer in enumerate(list_customers(publisher))
    ]  # fmt: skip
    return write_csv(path, ORDER_COLUMNS, rows)


def write_marketplace_usage(path: Path, publisher: str, first: date, days: int) -> Path:
    """Usage as the marketplace reports it, company names included."""
    names = {ERASED: PERSONAL[0]}
    rows = (
        (day, customer, offer, offer.title(), plan, names.get(customer, "Company"), hours, hours, revenue, "USD")
        for day, customer, offer, plan, _channel, hours, revenue in list_usage(publisher, first, days)
    )
    return write_csv(path, MARKETPLACE_USAGE_COLUMNS, rows)
