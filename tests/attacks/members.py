"""An owner and a contributor of the publisher that is attacked, with an export that failed and a token that ended."""

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.reconciliation import ready_records
from db.records.engine import Records
from db.records.export_leases import Lease, fail_export, take_export
from db.records.exports import add_export
from db.records.models import ExportRow
from db.snapshots import SnapshotStore
from domain.export_rules import ExportStatus
from domain.exports import ExportFormat, ExportReport
from domain.scope import Role
from tests.app.commands import run_command
from tests.app.conftest import make_settings
from tests.attacks.home import LOADED_AT, PUBLISHER

_WORKER = "worker of the attacks"


@dataclass(frozen=True, slots=True)
class Members:
    """Texts of tokens; `gone` is that of one that was revoked."""

    owner: str
    contributor: str
    gone: str

    def of(self, role: str) -> str:
        """The token of a role."""
        return self.owner if role == "OWNER" else self.contributor


def make_members(home: Path) -> Members:
    """Tokens as an operator makes them, and an export of each that failed."""
    texts = {name: _make_token(home, name) for name in ("owner", "contributor", "gone")}
    listed = json.loads(_run(home, "token", "list", "--json"))
    ids = {each["name"]: each["id"] for each in listed}
    _run(home, "token", "revoke", ids["gone"])
    asyncio.run(_fail_exports(home, ids))
    return Members(**texts)


def _make_token(home: Path, name: str) -> str:
    role = "contributor" if name == "contributor" else "owner"
    words = ("--publisher", PUBLISHER, "--role", role, "--name", name)
    return _run(home, "token", "create", *words).splitlines()[-1]


def _run(home: Path, *words: str) -> str:
    done = run_command(home, words)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def _fail_exports(home: Path, ids: dict[str, str]) -> None:
    async with ready_records(make_settings(home)) as records:
        for name in ("owner", "contributor"):
            await _fail_export(records, home, name, ids[name])


async def _fail_export(records: Records, home: Path, name: str, token_id: str) -> None:
    """Puts an export into the queue, takes it as a worker does and gives it up."""
    snapshot = SnapshotStore(home).current()
    assert snapshot is not None
    facts: dict[str, Any] = {"report": ExportReport.CUSTOMER_TREND, "format": ExportFormat.CSV, "request": "{}"}
    facts |= {"holds_customers": False, "personal_data": False, "status": ExportStatus.QUEUED}
    row = ExportRow(
        id=f"{name:x<32}", publisher_id=PUBLISHER, member=name, member_id=token_id, role=Role(name.upper()),
        part_id=snapshot.parts[PUBLISHER], created_at=LOADED_AT, **facts,
    )  # fmt: skip
    assert await add_export(records, row, most=10)
    taken = await take_export(records, _WORKER, LOADED_AT, timedelta(minutes=1))
    assert taken is not None
    assert await fail_export(records, Lease(taken.id, _WORKER, taken.attempts), "the storage is full", LOADED_AT)
