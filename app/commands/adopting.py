"""adopt: the lake of a home or a backup, put into a storage."""

import shutil
from pathlib import Path

import click

from app.commands import Failure
from app.commands.printing import remark
from app.depots import changing
from app.settings import PREFIX, read_settings
from db.depot import Depot
from db.lake import LAKE_FOLDER, loads


@click.command("adopt")
@click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
def adopt_command(folder: Path) -> None:
    """Put the lake of FOLDER, a backup or a home that nobody changes, into HOLDFAST_STORAGE.

    Publishers that are there as FOLDER has them are left as they are; one with other loads is refused before anything is put.
    """
    settings = read_settings()
    if not settings.storage:
        raise Failure(f"{PREFIX}STORAGE is not set: there is no storage to put {folder} into")
    with changing(settings, "holdfast adopt", remark) as depot:
        depot.open_lake()
        publishers = _find_new(folder, depot)
        for publisher_id in publishers:
            own = depot.home / LAKE_FOLDER / publisher_id
            # what a killed command half removed or wrote is no part of it
            shutil.copytree(
                folder / LAKE_FOLDER / publisher_id, own, ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True
            )
            depot.close_lake(publisher_id)
            shutil.rmtree(own)
    click.echo(f"{len(publishers)} publishers put into {settings.storage}; run `./holdfast build` to publish them")


def _find_new(folder: Path, depot: Depot) -> list[str]:
    """The publishers of a folder that the storage has not got; Failure where there are none at all, or one has other loads there."""
    publishers = sorted({load.publisher_id for load in loads(folder)})
    if not publishers:
        raise Failure(f"{folder}: there is no lake to adopt; name a home, or a folder that `./holdfast backup` made")
    known = {name: [load.load_id for load in loads(depot.home, name)] for name in publishers}
    other = [name for name in publishers if known[name] not in ([], [load.load_id for load in loads(folder, name)])]
    if other:
        raise Failure(f"the storage has other loads of {', '.join(other)}; take them back first (`./holdfast unload`)")
    return [name for name in publishers if not known[name]]
