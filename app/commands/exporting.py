"""export: a report as a file, without a server."""

import asyncio
from pathlib import Path
from typing import Any

import click

from app.clock import now
from app.commands import WrongUse
from app.commands.asking import JsonObject
from app.commands.printing import print_json
from app.commands.tokens import ROLES
from app.export_arguments import read_request
from app.progress import ShownProgress
from app.reconciliation import ready_records
from app.replication import look_once
from app.settings import Settings, read_settings
from app.shell import open_house
from db.records.trail import Trail
from domain.audit import COMMAND_LINE, AuditAction, entry_of
from domain.errors import BadInputError
from domain.exports import ExportFormat, ExportReport, ExportRequest
from domain.scope import Role, Scope
from services.exports.writing import Written, write_export

_REPORTS = click.Choice([each.value for each in ExportReport], case_sensitive=False)
_FORMATS = click.Choice([each.value for each in ExportFormat], case_sensitive=False)


@click.command("export")
@click.argument("report", type=_REPORTS)
@click.option("--publisher", required=True, metavar="ID", help="Whose data to export.")
@click.option("--role", required=True, type=ROLES, help="As whom: what a contributor may not read is not in the file.")
@click.option("--format", "kind", type=_FORMATS, default="CSV", show_default=True, help="How to write the file.")
@click.option(
    "--arguments", type=JsonObject(), default="{}", help="The report's arguments as a JSON object, as in the API."
)
@click.option(
    "-o", "--output", "target", required=True, metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write; an older file is replaced once the new one is whole.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def export_command(
    report: str, publisher: str, role: str, kind: str, arguments: dict[str, Any], target: Path, as_json: bool
) -> None:
    """Write a report to a file: the rows that the API shows, all of them."""
    scope = Scope(publisher, Role(role.upper()), COMMAND_LINE, COMMAND_LINE)
    try:
        request = read_request(ExportReport(report), ExportFormat(kind), arguments)
        written = asyncio.run(_export(read_settings(), scope, request, target))
    except BadInputError as error:
        raise WrongUse(str(error)) from error
    if as_json:
        print_json(_describe(request, target, written))
        return
    people = "; it may hold personal data" if written.personal_data else ""
    click.echo(f"{written.rows:,} rows, {written.bytes:,} bytes in {target}{people}")


async def _export(settings: Settings, scope: Scope, request: ExportRequest, target: Path) -> Written:
    async with ready_records(settings) as records:
        # blocks the loop, on which nothing else runs
        written = _write(settings, scope, request, target)
        trail = Trail(records)
        trail.record(entry_of(scope, AuditAction.EXPORT_DOWNLOADED, delivered=written.delivered), now())
        await trail.flush()
    return written


def _write(settings: Settings, scope: Scope, request: ExportRequest, target: Path) -> Written:
    house = open_house(settings, settings.memory_of_command, settings.all_threads)
    look_once(house.snapshots)
    done = 0
    with ShownProgress() as progress:

        def tell(rows: int, total: int | None) -> None:
            nonlocal done
            if total is not None and not rows:
                progress.expect(request.report.value, total)
            progress.advance(rows - done)
            done = rows

        return write_export(house.view(scope), request, target, tell)


def _describe(request: ExportRequest, target: Path, written: Written) -> dict[str, object]:
    return {
        "report": request.report.value,
        "format": request.format.value,
        "file": str(target),
        "rows": written.rows,
        "bytes": written.bytes,
        "sha256": written.sha256,
        "personalData": written.personal_data,
    }
