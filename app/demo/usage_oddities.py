"""The odd rows that every real usage report has: unreadable values and a refund."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

BAD_VALUES = (
    ("UsageDate", "2025-13-45"),
    ("RawUsage", "-3.5"),
    ("NormalizedUsage", "twelve"),
    ("CustomerId", None),
)
REFUND = {
    "RawUsage": 0.0,
    "NormalizedUsage": 0.0,
    "EstimatedExtendedChargeCC": -25.0,
    "EstimatedExtendedChargePC": -25.0,
}


def replace_column(table: Any, name: str, values: Any) -> Any:
    """The table with other values in a column."""
    return table.set_column(table.schema.get_field_index(name), name, values)


def make_bad_rows(table: Any) -> Any:
    """Copies of machine usage, each with one value that no reader can accept: date, hours twice, customer."""
    machines = table.filter(pc.is_valid(table["RawUsage"])).slice(0, len(BAD_VALUES))
    machines = pa.table([column.cast(pa.string()) for column in machines.columns], names=machines.column_names)
    rows = []
    for number, (name, value) in enumerate(BAD_VALUES):
        rows.append(replace_column(machines.slice(number, 1), name, pa.array([value], pa.string())))
    return pa.concat_tables(rows)


def make_refund(table: Any) -> Any:
    """A charge paid back: a row of a paying customer without hours and with a negative charge in dollars."""
    paid = pc.and_(pc.greater(table["EstimatedExtendedChargePC"], 0.0), pc.is_valid(table["RawUsage"]))
    in_dollars = pc.equal(table["CustomerCurrencyCC"], "USD")
    row = table.filter(pc.and_(paid, in_dollars)).slice(0, 1)
    for name, value in REFUND.items():
        row = replace_column(row, name, pa.array([value] * row.num_rows, pa.float64()))
    return row
