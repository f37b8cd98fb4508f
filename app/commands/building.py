"""build, snapshots and rollback: from the lake to what is served."""

from datetime import date

import click

from app.clock import now, today
from app.commands import WrongUse
from app.commands.parameters import Day
from app.commands.printing import print_json, print_table, remark
from app.depots import changing, reading
from app.exporting.keeping import keeping
from app.progress import ShownProgress
from app.settings import Settings, read_settings
from app.shelving import forget_removed_parts
from db.depot import Depot
from db.opening import DUCKDB
from db.spark import SparkCluster
from domain.errors import BadInputError
from services.build.build import BuildReport, build
from services.build.crew import Crew
from services.build.publishing import rollback, snapshots


@click.command("build")
@click.option(
    "--as-of", type=Day(), help="The day to build for, for all publishers; default: each one's last day with usage."
)
@click.option("--engine", metavar="URL", default="duckdb", show_default=True, help="What builds.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def build_command(as_of: date | None, engine: str, as_json: bool) -> None:
    """Build what is missing and publish a snapshot."""
    settings = read_settings()
    crew = _open_crew(engine, settings)
    with changing(settings, "holdfast build", remark) as depot:
        report = run_build(settings, as_of, depot, crew)
    if as_json:
        print_json(describe_build(report))
    else:
        print_build(report)


def print_build(report: BuildReport) -> None:
    """Prints what a build did, for people."""
    rows = [(part.publisher_id, part.as_of, part.rows, "kept" if part.reused else "built") for part in report.parts]
    print_table(("publisher", "as of", "rows", "part"), rows)
    click.echo(f"snapshot {report.snapshot} is current")


def _open_crew(engine: str, settings: Settings) -> Crew | None:
    if engine == DUCKDB:
        return None
    try:
        # a part takes one core unless the setting says otherwise: many are built at once
        return SparkCluster(engine, settings.threads or 1)
    except BadInputError as error:
        raise WrongUse(f"--engine: {error}, or {DUCKDB}") from None


def run_build(settings: Settings, as_of: date | None, depot: Depot, crew: Crew | None = None) -> BuildReport:
    """Builds and publishes, with progress; the home's lock is held by the caller."""
    depot.open_snapshots()
    with ShownProgress() as progress:
        report = build(
            depot.home,
            as_of=as_of,
            today=today(),
            built_at=now(),
            memory_limit=settings.memory_of_command,
            threads=settings.threads or 1 if crew else settings.all_threads,
            progress=progress,
            keeping=keeping(settings),
            depot=depot,
            crew=crew,
        )
    depot.close_snapshots()
    forget_removed_parts(settings, depot)
    return report


def describe_build(report: BuildReport) -> dict[str, object]:
    """What a build did, as programs read it."""
    return {
        "snapshot": report.snapshot,
        "builtAt": report.built_at,
        "parts": [
            {
                "publisher": part.publisher_id,
                "part": part.part_id,
                "asOf": part.as_of,
                "rows": part.rows,
                "reused": part.reused,
            }
            for part in report.parts
        ],
        "benchmarksBuilt": report.benchmarks_built,
        "removedParts": report.removed,
    }


@click.command("snapshots")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def snapshots_command(as_json: bool) -> None:
    """List the kept snapshots, the oldest first."""
    with reading(read_settings()) as depot:
        depot.open_snapshots()
        kept = snapshots(depot.home)
    if as_json:
        names = ("version", "builtAt", "publishers", "current")
        values = [(each.version, each.built_at, each.publishers, each.current) for each in kept]
        print_json([dict(zip(names, row, strict=True)) for row in values])
        return
    rows = [(each.version, each.built_at, each.publishers, "current" if each.current else "") for each in kept]
    print_table(("version", "built", "publishers", ""), rows)


@click.command("rollback")
@click.argument("snapshot")
def rollback_command(snapshot: str) -> None:
    """Make a kept snapshot current again; running servers take it up at once."""
    settings = read_settings()
    with changing(settings, "holdfast rollback", remark) as depot:
        depot.open_snapshots()
        rollback(depot, snapshot)
        depot.close_snapshots()
    click.echo(f"snapshot {snapshot} is current")
