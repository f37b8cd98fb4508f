"""Texts by the million: identifiers from random bytes, and texts looked up by number."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.demo.timeline import Flags
from bench.invention.stays import Whole

_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
_GROUPS = (slice(0, 8), slice(9, 13), slice(14, 18), slice(19, 23), slice(24, 36))
_WIDTH = 36


def make_guids(count: int, rng: np.random.Generator) -> Any:
    """Random identifiers as an Arrow array of text, spelled as GUIDs are."""
    digits = _HEX[rng.integers(0, 16, (count, 32), np.uint8)]
    letters = np.full((count, _WIDTH), ord("-"), np.uint8)
    taken = 0
    for group in _GROUPS:
        width = group.stop - group.start
        letters[:, group] = digits[:, taken : taken + width]
        taken += width
    offsets = np.arange(count + 1, dtype=np.int64) * _WIDTH
    return pa.Array.from_buffers(pa.large_string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(letters)])


def number_texts(mark: str, count: int) -> Any:
    """A mark and each number from 0."""
    return pc.binary_join_element_wise(mark, pa.array(np.arange(count)).cast(pa.string()), "")


def look_up(texts: Sequence[str | None], numbers: Whole) -> Any:
    """The text of each number, as a dictionary, for few different texts."""
    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32)), pa.array(texts, pa.string()))


def keep_where(values: Any, kept: Flags) -> Any:
    """The values where kept, else nothing."""
    return pc.if_else(pa.array(kept), values, pa.scalar(None, values.type))


def take(values: Any, numbers: Whole) -> Any:
    """The value of each number."""
    return values.take(pa.array(numbers))
