"""A stage: a marketplace in a home of its own, loaded and built, and the API that answers about it."""

import json
from asyncio import Runner
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

from db.opening import open_warehouse
from db.snapshots import SnapshotStore
from domain.scope import Role, Scope
from resolvers.context import Context, Publisher
from services.build.build import build
from services.cursors import CursorSigner
from services.load.load import load_files
from services.slices import Slices
from services.view import House, View
from tests.executions import execute_both
from tests.marketplaces import write_plain_tables
from tests.parts import ENGINE
from tests.reference.marketplace import Marketplace
from tests.roads.library import read_document
from tests.roads.marking import SIGN

LOADED_AT = datetime(2026, 6, 30, 12, tzinfo=UTC)
"""After every day that a marketplace draws, cancellations and what is bought again included."""
SECRET = b"secret of the roads"
MEMORY = "256MB"
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stage:
    """Every answer is checked for what its asker must not read; `publishers` are those that tests ask as."""

    market: Marketplace
    publishers: tuple[str, ...]
    home: Path
    house: House
    runner: Runner

    def open_view(self, publisher_id: str, role: str = "OWNER") -> View:
        """The view of a role on a publisher."""
        return self.house.view(Scope(publisher_id, Role(role), "tester"))

    def ask(self, publisher_id: str, role: str, document: str, **variables: Any) -> Answer:
        """The data of an answer without errors."""
        body = self.execute(publisher_id, role, document, variables)
        assert "errors" not in body, (document, variables, body["errors"])
        data: Answer = body["data"]
        return data

    def refuse(self, publisher_id: str, role: str, document: str, **variables: Any) -> str:
        """The code of the one error of an answer that has no data."""
        body = self.execute(publisher_id, role, document, variables)
        assert body["data"] is None or set(body["data"].values()) == {None}, (document, variables, body["data"])
        [error] = body["errors"]
        code: str = error["extensions"]["code"]
        return code

    def execute(self, publisher_id: str, role: str, document: str, variables: Mapping[str, Any]) -> Answer:
        """The body of an answer."""
        body = self.runner.run(self._execute(publisher_id, role, document, variables))
        self.check_discretion(publisher_id, role, json.dumps(body, ensure_ascii=False))
        return body

    def check_discretion(self, publisher_id: str, role: str, text: str) -> None:
        """No other publisher's mark, and for a contributor no personal value, in the text of an answer."""
        found = [other for other in self.market.publishers if other != publisher_id and other in text]
        assert not found, f"{publisher_id} reads of {found}"
        assert role == "OWNER" or SIGN not in text, "a contributor reads a personal value"

    async def _execute(self, publisher_id: str, role: str, document: str, variables: Mapping[str, Any]) -> Answer:
        publisher = Publisher(publisher_id, publisher_id, "UTC")
        context = Context(self.open_view(publisher_id, role), publisher, "request-1")
        result = await execute_both(read_document(document), dict(variables), context)
        body: Answer = {"data": result.data}
        if result.errors:
            body["errors"] = [error.formatted for error in result.errors]
        return body


@contextmanager
def open_stage(market: Marketplace, home: Path, publishers: tuple[str, ...] | None = None) -> Iterator[Stage]:
    """Loads every publisher's tables into a home, builds it and answers about it; all publishers ask where none are chosen."""
    make_home(market, home)
    with open_built(market, home, publishers) as stage:
        yield stage


def make_home(market: Marketplace, home: Path) -> None:
    """Loads and builds a marketplace; once, whichever of several processes comes first."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "making").open("w") as lock:
        flock(lock, LOCK_EX)
        done = home / "made"
        if not done.exists():
            for publisher_id in market.publishers:
                load_publisher(market, publisher_id, home)
            build_home(home, market.as_of)
            done.touch()


@contextmanager
def open_built(market: Marketplace, home: Path, publishers: tuple[str, ...] | None = None) -> Iterator[Stage]:
    """Answers about a home that is built already."""
    with open_house(home) as house, Runner() as runner:
        yield Stage(market, publishers or tuple(sorted(market.publishers)), home, house, runner)


def load_publisher(market: Marketplace, publisher_id: str, home: Path) -> None:
    """Loads one publisher's tables as plain files, in one load."""
    folder = home / "reports" / publisher_id
    folder.mkdir(parents=True)
    load_into(home, publisher_id, write_plain_tables(market.publishers[publisher_id], folder))


def load_into(home: Path, publisher_id: str, files: list[Path]) -> None:
    """Loads files."""
    load_files(
        home,
        publisher_id,
        files,
        zone=None,
        name=None,
        replaces=None,
        strict=True,
        loaded_at=LOADED_AT,
        secret=SECRET,
        memory_limit=MEMORY,
        threads=1,
        progress=None,
    )


def build_home(home: Path, as_of: date | None) -> None:
    """Builds all publishers and publishes the snapshot."""
    build(home, as_of=as_of, today=LOADED_AT.date(), built_at=LOADED_AT, memory_limit=MEMORY, threads=1)


@contextmanager
def open_house(home: Path) -> Iterator[House]:
    """The house of a home, with an engine of its own."""
    warehouse = open_warehouse(ENGINE, MEMORY, 1, [home])
    try:
        yield House(warehouse, SnapshotStore(home), Slices(warehouse, 50_000_000), CursorSigner(SECRET))
    finally:
        warehouse.close()
