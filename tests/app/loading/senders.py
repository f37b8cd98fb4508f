"""Two publishers with a first load each, tokens of every kind, and how tests send reports and have them loaded."""

import asyncio
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from app.asgi import create_application
from app.loading.place import open_load_place, open_watcher
from app.reconciliation import ready_records
from app.settings import Settings
from db.records.load_jobs import ACTIVE
from db.records.models import LoadJobRow
from domain.loads import BuildStatus
from domain.scope import Role, TokenRole
from services.build.build import build
from services.load import load_files
from services.loading.worker import LoadWorker
from tests.app.conftest import SECRET, make_settings, make_token

LOADED = datetime(2026, 2, 1, tzinfo=UTC)
COLUMNS = ("used_on", "customer_id", "offer_id", "raw_hours")
OFFERS = "{ offers { nodes { id offerId } } }"
FIRST = ("2026-01-05", "c1", "ledger", "3")


def write_usage(*rows: Sequence[str]) -> bytes:
    """A report of usage with these rows."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *rows])
    return out.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Keys:
    """Tokens of acme, and beta's own."""

    loader: str
    owner: str
    contributor: str
    other: str
    other_owner: str


def furnish(home: Path) -> Keys:
    """Loads and builds a first report of acme and beta, and makes tokens."""
    home.mkdir()
    for name in ("acme", "beta"):
        report = home.parent / f"first of {name}.csv"
        report.write_bytes(write_usage(FIRST))
        load_files(
            home, name, [report], zone=None, name=None, replaces=None, strict=False, loaded_at=LOADED,
            secret=SECRET.encode(), memory_limit="256MB", threads=1,
        )  # fmt: skip
    build(home, as_of=None, today=date(2026, 2, 1), built_at=LOADED, memory_limit="256MB", threads=1)
    settings = make_settings(home)

    async def make() -> Keys:
        roles = (("acme", TokenRole.LOADER), ("acme", Role.OWNER), ("acme", Role.CONTRIBUTOR))
        others = (("beta", TokenRole.LOADER), ("beta", Role.OWNER))
        return Keys(*[(await make_token(settings, publisher_id, role))[1] for publisher_id, role in (*roles, *others)])

    return asyncio.run(make())


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends and asks over HTTP with a token."""

    client: TestClient
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    def send(
        self, body: bytes, name: str = "usage.csv", headers: Mapping[str, str] | None = None, **options: str
    ) -> Response:
        """The answer to a body that is one file."""
        params = {"file": name, **options}
        return self.client.post("/loads", content=body, params=params, headers={**self.headers, **(headers or {})})

    def take(self, body: bytes, name: str = "usage.csv", **options: str) -> str:
        """The id of a load that is taken in."""
        answer = self.send(body, name, None, **options)
        assert (answer.status_code, answer.json()["status"]) == (202, "QUEUED"), answer.text
        found: str = answer.json()["id"]
        assert answer.headers["location"] == f"/loads/{found}"
        return found

    def get(self, path: str) -> Response:
        """The answer to a GET."""
        return self.client.get(path, headers=self.headers)

    def show(self, job_id: str) -> dict[str, Any]:
        """A load as it stands."""
        answer = self.get(f"/loads/{job_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def offers(self) -> list[str]:
        """What offers the publisher has, as the API answers."""
        answer = self.client.post("/graphql", json={"query": OFFERS}, headers=self.headers)
        return sorted(node["offerId"] for node in answer.json()["data"]["offers"]["nodes"])


@dataclass(frozen=True, slots=True)
class Senders:
    """Who sends and who asks."""

    loader: Sender
    owner: Sender
    contributor: Sender
    other: Sender
    other_owner: Sender


@contextmanager
def open_senders(settings: Settings, keys: Keys) -> Iterator[Senders]:
    """Senders to the application of these settings."""
    with TestClient(create_application(settings), base_url="https://testserver") as client:
        tokens = (keys.loader, keys.owner, keys.contributor, keys.other, keys.other_owner)
        yield Senders(*(Sender(client, token) for token in tokens))


def work(settings: Settings, workers: int = 1, until: int = 0) -> None:
    """Runs workers until nothing waits, and at least so many loads have ended."""

    async def run() -> None:
        async with ready_records(settings) as records:
            place, stop = open_load_place(settings, records), asyncio.Event()
            running = [
                asyncio.ensure_future(LoadWorker(place, open_watcher(settings, place), f"worker {each}", stop).run())
                for each in range(workers)
            ]
            end = asyncio.get_running_loop().time() + 60
            while True:
                async with records.reading() as session:
                    rows = list(await session.exec(select(LoadJobRow)))
                if len(rows) >= until and not any(_waits(row) for row in rows):
                    break
                assert asyncio.get_running_loop().time() < end, rows
                await asyncio.sleep(0.02)
            stop.set()
            assert all(await asyncio.gather(*running))

    asyncio.run(run())


def _waits(row: LoadJobRow) -> bool:
    building = row.build in (BuildStatus.WAITING, BuildStatus.RUNNING)
    return row.status in ACTIVE or building or row.watched is not None


def uploads(settings: Settings) -> list[Path]:
    """What lies in the folder of uploads."""
    folder = settings.home / "uploads"
    return sorted(folder.iterdir()) if folder.exists() else []
