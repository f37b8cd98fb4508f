"""Where loads are asked for, found and listed."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from db.lake import Load, find_load
from db.records.load_jobs import add_job, find_job, list_jobs
from db.records.models import LoadJobRow
from domain.errors import NotFoundError
from domain.loads import QueueFullError
from services.exports.delimited import write_lines
from services.loading.place import LoadPlace

_GONE = "no load of that id is known here; GET /loads lists those that are"
_NOTHING = "the load has no rows that were set aside, or it is no longer in the lake"
_COLUMNS = ("line", "column", "value", "reason")
_BATCH = 10_000


async def take_in(place: LoadPlace, row: LoadJobRow, most: int) -> None:
    """Puts what was received into the queue; QueueFullError where so many of the publisher's are unfinished."""
    if not await add_job(place.records, row, most):
        raise QueueFullError(f"{most} loads of this publisher are unfinished; wait until one has ended")


async def find(place: LoadPlace, publisher_id: str, job_id: str) -> LoadJobRow:
    """A publisher's load; NotFoundError for an unknown id and for another publisher's alike."""
    row = await find_job(place.records, publisher_id, job_id)
    if row is None:
        raise NotFoundError(_GONE)
    return row


async def list_newest(place: LoadPlace, publisher_id: str, most: int) -> Sequence[LoadJobRow]:
    """So many of a publisher's loads, the newest first."""
    return await list_jobs(place.records, publisher_id, most)


def write_quarantine(place: LoadPlace, row: LoadJobRow, with_values: bool) -> Iterator[bytes]:
    """The rows that a load set aside, as pieces of CSV: file, line, column, value and reason, or without the value.

    NotFoundError where there are none, before the first piece.
    """
    load = None if row.load_id is None else _find(place, row.load_id)
    if load is None or not any(file.quarantine for file in load.files):
        raise NotFoundError(_NOTHING)
    names = [name for name in _COLUMNS if with_values or name != "value"]
    header = ",".join(["file", *names])
    return _pieces(load, names, header)


def _pieces(load: Load, names: Sequence[str], header: str) -> Iterator[bytes]:
    yield f"{header}\r\n".encode()
    for file in load.files:
        if file.quarantine is None:
            continue
        for batch in pq.ParquetFile(file.quarantine).iter_batches(_BATCH, columns=list(names)):
            columns = [pa.array([file.name] * len(batch), pa.string()), *(batch.column(name) for name in names)]
            yield write_lines(pa.RecordBatch.from_arrays(columns, ["file", *names]))


def _find(place: LoadPlace, load_id: str) -> Load | None:
    try:
        return find_load(place.home, load_id)
    except NotFoundError:
        return None
