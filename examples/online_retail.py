"""Converts the UCI Online Retail invoices to Holdfast's plain tables, under a published cleaning.

Source: Chen, Sain, Guo (2012), CC BY 4.0; one row per invoice line of a UK shop, December 2010 to December 2011.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import pandas as pd

OFFER_ID = "online-shop"
CREDIT_NOTE = "C"


def clean_like_harsh_tanwar(lines: pd.DataFrame) -> pd.DataFrame:
    """Lines without an empty cell, without repeats, with positive quantity and price: 392,692 of 541,909."""
    kept = lines.dropna().drop_duplicates()
    return kept[(kept["Quantity"] > 0) & (kept["UnitPrice"] > 0)]


def clean_like_aya_uk(lines: pd.DataFrame) -> pd.DataFrame:
    """Lines of known customers in the United Kingdom, credit notes included."""
    return lines[lines["CustomerID"].notna() & (lines["Country"] == "United Kingdom")]


CLEANINGS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "harsh-tanwar": clean_like_harsh_tanwar,
    "aya-uk": clean_like_aya_uk,
}


def prepare_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Invoice lines in the names of the plain tables; amounts are integer thousandths of a pound."""
    # Prices have three decimals at most, so sums of thousandths are exact.
    thousandths = (lines["UnitPrice"] * 1000).round().astype("int64")
    return pd.DataFrame(
        {
            "invoice": lines["InvoiceNo"],
            "customer_id": lines["CustomerID"].astype("int64").astype(str),
            "country": lines["Country"],
            "at": lines["InvoiceDate"],
            "day": lines["InvoiceDate"].dt.strftime("%Y-%m-%d"),
            "quantity": lines["Quantity"],
            "amount": lines["Quantity"] * thousandths,
        }
    )


def make_customers(lines: pd.DataFrame) -> pd.DataFrame:
    """One row per customer, its country that of the latest invoice."""
    latest = lines.sort_values(["at", "invoice"], kind="stable").drop_duplicates("customer_id", keep="last")
    return latest[["customer_id", "country"]].sort_values("customer_id", ignore_index=True)


def make_orders(lines: pd.DataFrame) -> pd.DataFrame:
    """One row per invoice; credit notes are no orders."""
    invoices = lines[~lines["invoice"].str.startswith(CREDIT_NOTE)]
    orders = invoices.groupby(["invoice", "customer_id"], as_index=False).agg(
        ordered_on=("day", "min"), quantity=("quantity", "sum")
    )
    return pd.DataFrame(
        {
            "order_id": orders["invoice"],
            "customer_id": orders["customer_id"],
            "offer_id": OFFER_ID,
            "ordered_on": orders["ordered_on"],
            "quantity": orders["quantity"],
        }
    )


def make_usage(lines: pd.DataFrame) -> pd.DataFrame:
    """One row per customer and day with an invoice; revenue in the currency of the shop."""
    days = lines.groupby(["day", "customer_id"], as_index=False)["amount"].sum()
    return pd.DataFrame(
        {
            "used_on": days["day"],
            "customer_id": days["customer_id"],
            "offer_id": OFFER_ID,
            "billing_type": "Paid",
            "currency": "GBP",
            "revenue_usd": (days["amount"] / 1000).map("{:.3f}".format),
        }
    )


def make_offers() -> pd.DataFrame:
    """The one offer of the shop."""
    return pd.DataFrame({"offer_id": [OFFER_ID], "name": ["Online shop"], "category": ["Retail"]})


def convert(source: Path, target: Path, cleaning: str) -> dict[str, Path]:
    """Writes customers, orders, usage and offers as CSV into `target`; returns each table's path.

    `source` holds online_retail.parquet. Raises FileNotFoundError without it and KeyError for an unknown cleaning.
    """
    lines = prepare_lines(CLEANINGS[cleaning](pd.read_parquet(source / "online_retail.parquet")))
    tables = {
        "offers": make_offers(),
        "customers": make_customers(lines),
        "orders": make_orders(lines),
        "usage": make_usage(lines),
    }
    target.mkdir(parents=True, exist_ok=True)
    paths = {name: target / f"{name}.csv" for name in tables}
    for name, table in tables.items():
        table.to_csv(paths[name], index=False, lineterminator="\n")
    return paths


def main() -> None:
    """Converts the folder SOURCE into the folder TARGET and prints the paths written."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("source", type=Path, help="folder with online_retail.parquet")
    parser.add_argument("target", type=Path, help="folder for the plain tables")
    parser.add_argument("--cleaning", choices=sorted(CLEANINGS), default="harsh-tanwar")
    arguments = parser.parse_args()
    for path in convert(arguments.source, arguments.target, arguments.cleaning).values():
        print(path)


if __name__ == "__main__":
    main()
