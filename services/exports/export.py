"""An export as it is shown, and its request as the records keep it."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from db.records.models import ExportRow
from domain.audit import Delivered
from domain.export_rules import ExportStatus
from domain.exports import ExportFormat, ExportReport, ExportRequest

_REQUESTS = TypeAdapter(ExportRequest)


@dataclass(frozen=True, slots=True)
class Export:
    """A file that was asked for; `progress` is a fraction 0..1, `file` its key in the storage while it can be had."""

    export_id: str
    report: ExportReport
    format: ExportFormat
    status: ExportStatus
    rows: int | None
    bytes: int | None
    progress: float | None
    created_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None
    download_url: str | None
    error: str | None
    requested_by: str
    personal_data: bool
    delivered: Delivered
    sha256: str | None
    file: str | None

    @property
    def file_name(self) -> str:
        """What the file is called where somebody keeps it: the report and the day, nothing of its content."""
        name = self.report.value.lower().replace("_", "-")
        return f"{name}-{self.created_at:%Y-%m-%d}.{self.format.ending}"

    @property
    def ended(self) -> bool:
        """Whether nothing will become of it any more, but that it expires."""
        return self.status not in (ExportStatus.QUEUED, ExportStatus.RUNNING)


def describe(row: ExportRow, now: datetime) -> Export:
    """The export of a row; one whose time has come counts as expired before anybody has swept it away."""
    status = row.status
    if status is ExportStatus.READY and row.expires_at is not None and row.expires_at <= now:
        status = ExportStatus.EXPIRED
    ready = status is ExportStatus.READY
    return Export(
        export_id=row.id,
        report=row.report,
        format=row.format,
        status=status,
        rows=row.rows,
        bytes=row.bytes,
        progress=_progress(row, status),
        created_at=row.created_at,
        ready_at=row.ready_at,
        expires_at=row.expires_at,
        download_url=f"/downloads/{row.id}" if ready else None,
        error=row.error,
        requested_by=row.member,
        personal_data=row.personal_data,
        delivered=Delivered(tuple(filter(None, row.personal_fields.split(","))), row.customers),
        sha256=row.sha256,
        file=row.file if ready else None,
    )


def _progress(row: ExportRow, status: ExportStatus) -> float | None:
    if status is ExportStatus.READY:
        return 1.0
    if status is ExportStatus.QUEUED:
        return 0.0
    if status is not ExportStatus.RUNNING or row.total is None:
        return None
    return min(row.done / row.total, 1.0) if row.total else 0.0


def write_request(asked: ExportRequest) -> str:
    """A request as JSON."""
    return _REQUESTS.dump_json(asked, exclude_none=True).decode()


def read_request(text: str) -> ExportRequest:
    """The request of such JSON."""
    return _REQUESTS.validate_json(text)
