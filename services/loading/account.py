"""A load as it is told to who sent it, and its options as the records keep them."""

import json
import secrets
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from db.records.models import LoadJobRow
from domain.loads import BuildStatus, LoadOptions, LoadStatus

_OPTIONS = TypeAdapter(LoadOptions)


def make_job(
    publisher_id: str, member: str, member_id: str, options: LoadOptions, files: int, now: datetime
) -> LoadJobRow:
    """A load that waits, of no number yet."""
    return LoadJobRow(
        id=secrets.token_urlsafe(16),
        publisher_id=publisher_id,
        member=member,
        member_id=member_id,
        options=_OPTIONS.dump_json(options).decode(),
        files=files,
        status=LoadStatus.QUEUED,
        build=BuildStatus.NONE,
        created_at=now,
    )


def put_options(row: LoadJobRow, options: LoadOptions) -> None:
    """Says how a load is to be made, once all of it has come."""
    row.options = _OPTIONS.dump_json(options).decode()


def options_of(row: LoadJobRow) -> LoadOptions:
    """How a load is to be made."""
    return _OPTIONS.validate_json(row.options)


def describe(row: LoadJobRow) -> dict[str, Any]:
    """A load as programs read it; nothing in it is a value of a report."""
    accepted = row.status is LoadStatus.ACCEPTED
    return {
        "id": row.id,
        "status": row.status.value,
        "createdAt": row.created_at,
        "endedAt": row.ended_at,
        "progress": row.progress,
        "rows": row.rows,
        "report": None if row.report is None else json.loads(row.report),
        "error": None if accepted else row.error,
        "build": {
            "status": row.build.value,
            "snapshot": row.snapshot,
            "error": row.error if accepted else None,
        },
    }
