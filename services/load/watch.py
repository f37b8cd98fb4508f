"""Statements whose progress is told while they run."""

from threading import Event, Thread
from typing import Any, Final

import duckdb

from services.load.progress import Progress
from services.load.source import Source

_SAMPLE: Final = 1 << 20
_INTERVAL: Final = 0.2


def estimate_rows(source: Source) -> int:
    """About how many rows a file has, from its size and its first million bytes; exact for Parquet."""
    if source.parquet:
        return source.rows
    with source.path.open("rb") as file:
        sample = file.read(_SAMPLE)
    lines = sample.count(b"\n") or 1
    return max(1, lines * source.size // len(sample) - 1)


def run_watched(connection: duckdb.DuckDBPyConnection, sql: str, progress: Progress, rows: int) -> tuple[Any, ...]:
    """The first row of a statement that goes through about so many rows, told to `progress` as they pass."""
    done = Event()
    told = 0

    def tell() -> None:
        nonlocal told
        while not done.wait(_INTERVAL):
            share = connection.query_progress()
            passed = int(rows * max(share, 0.0) / 100)
            if passed > told:
                progress.advance(passed - told)
                told = passed

    watcher = Thread(target=tell, daemon=True)
    watcher.start()
    try:
        row = connection.execute(sql).fetchone()
    finally:
        done.set()
        watcher.join()
    progress.advance(rows - told)
    return row or ()
