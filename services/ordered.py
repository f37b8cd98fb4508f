"""A list kept in its order: any page of it is a stretch of its rows."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from services.cursors import RowKey, not_in_list


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """All rows of a list in order; `key` names the columns that identify one."""

    rows: pa.Table
    key: tuple[str, ...]

    def find(self, key: RowKey) -> int:
        """Where the row of a key stands; BadCursorError where there is none."""
        equal = np.ones(self.rows.num_rows, dtype=np.bool_)
        for name, value in zip(self.key, key, strict=True):
            equal &= self.rows.column(name).to_numpy() == value
        found = np.flatnonzero(equal)
        if len(found) != 1:
            raise not_in_list()
        return int(found[0])

    def between(self, first: int, end: int, limit: int, backward: bool) -> pa.Table:
        """The first rows from one place to before another, or the last ones where backward, at most so many; in order."""
        number = max(0, min(limit, end - first))
        return self.rows.slice(end - number if backward else first, number)
