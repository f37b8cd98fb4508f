"""demo: an invented marketplace, made, loaded, built and served from a home of its own."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
import orjson

from app.commands import Failure
from app.commands.building import run_build
from app.commands.loading import run_load
from app.commands.printing import remark
from app.commands.serving import serve
from app.demo.marketplace import Size, demo_publishers, generate
from app.home import changing_home, make_home
from app.settings import DEMO_HOME, PREFIX, Settings, read_settings
from db.depot import Depot
from db.files import make_folder, remove_folder, replace_file
from db.lake import LAKE_FOLDER
from db.parts import PARTS_FOLDER
from db.snapshots import SnapshotStore

AS_OF = date(2026, 10, 20)
"""The last day of every invented history: fixed, so that the same seed and size answer the same whoever asks whenever."""
_MARK = "demo.json"
_FOLDERS = (LAKE_FOLDER, PARTS_FOLDER, "snapshots")


@dataclass(frozen=True, slots=True)
class Edition:
    """Which marketplace a home holds: the same three values make the same files."""

    seed: int
    size: Size
    as_of: date


@click.command("demo")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Which marketplace to invent.")
@click.option("--size", type=click.Choice(["small", "medium", "large"]), default="small", show_default=True,
              help="About 0.2, 2 or 20 million usage rows.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0: any free one."
)
def demo_command(seed: int, size: Size, host: str, port: int) -> None:
    """Invent a marketplace of five publishers, load, build and serve it, and print links to it.

    Its home is var/demo, or HOLDFAST_HOME where that is set. A second run with the same seed and size serves what is there.
    """
    settings = read_settings(default_home=DEMO_HOME)
    if settings.storage:
        raise Failure(f"the demo lies in a home of its own: unset {PREFIX}STORAGE")
    with changing_home(settings.home, "holdfast demo", remark):
        furnish(settings, seed, size)
    serve(settings, host, port, links=True)


def furnish(settings: Settings, seed: int, size: Size) -> None:
    """Makes the home hold the marketplace of that seed and size, loaded and built; one that is there already is left as it is."""
    home = settings.home
    make_home(home)
    found = _read_mark(home)
    if found is None and (home / LAKE_FOLDER).exists():
        raise Failure(f"{home} holds loads that are not the demo's; set {PREFIX}HOME to another folder")
    if found is not None and (found.seed, found.size) != (seed, size):
        remark(f"replacing the {found.size} marketplace of seed {found.seed}")
        _clear(home)
        found = None
    if found is not None and SnapshotStore(home).current() is not None:
        return
    edition = found or Edition(seed, size, AS_OF)
    # written first: a run that was cut goes on with the same files, which loading recognises
    replace_file(home / _MARK, orjson.dumps(edition))
    _load_all(settings, edition)
    remark("building")
    run_build(settings, None, Depot(home))


def _load_all(settings: Settings, edition: Edition) -> None:
    zones = {publisher.publisher_id: publisher.zone for publisher in demo_publishers()}
    folder = settings.home / "reports"
    make_folder(folder)
    for file in generate(folder, seed=edition.seed, size=edition.size, as_of=edition.as_of):
        publisher_id = file.publisher_id
        run_load(
            settings,
            str(publisher_id),
            (file.path,),
            Depot(settings.home),
            zone=zones[publisher_id],
            name=file.publisher_name,
        )
        remark(f"loaded {file.path.name} of {file.publisher_name}: {file.rows:,} rows")
        file.path.unlink()
    remove_folder(folder)


def _clear(home: Path) -> None:
    for name in _FOLDERS:
        remove_folder(home / name)
    (home / _MARK).unlink()


def _read_mark(home: Path) -> Edition | None:
    try:
        facts = orjson.loads((home / _MARK).read_bytes())
    except FileNotFoundError:
        return None
    return Edition(facts["seed"], facts["size"], date.fromisoformat(facts["as_of"]))
