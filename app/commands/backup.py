"""backup: a copy of all that cannot be made anew, taken while the service runs."""

import os
import shutil
import sqlite3
from pathlib import Path

import click

from app.commands import Failure
from app.commands.printing import remark
from app.depots import changing
from app.secret import MODE, metrics_token_file, secret_file
from app.settings import Settings, read_settings
from db.depot import Depot, list_files
from db.files import fsync_file, make_folder, publish_folder
from db.lake import LAKE_FOLDER, loads
from db.records.engine import parse_url, sqlite_file


@click.command("backup")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
def backup_command(folder: Path) -> None:
    """Copy lake, records and secret into FOLDER, which must not exist yet; it can be used as a home.

    Servers go on; commands that change the home wait. Parts are not copied: `./holdfast build` makes them anew, the same ones.
    """
    settings = read_settings()
    if folder.exists():
        raise Failure(f"{folder}: exists already; name a folder that does not")
    if not settings.home.exists():
        raise Failure(f"{settings.home}: there is no home to copy; set HOLDFAST_HOME")
    with changing(settings, "holdfast backup", remark) as depot:
        back_up(settings, folder.absolute(), depot)
    click.echo(f"copied into {folder}")


def back_up(settings: Settings, folder: Path, depot: Depot) -> None:
    """Copies a home's lake, records and secrets; the folder appears when all of it is durable. The home's lock is held by the caller."""
    make_folder(folder.parent)
    staged = folder.with_name(f".{folder.name}.{os.getpid()}")
    staged.mkdir(mode=0o700)
    try:
        depot.open_lake()
        depot.bring_files(list_files(loads(depot.home)))
        _copy(settings, staged, depot.home)
        publish_folder(staged, folder)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def _copy(settings: Settings, staged: Path, data: Path) -> None:
    lake = data / LAKE_FOLDER
    if lake.is_dir():
        # what a killed command half removed or wrote is no part of it
        shutil.copytree(lake, staged / LAKE_FOLDER, ignore=shutil.ignore_patterns(".*"))
        for path in (staged / LAKE_FOLDER).rglob("*"):
            if path.is_dir():
                fsync_file(path)
    for file in (secret_file(settings), metrics_token_file(settings)):
        if file.exists():
            shutil.copy2(file, staged / file.name)
            (staged / file.name).chmod(MODE)
    records = sqlite_file(parse_url(settings.records_url))
    if records is None:
        remark("the records are in PostgreSQL: back them up with pg_dump")
    elif records.exists():
        _copy_records(records, staged / "records.sqlite")


def _copy_records(source: Path, target: Path) -> None:
    # a copied file could miss what is in its log; this reads one state while others write
    reading, writing = sqlite3.connect(source), sqlite3.connect(target)
    try:
        reading.backup(writing)
    finally:
        reading.close()
        writing.close()
    target.chmod(MODE)
