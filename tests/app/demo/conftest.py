"""The small demo marketplace, generated once for the tests of its package."""

import io
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from app.demo.marketplace import DemoFile, generate

SEED = 7
AS_OF = date(2026, 10, 31)

Reports = Mapping[tuple[int, str], list[pd.DataFrame]]


def read_report(path: Path) -> pd.DataFrame:
    """A report file as text cells, empty cells missing, whatever it is packed in."""
    if path.suffix == ".tsv":
        return pd.read_csv(path, sep="\t", dtype=str, encoding="utf-16")
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype=str)
    with pa.input_stream(str(path), compression="detect") as stream:
        return pd.read_csv(io.BytesIO(stream.read()), dtype=str)


@pytest.fixture(scope="session")
def small_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoFile, ...]:
    """All files of the small marketplace."""
    return tuple(generate(tmp_path_factory.mktemp("demo"), seed=SEED, size="small", as_of=AS_OF))


@pytest.fixture(scope="session")
def small_reports(small_files: tuple[DemoFile, ...]) -> Reports:
    """Frames of text by publisher and report, in the order of the files."""
    reports: dict[tuple[int, str], list[pd.DataFrame]] = defaultdict(list)
    for file in small_files:
        reports[file.publisher_id, file.report].append(read_report(file.path))
    return reports


@pytest.fixture(scope="session")
def all_orders(small_reports: Reports) -> pd.DataFrame:
    """The orders of all publishers."""
    return pd.concat(
        [frame for (_, report), frames in small_reports.items() if report == "ISVOrder" for frame in frames]
    )


@pytest.fixture(scope="session")
def first_usage(small_reports: Reports) -> pd.DataFrame:
    """The usage of the biggest publisher, corrected days once with their last values."""
    usage = pd.concat(small_reports[1, "ISVUsage"], ignore_index=True)
    usage = usage[usage["NormalizedUsage"] != "0"]
    key = ["UsageDate", "CustomerId", "OfferId", "SKU", "MarketplaceSubscriptionId"]
    return usage.drop_duplicates(key, keep="last", ignore_index=True)
