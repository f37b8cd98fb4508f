"""Rows of a table looked up by a key that it is sorted by: a page asks for some dozens of hundreds of thousands."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa


def look_up(table: pa.Table, column: str, keys: Sequence[int]) -> pa.Table:
    """The rows that have the keys, in the order of the keys; `column` is ascending, without NULLs and without doubles."""
    stored = table.column(column).to_numpy()
    wanted = np.asarray(keys, dtype=stored.dtype)
    places = np.searchsorted(stored, wanted)
    inside = places < len(stored)
    places, wanted = places[inside], wanted[inside]
    return table.take(places[stored[places] == wanted])


def look_up_all(table: pa.Table, column: str, keys: Sequence[int]) -> pa.Table:
    """All rows that have one of the keys, in the order of the keys; `column` is ascending, without NULLs."""
    stored = table.column(column).to_numpy()
    wanted = np.asarray(keys, dtype=stored.dtype)
    begins, ends = np.searchsorted(stored, wanted), np.searchsorted(stored, wanted, side="right")
    numbers = ends - begins
    # within a key the places count on from where it begins
    before = np.cumsum(numbers) - numbers
    return table.take(np.arange(numbers.sum()) + np.repeat(begins - before, numbers))
