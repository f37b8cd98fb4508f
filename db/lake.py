"""The lake of a publisher: accepted loads in order, each a folder that appears whole by one rename."""

import errno
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from db.files import publish_folder, remove_folder, replace_file, write_file
from db.tables import FORMAT
from domain.errors import BadInputError, NotFoundError, OperationError

LAKE_FOLDER = "lake"
STAGING_FOLDER = "staging"
LOAD_FILE = "load.json"
ERASED_FILE = "erased.json"
UNLOADED_FILE = "unloaded.json"
_PUBLISHER_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One accepted file of a load.

    `report` is its lake table (a key of db.tables.LAKE); `carried` the lake columns that its header carried; `days` the first and last
    day of its key dates (None where it has none); `replaces` the days for which it is the whole truth; `sha256` of the bytes as given;
    `quarantine` the Parquet file of its bad rows, where it had any.
    """

    report: str
    path: Path
    name: str
    sha256: str
    carried: frozenset[str]
    rows: int
    days: tuple[int, int] | None
    replaces: tuple[int, int] | None
    plain: bool
    quarantined: int = 0
    quarantine: Path | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Load:
    """One accepted load: its id, its number in the publisher's order of loads (1, 2, ...), when it was loaded (ISO, UTC), its files.

    `name` is the publisher's name where the load gave one.
    """

    load_id: str
    publisher_id: str
    number: int
    loaded_at: str
    zone: str
    files: tuple[LakeFile, ...]
    folder: Path
    name: str | None = None


def check_publisher_id(publisher_id: str) -> str:
    """The id itself; a BadInputError where it cannot be a folder's name."""
    if not _PUBLISHER_ID.fullmatch(publisher_id):
        raise BadInputError(
            f"publisher: {publisher_id!r} is no publisher id; takes 1 to 64 letters, digits, '.', '_' and '-', "
            "the first a letter or digit"
        )
    return publisher_id


def publisher_folder(home: Path, publisher_id: str) -> Path:
    """The folder of a publisher's loads."""
    return home / LAKE_FOLDER / check_publisher_id(publisher_id)


def loads(home: Path, publisher_id: str | None = None) -> tuple[Load, ...]:
    """The accepted loads of a publisher, or of all, by publisher and number; a folder without its load.json is none."""
    if publisher_id is not None:
        return _loads_below(publisher_folder(home, publisher_id))
    lake = home / LAKE_FOLDER
    folders = sorted(lake.iterdir()) if lake.is_dir() else []
    return tuple(load for folder in folders if _PUBLISHER_ID.fullmatch(folder.name) for load in _loads_below(folder))


def find_load(home: Path, load_id: str) -> Load:
    """The load of that id; NotFoundError where there is none."""
    for load in loads(home):
        if load.load_id == load_id:
            return load
    raise NotFoundError(f"load {load_id!r}: no such load; `holdfast loads` lists them")


def publish_load(staged: Path, load: Load) -> None:
    """Writes load.json beside the staged Parquet files and makes the folder appear in the lake."""
    write_file(staged / LOAD_FILE, _describe(load))
    publish_folder(staged, load.folder)


def rewrite_load(load: Load) -> None:
    """Replaces load.json, after an erasure changed what its files hold."""
    replace_file(load.folder / LOAD_FILE, _describe(load))


def remove_load(home: Path, load_id: str) -> Load | None:
    """Takes a load out of the lake and returns what it was; None where that was done before, so that it can be asked for again.

    NotFoundError where there never was a load of that id.
    """
    if not any(load.load_id == load_id for load in loads(home)) and load_id in _list_unloaded(home / LAKE_FOLDER):
        return None
    load = find_load(home, load_id)
    folder = load.folder.parent
    unloaded = sorted({load_id, *_list_unloaded(folder)})
    try:
        # noted first: a command killed after the removal must find that it was asked for
        replace_file(folder / UNLOADED_FILE, orjson.dumps({"format": FORMAT, "loads": unloaded}))
    except OSError as error:
        # on a full disk the load goes unnoted: that makes room
        if error.errno != errno.ENOSPC:
            raise
    remove_folder(load.folder)
    return load


