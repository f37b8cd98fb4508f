"""What a home says: its lake, its published snapshot, the answers of that snapshot, and every text in its files."""

import asyncio
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from app.execution import execute
from app.questions import GraphQLRequest
from app.settings import Settings
from app.shell import open_house
from db.lake import LakeFile, loads
from db.parts import BENCHMARKS, part_folder
from db.snapshots import Snapshot, SnapshotStore
from db.warehouse import quote
from domain.scope import Role, Scope
from resolvers.context import Context, Publisher
from services.view import House

DOCUMENT = (Path(__file__).parent / "answers.graphql").read_text(encoding="utf-8")

Digests = dict[str, str]
"""Parquet file of a part -> the hash of its bytes, which are a function of the lake."""


@dataclass(frozen=True, slots=True)
class LakeFacts:
    """What the lake holds of one file: the facts of load.json, and rows and a hash of the values of each Parquet file."""

    facts: tuple[object, ...]
    values: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class LoadFacts:
    """What the lake holds of one load but for its time, and its id which has the time in it."""

    zone: str
    name: str | None
    files: tuple[LakeFacts, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A home's current snapshot: its version, and what it says whatever its version and time (see `read_published` and `check_same`)."""

    version: str
    parts: dict[str, str]
    tables: Digests
    answers: dict[str, Any]

    def check_same(self, other: "Published", *, but_ids: bool = False) -> None:
        """Asserts that two snapshots name the same parts (where asked, of other ids), with the same tables and answers."""
        assert self.parts.keys() == other.parts.keys()
        assert but_ids or self.parts == other.parts
        assert self.tables == other.tables
        assert self.answers == other.answers


def read_lake(home: Path) -> dict[str, LoadFacts]:
    """Publisher and number of a load -> what the lake holds of it."""
    with closing(duckdb.connect()) as connection:
        return {
            f"{load.publisher_id} {load.number}": LoadFacts(
                load.zone, load.name, tuple(describe_file(connection, each) for each in load.files)
            )
            for load in loads(home)
        }


def describe_file(connection: duckdb.DuckDBPyConnection, file: LakeFile) -> LakeFacts:
    """A lake file by its facts and values."""
    facts = (file.report, file.name, file.sha256, file.rows, file.days, file.quarantined, dict(file.left_out))
    values = tuple(digest_file(connection, path) for path in (file.path, file.quarantine) if path is not None)
    return LakeFacts(facts, values)


def read_published(home: Path) -> Published | None:
    """The current snapshot with its tables and answers; None before the first. It must open: whatever fails is a fault."""
    snapshot = SnapshotStore(home).current()
    if snapshot is None:
        return None
    return Published(snapshot.version, dict(snapshot.parts), digest_parts(home, snapshot), ask_all(home, snapshot))


def digest_parts(home: Path, snapshot: Snapshot) -> Digests:
    """Every table and answer of the snapshot's parts and benchmarks."""
    folders = {publisher: part_folder(home, publisher, part) for publisher, part in snapshot.parts.items()}
    if snapshot.benchmarks:
        folders[BENCHMARKS] = part_folder(home, BENCHMARKS, snapshot.benchmarks)
    return {
        f"{name}/{path.name}": sha256(path.read_bytes()).hexdigest()
        for name, folder in sorted(folders.items())
        for path in sorted(folder.iterdir())
        if path.suffix in {".parquet", ".arrow"}
    }


def digest_file(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[int, int]:
    """Rows, and a hash of the values in their order."""
    rows = f"(select * from read_parquet({quote(path)}, file_row_number = true)) as numbered"
    sql = f"select count(*), coalesce(bit_xor(hash(numbered)), 0) from {rows}"
    ((count, values),) = connection.execute(sql).fetchall()
    return count, values


def ask_all(home: Path, snapshot: Snapshot) -> dict[str, Any]:
    """What an owner of each publisher is answered; nothing is written."""
    house = open_house(Settings(home=home), "256MiB", 1)
    try:
        return {publisher: asyncio.run(ask(house, snapshot, publisher)) for publisher in sorted(snapshot.parts)}
    finally:
        house.warehouse.close()


async def ask(house: House, snapshot: Snapshot, publisher: str) -> Any:
    """The answer to the document for one publisher, which must be without errors."""
    view = house.view(Scope(publisher, Role.OWNER, "faults"), snapshot)
    context = Context(view, Publisher(publisher, publisher, "UTC"), "faults")
    answer = await execute(GraphQLRequest(DOCUMENT, None, None, None), context)
    assert "errors" not in answer.body, answer.body["errors"]
    return answer.body["data"]


def find_texts(home: Path, texts: tuple[str, ...]) -> list[str]:
    """Where any of the texts stands below the home: in names, in raw bytes, or in values of Parquet files."""
    return [
        f"{path.relative_to(home)}: {text}" for path in sorted(home.rglob("*")) for text in texts if holds(path, text)
    ]


def holds(path: Path, text: str) -> bool:
    """Whether a file or folder has the text in its name, bytes or values."""
    if text in path.name:
        return True
    if not path.is_file():
        return False
    if text.encode() in path.read_bytes():
        return True
    if path.suffix != ".parquet":
        return False
    columns = pq.read_table(path).columns
    return any(text in str(value) for column in columns for value in column.unique().to_pylist())
