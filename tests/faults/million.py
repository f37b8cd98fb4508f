"""A usage report of a million rows, in the marketplace's dialect, written column by column."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

ROWS = 1_000_000
DAYS = 365
CUSTOMERS = 4_000
OFFERS = 5
FIRST_DAY = date(2022, 1, 1)


def write_million(path: Path) -> Path:
    """Writes the report: no two rows have one key, so that all of them count."""
    numbers = np.arange(ROWS)
    customers = pa.array([f"{number:08x}-53c1-4d3a-9a51-0f5f2a8c7b10_2019-05-31" for number in range(CUSTOMERS)])
    days = pa.array([(FIRST_DAY + timedelta(days=number)).isoformat() for number in range(DAYS)])
    offers = pa.array([f"{number:08x}-7f0e-4f5d-8c11-6f0f5a1e2d3c" for number in range(OFFERS)])
    places = numbers // CUSTOMERS
    hours = pa.array((numbers % 96) / 4)
    table = pa.table(
        {
            "UsageDate": days.take(pa.array(places)),
            "CustomerId": customers.take(pa.array(numbers % CUSTOMERS)),
            "OfferId": offers.take(pa.array(numbers % OFFERS)),
            "SKU": pa.repeat("standard", ROWS),
            "RawUsage": hours,
            "NormalizedUsage": hours,
            "EstimatedExtendedChargePC": pa.array(np.round((1 + numbers % 9973) / 100, 2)),
            "PayoutCurrencyPC": pa.repeat("USD", ROWS),
        }
    )
    pc.write_csv(table, path, pc.WriteOptions(quoting_style="all_valid"))
    return path
