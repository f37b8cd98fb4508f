"""erase: takes a customer out of everything."""

import asyncio

import click

from app.clock import now
from app.commands.printing import print_json, remark
from app.depots import changing
from app.exporting.place import known_place
from app.progress import ShownProgress
from app.secret import read_secret
from app.settings import Settings, read_settings
from app.shelving import forget_removed_parts
from db.lake import check_publisher_id
from services.erase import ErasureReport, erase
from services.exports.sweeping import forget_erased


@click.command("erase")
@click.option("--publisher", required=True, metavar="ID", help="Whose customer it is.")
@click.option("--customer", required=True, metavar="ID", help="The customer's id, as the reports have it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def erase_command(publisher: str, customer: str, as_json: bool) -> None:
    """Remove a customer from lake, quarantine, parts, old snapshots and export files, and publish the publisher's part anew."""
    settings = read_settings()
    with changing(settings, "holdfast erase", remark) as depot, ShownProgress() as progress:
        depot.open_lake(check_publisher_id(publisher))
        depot.open_snapshots()
        report = erase(
            depot.home,
            publisher,
            customer,
            secret=read_secret(settings),
            erased_at=now(),
            memory_limit=settings.memory_of_command,
            threads=settings.all_threads,
            progress=progress,
            depot=depot,
        )
        depot.close_snapshots(erased=True)
        forget_removed_parts(settings, depot)
        exports = asyncio.run(_forget(settings, publisher, report.renewal.part_id))
    if as_json:
        print_json(_describe(report, exports))
        return
    click.echo(f"{report.rows:,} rows removed from the lake of {publisher}")
    click.echo(f"{len(report.renewal.parts)} old parts and {len(report.renewal.snapshots)} snapshots deleted")
    click.echo(f"{exports} exports ended, and their files deleted")
    click.echo(
        "the part was built anew and is current" if report.renewal.part_id else "nothing of the publisher is served"
    )


async def _forget(settings: Settings, publisher_id: str, part_id: str | None) -> int:
    async with known_place(settings) as place:
        return await forget_erased(place, publisher_id, part_id, now()) if place else 0


def _describe(report: ErasureReport, exports: int) -> dict[str, object]:
    return {
        "publisher": report.publisher_id,
        "rows": report.rows,
        "part": report.renewal.part_id,
        "deletedParts": report.renewal.parts,
        "deletedSnapshots": report.renewal.snapshots,
        "endedExports": exports,
    }
