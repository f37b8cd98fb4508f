"""Marks what belongs to whom: every id and name of a publisher carries its mark, every personal value a sign of its own."""

from collections.abc import Callable
from dataclasses import fields

from tests.reference.marketplace import Marketplace, Tables
from tests.reference.rows import MASK, PERSONAL, ZERO_GUID

SIGN = "§"
"""Stands in every personal value and nowhere else."""
MARKED = ("customer_id", "billing_account_id", "offer_id", "name", "subscription_id", "order_id", "reference_id")

Row = dict[str, str]


def rename_publishers(market: Marketplace, number: int) -> Marketplace:
    """The same marketplace with publisher ids that occur nowhere else."""
    return Marketplace(
        market.as_of, {f"{name}-{number}": tables for name, tables in market.publishers.items()}, market.settings
    )


def mark_market(market: Marketplace) -> Marketplace:
    """The same marketplace, whose ids and names end in their publisher's id and whose personal values in a sign."""
    publishers = {name: mark_tables(tables, name) for name, tables in market.publishers.items()}
    return Marketplace(market.as_of, publishers, market.settings)


def mark_tables(tables: Tables, publisher_id: str) -> Tables:
    """Ties keep their order, since the mark is the same throughout a publisher."""
    return change_rows(
        tables, lambda row: {column: mark_cell(column, cell, publisher_id) for column, cell in row.items()}
    )


def mark_cell(column: str, cell: str, publisher_id: str) -> str:
    """Empty cells, zero GUIDs and masks stay what they are."""
    if cell in ("", ZERO_GUID, MASK):
        return cell
    if column in PERSONAL:
        return f"{cell} {SIGN}{publisher_id}"
    return f"{cell}~{publisher_id}" if column in MARKED else cell


def change_rows(tables: Tables, change: Callable[[Row], Row]) -> Tables:
    """The tables with every row changed."""
    return Tables(**{each.name: [change(row) for row in getattr(tables, each.name)] for each in fields(tables)})
