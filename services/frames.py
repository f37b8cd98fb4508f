"""The boundaries of frames: from the engine's tables exactly, and to Python values, where NULL in any guise becomes None."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pandas as pd
import pyarrow as pa

from domain.calendar import date_of

Record = tuple[Any, ...]


def decimal_of(micro: int) -> Decimal:
    """Millionths (of an hour, of a US dollar) as an exact decimal."""
    return Decimal(micro).scaleb(-6)


@lru_cache(maxsize=16_384)
def day_of(day: int | None) -> date | None:
    """A day number as a date."""
    return None if day is None else date_of(day)


def pick(frame: pd.DataFrame, columns: Sequence[str]) -> list[Record]:
    """Some columns of the rows of a frame, as records."""
    return list(zip(*(plain(frame[name]) for name in columns), strict=True))


def records(frame: pd.DataFrame) -> list[Record]:
    """The rows of a frame as tuples of plain values: int, str, bool or None."""
    return pick(frame, list(frame.columns))


def rows_of(table: pa.Table) -> list[Record]:
    """The rows of an Arrow table as tuples of plain values: int, str, bool or None."""
    return list(zip(*map(_values_of, table.columns), strict=True))


def _values_of(column: pa.ChunkedArray) -> list[Any]:
    # sums come as 128-bit numbers
    exact = column.cast(pa.int64()) if pa.types.is_decimal(column.type) else column
    values: list[Any] = exact.to_pylist()
    return values


def plain(column: "pd.Series[Any]") -> list[Any]:
    """The values of a column: int, str, bool or None."""
    # pandas' stubs know no NULL here; it is what makes NaN, NaT and NA one None
    return column.to_numpy(dtype=object, na_value=None).tolist()  # type: ignore[call-overload, no-any-return]


def integers(column: "pd.Series[Any]") -> list[int]:
    """The values of a column of integers without NULLs; ValueError where one is NULL."""
    return column.to_numpy(dtype="int64").tolist()


def frame_of(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a frame whose integers stay integers beside NULLs; sums come as 128-bit numbers and are narrowed to 64 exactly."""
    wide = [field.with_type(pa.int64()) if pa.types.is_decimal(field.type) else field for field in table.schema]
    exact = table.cast(pa.schema(wide))
    if any(pa.types.is_floating(field.type) for field in exact.schema):
        raise TypeError(f"a question answers in integers, not in floats: {exact.schema}")
    frame: pd.DataFrame = exact.to_pandas(types_mapper=_nullable, use_threads=False)
    return frame


def _nullable(kind: pa.DataType) -> pd.api.extensions.ExtensionDtype | None:
    if pa.types.is_integer(kind):
        return pd.Int64Dtype()
    return pd.BooleanDtype() if pa.types.is_boolean(kind) else None