def _list_unloaded(folder: Path) -> list[str]:
    """The ids of the loads that were taken back, in the notes of a publisher's folder or of the whole lake."""
    return [load_id for path in folder.rglob(UNLOADED_FILE) for load_id in orjson.loads(path.read_bytes())["loads"]]


def erased_keys(home: Path, publisher_id: str) -> frozenset[str]:
    """The keyed hashes of ids that were erased and must not come back."""
    found = read_erased(home, publisher_id)
    return frozenset(orjson.loads(found)["keys"]) if found else frozenset()


def read_erased(home: Path, publisher_id: str) -> bytes:
    """The publisher's erased keys as they stand in the lake, empty where none was erased."""
    path = publisher_folder(home, publisher_id) / ERASED_FILE
    return path.read_bytes() if path.exists() else b""


def write_erased_keys(home: Path, publisher_id: str, keys: frozenset[str]) -> None:
    """Replaces the keyed hashes of a publisher."""
    replace_file(
        publisher_folder(home, publisher_id) / ERASED_FILE, orjson.dumps({"format": FORMAT, "keys": sorted(keys)})
    )


def clear_leftovers(home: Path) -> None:
    """Deletes what a killed command left behind: the staging folder's content and half-removed or half-written things of the lake."""
    staging = home / STAGING_FOLDER
    if staging.is_dir():
        for path in staging.iterdir():
            _delete(path)
    for pattern in ("*/.removed-*", "*/.*.new", "*/*/.*.new"):
        for path in (home / LAKE_FOLDER).glob(pattern):
            _delete(path)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _loads_below(folder: Path) -> tuple[Load, ...]:
    return tuple(sorted(_read_loads(folder), key=lambda load: load.number))


def _read_loads(folder: Path) -> Iterator[Load]:
    for path in folder.glob(f"*/{LOAD_FILE}"):
        if not path.parent.name.startswith("."):
            yield read_load(path.read_bytes(), path)


def read_load(data: bytes, path: Path) -> Load:
    """What the load.json of a path says; OperationError where a newer version wrote it."""
    facts = orjson.loads(data)
    if facts["format"] > FORMAT:
        raise OperationError(
            f"{path}: was written by a newer version (format {facts['format']}); this one reads {FORMAT}"
        )
    folder = path.parent
    return Load(
        load_id=facts["load_id"],
        publisher_id=facts["publisher_id"],
        number=facts["number"],
        loaded_at=facts["loaded_at"],
        zone=facts["zone"],
        files=tuple(_read_file(folder, each) for each in facts["files"]),
        folder=folder,
        name=facts["name"],
    )


def _read_file(folder: Path, facts: dict[str, Any]) -> LakeFile:
    days, replaces, quarantine = facts["days"], facts["replaces"], facts["quarantine"]
    return LakeFile(
        report=facts["report"],
        path=folder / facts["path"],
        name=facts["name"],
        sha256=facts["sha256"],
        carried=frozenset(facts["carried"]),
        rows=facts["rows"],
        days=(days[0], days[1]) if days else None,
        replaces=(replaces[0], replaces[1]) if replaces else None,
        plain=facts["plain"],
        quarantined=facts["quarantined"],
        quarantine=folder / quarantine if quarantine else None,
        left_out=facts["left_out"],
    )


def _describe(load: Load) -> bytes:
    files = [
        {
            "report": each.report,
            "path": each.path.name,
            "name": each.name,
            "sha256": each.sha256,
            "carried": sorted(each.carried),
            "rows": each.rows,
            "days": each.days,
            "replaces": each.replaces,
            "plain": each.plain,
            "quarantined": each.quarantined,
            "quarantine": each.quarantine.name if each.quarantine else None,
            "left_out": dict(each.left_out),
        }
        for each in load.files
    ]
    facts = {
        "format": FORMAT,
        "load_id": load.load_id,
        "publisher_id": load.publisher_id,
        "number": load.number,
        "loaded_at": load.loaded_at,
        "zone": load.zone,
        "name": load.name,
        "files": files,
    }
    return orjson.dumps(facts, option=orjson.OPT_INDENT_2)
