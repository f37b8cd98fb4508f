"""Counts the personal data that a file delivers: which fields hold values, and of how many customers."""

from collections.abc import Sequence
from functools import reduce
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from domain.audit import NOTHING_DELIVERED, Delivered
from domain.exports import api_name
from services.exports.columns import Column

_MOST: Final = 1_000_000
"""Numbers that are gathered before those that are there twice are let go: eight megabytes."""


class DeliveryCounter:
    """Of one file. Customers are told apart by 64 bits of a hash: eight bytes each, and never a text that names one."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._personal = [place for place, column in enumerate(columns) if column.personal]
        self._names = {place: api_name(columns[place].field) for place in self._personal}
        ids = [
            place for place, column in enumerate(columns) if (column.of, column.field) == ("customer", "customer_id")
        ]
        self._id = ids[0] if ids else None
        self._fields: set[str] = set()
        self._seen = np.empty(0, np.uint64)
        self._fresh: list[np.ndarray] = []
        self._gathered = 0

    def note(self, batch: pa.RecordBatch) -> None:
        """Notes the rows of a batch."""
        held = [place for place in self._personal if batch.column(place).null_count < batch.num_rows]
        if not held or self._id is None:
            return
        self._fields.update(self._names[place] for place in held)
        shown = reduce(pc.or_, [pc.is_valid(batch.column(place)) for place in held])
        ids = pc.unique(batch.column(self._id).filter(shown))
        self._fresh.append(pd.util.hash_array(ids.to_numpy(zero_copy_only=False), categorize=False))
        self._gathered += len(ids)
        if self._gathered >= _MOST:
            self._settle()

    def _settle(self) -> None:
        self._seen = np.unique(np.concatenate([self._seen, *self._fresh]))
        self._fresh, self._gathered = [], 0

    def delivered(self) -> Delivered:
        """What was noted."""
        if not self._fields:
            return NOTHING_DELIVERED
        self._settle()
        return Delivered(tuple(sorted(self._fields)), len(self._seen))
