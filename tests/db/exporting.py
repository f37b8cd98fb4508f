"""Exports in the records as tests put them there."""

from datetime import UTC, datetime, timedelta
from typing import Any

from db.records.engine import Records
from db.records.models import ExportRow
from domain.export_rules import ExportStatus
from domain.exports import ExportFormat, ExportReport
from domain.scope import Role

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=30)


def make_row(export_id: str = "export-000000001", **given: Any) -> ExportRow:
    """A queued export of acme, asked for at noon by its owner ann."""
    values: dict[str, Any] = {
        "publisher_id": "acme",
        "member": "ann",
        "member_id": "t-ann",
        "role": Role.OWNER,
        "report": ExportReport.CUSTOMER_DETAILS,
        "format": ExportFormat.CSV,
        "request": '{"report":"CUSTOMER_DETAILS"}',
        "part_id": "part-1",
        "holds_customers": True,
        "personal_data": True,
        "status": ExportStatus.QUEUED,
        "total": 2000,
        "created_at": NOON,
    }
    return ExportRow(id=export_id, **(values | given))


async def read_row(records: Records, export_id: str = "export-000000001") -> ExportRow:
    """An export as it stands in the records."""
    async with records.reading() as session:
        found = await session.get(ExportRow, export_id)
    assert found is not None
    return found
