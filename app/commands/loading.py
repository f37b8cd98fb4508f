"""load, loads and unload: what goes into the lake, what is there, and what is taken back."""

from dataclasses import asdict
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import click

from app.clock import now
from app.commands.building import describe_build, print_build, run_build
from app.commands.parameters import DaySpan
from app.commands.printing import print_json, print_table, remark
from app.depots import changing, reading
from app.progress import ShownProgress
from app.secret import read_secret
from app.settings import HOME, Settings, read_settings
from db.depot import Depot, list_files
from db.lake import Load, check_publisher_id, find_load
from services.load import FileReport, LoadReport, load_files, unload
from services.load.quarantine import read_bad_rows

_FIRST = 5
"""Bad rows that `load` shows itself."""
_FILE = click.Path(readable=False, path_type=Path)


@click.command("load")
@click.option("--publisher", required=True, metavar="ID", help="Whose reports these are.")
@click.option("--name", help="The publisher's name; default: that of an earlier load, else the id.")
@click.option(
    "--zone", metavar="TZ", help="Time zone of the publisher's days, like Europe/Berlin; its first load sets it."
)
@click.option("--replaces", type=DaySpan(), help="The files are the whole truth for these days, both included.")
@click.option("--strict", is_flag=True, help="Refuse the load where a row is bad, instead of setting the row aside.")
@click.option("--build", "publish", is_flag=True, help="Then build and publish, unless the load adds nothing new.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
def load_command(
    publisher: str,
    name: str | None,
    zone: str | None,
    replaces: tuple[date, date] | None,
    strict: bool,
    publish: bool,
    as_json: bool,
    files: tuple[Path, ...],
) -> None:
    """Read reports into the lake, and print accepted, replaced and quarantined rows per file."""
    settings = read_settings(default_home=HOME)
    with changing(settings, "holdfast load", remark) as depot:
        report = run_load(settings, publisher, files, depot, name=name, zone=zone, replaces=replaces, strict=strict)
        if not as_json:
            _print_report(report)
            _print_first_bad_rows(depot.home, report)
        built = run_build(settings, None, depot) if publish and report.load_id is not None else None
    if as_json:
        described = report.describe()
        print_json({**described, "build": built and describe_build(built)} if publish else described)
    elif built is not None:
        print_build(built)


def run_load(
    settings: Settings,
    publisher: str,
    files: tuple[Path, ...],
    depot: Depot,
    *,
    name: str | None = None,
    zone: str | None = None,
    replaces: tuple[date, date] | None = None,
    strict: bool = False,
) -> LoadReport:
    """Loads files with progress; the home's lock is held by the caller."""
    depot.open_lake(check_publisher_id(publisher))
    with ShownProgress() as progress:
        report = load_files(
            depot.home,
            publisher,
            files,
            zone=zone,
            name=name,
            replaces=replaces,
            strict=strict,
            loaded_at=now(),
            secret=read_secret(settings),
            memory_limit=settings.memory_of_command,
            threads=settings.all_threads,
            progress=progress,
            depot=depot,
        )
    depot.close_lake(publisher)
    return report


def _print_report(report: LoadReport) -> None:
    names = ("file", "report", "accepted", "replaced", "quarantined")
    print_table(
        names, [(each.name, each.report, each.accepted, each.replaced, each.quarantined) for each in report.files]
    )
    for each in report.files:
        for text in _remarks(each):
            click.echo(f"{each.name}: {text}")
    click.echo(f"load {report.load_id}" if report.load_id else "nothing new: every file was loaded before")


def _print_first_bad_rows(home: Path, report: LoadReport) -> None:
    bad = sum(each.quarantined for each in report.files)
    if report.load_id is None or not bad:
        return
    for row in islice(read_bad_rows(find_load(home, report.load_id)), _FIRST):
        value = "nothing" if row.value is None else f"'{row.value}'"
        click.echo(f"{row.file}: line {row.line}: {row.column}: {value}: {row.reason}")
    if bad > _FIRST:
        click.echo(f"... and {bad - _FIRST:,} more: `./holdfast loads --bad {report.load_id}` lists them all")


def _remarks(report: FileReport) -> list[str]:
    told = [f"{count:,} {reason}" for reason, count in report.left_out.items() if count]
    if report.unknown_columns:
        told.append(f"columns left out: {', '.join(report.unknown_columns)}")
    if report.already_loaded is not None:
        told.append(f"the same bytes are in load {report.already_loaded}; nothing added")
    return told


@click.command("loads")
@click.option("--publisher", metavar="ID", help="Only this publisher's.")
@click.option(
    "--bad", metavar="LOAD", help="The quarantined rows of this load instead: file, line, column, value, reason."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def loads_command(publisher: str | None, bad: str | None, as_json: bool) -> None:
    """List past loads, and where their quarantined rows are."""
    if bad is not None:
        _show_bad_rows(bad, as_json)
        return
    with reading(read_settings()) as depot:
        found = depot.loads(publisher)
    if as_json:
        print_json([_describe_load(load) for load in found])
        return
    names = ("load", "publisher", "loaded", "file", "report", "rows", "quarantined", "where")
    print_table(names, [row for load in found for row in _rows(load)])


def _show_bad_rows(load_id: str, as_json: bool) -> None:
    with reading(read_settings()) as depot:
        depot.open_lake()
        load = find_load(depot.home, load_id)
        depot.bring_files(list_files([load]))
        rows = list(read_bad_rows(load))
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    print_table(("file", "line", "column", "value", "reason"), [(*asdict(row).values(),) for row in rows])


def _rows(load: Load) -> list[tuple[object, ...]]:
    moment = datetime.fromisoformat(load.loaded_at)
    return [
        (load.load_id, load.publisher_id, moment, file.name, file.report, file.rows, file.quarantined, file.quarantine)
        for file in load.files
    ]


def _describe_load(load: Load) -> dict[str, object]:
    return {
        "load": load.load_id,
        "publisher": load.publisher_id,
        "number": load.number,
        "loadedAt": datetime.fromisoformat(load.loaded_at),
        "zone": load.zone,
        "files": [
            {
                "file": file.name,
                "report": file.report,
                "rows": file.rows,
                "leftOut": dict(file.left_out),
                "quarantined": file.quarantined,
                "quarantine": str(file.quarantine) if file.quarantine else None,
            }
            for file in load.files
        ],
    }


@click.command("unload")
@click.argument("load_id", metavar="LOAD")
def unload_command(load_id: str) -> None:
    """Take a load back; the next build is without it."""
    settings = read_settings()
    with changing(settings, "holdfast unload", remark) as depot:
        depot.open_lake()
        taken = unload(depot.home, load_id)
        if taken is not None:
            depot.close_lake(taken.publisher_id)
    click.echo(f"load {load_id} is taken back; run `./holdfast build` to publish without it")
