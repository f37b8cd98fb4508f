"""Two servers on one PostgreSQL, as on two hosts: spending, entity tags, cursors, sessions, audit and revocation are of both."""

import asyncio
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest

from app.clock import now
from app.reconciliation import ready_records
from app.settings import Settings
from db.records.tokens import revoke_token
from db.records.trail import read_trail
from domain.scope import Role
from tests.app.commands import run_command
from tests.app.conftest import make_settings, make_token, publish_empty_load, write_parts
from tests.app.exporting import publish_parts
from tests.app.served import address, serving, starting
from tests.app.test_http import bearer
from tests.parts import make_view
from tests.postgres import Restartable, running_restartable

ROWS = "query Rows($first: Int, $after: String) { customers(first: $first, after: $after) { nodes { orders } pageInfo { endCursor } } }"
COUNT = "query Count { dataset { customers } }"
LIMITS = {"COST_LIMIT": "50", "COST_CAPACITY": "1600", "COST_REFILL": "1"}


@dataclass(frozen=True, slots=True)
class Hosts:
    """Two servers with homes of their own, the token of an owner of acme, and the settings of the first."""

    one: httpx2.Client
    other: httpx2.Client
    settings: Settings
    token: str
    token_id: str
    database: Restartable

    def ask(self, client: httpx2.Client, query: str, **variables: object) -> httpx2.Response:
        return client.post("/graphql", json={"query": query, "variables": variables}, headers=bearer(self.token))

    def get(self, client: httpx2.Client, query: str, **headers: str) -> httpx2.Response:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.get("/graphql", params={"query": query}, headers={**bearer(self.token), **given})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a snapshot of two publishers."""
    home = tmp_path / "home"
    publish_empty_load(home, "acme", "Acme Oy", "Europe/Helsinki")
    publish_empty_load(home, "beta", "Beta Ltd")
    make_view(home, write_parts(home)).house.warehouse.close()
    return home


@contextmanager
def two_hosts(home: Path, database: Restartable, **settings: str) -> Iterator[Hosts]:
    """Both on the same records; the second home is a copy."""
    own = make_settings(home, database=database.url)
    row, token = asyncio.run(make_token(own, "acme", Role.OWNER))
    copy = Path(shutil.copytree(home, home.parent / "copies" / "home"))
    given = {"DATABASE": database.url, "EXPORT_WORKERS": "0", "ANNEX": "off", **settings}
    with ExitStack() as stack:
        places = [address(stack.enter_context(serving(each, **given))[0]) for each in (home, copy)]
        one, other = (stack.enter_context(httpx2.Client(base_url=place, timeout=60)) for place in places)
        yield Hosts(one, other, own, token, row.id, database)


@pytest.fixture(scope="module")
def database() -> Iterator[Restartable]:
    """A PostgreSQL of this module's own, since it is stopped and started."""
    with running_restartable() as found:
        yield found


def test_a_token_spends_on_both_hosts_what_it_has_once(home: Path, database: Restartable) -> None:
    with two_hosts(home, database, **LIMITS) as hosts:
        spent = 0
        for turn in range(20):
            answer = hosts.ask((hosts.one, hosts.other)[turn % 2], ROWS, first=10, nonce=turn)
            assert answer.status_code == 200
            spent += answer.json()["extensions"]["cost"]["requested"]
        while (answer := hosts.ask(hosts.one, ROWS, first=10, nonce=spent)).status_code == 200:
            spent += answer.json()["extensions"]["cost"]["requested"]
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (429, "RATE_LIMITED")
        # one alone gets nearly all of it: the other holds a sixteenth, and less than the cost of a request is left over
        assert 1600 - 100 - 50 <= spent <= 1600
        assert "customers" not in answer.text


def test_entity_tags_and_cursors_of_one_are_known_to_the_other(home: Path, database: Restartable) -> None:
    publish_parts(home)
    with two_hosts(home, database) as hosts:
        first, second = hosts.get(hosts.one, COUNT), hosts.get(hosts.other, COUNT)
        assert (first.status_code, first.content, first.headers["etag"]) == (
            200,
            second.content,
            second.headers["etag"],
        )
        known = hosts.get(hosts.other, COUNT, if_none_match=first.headers["etag"])
        assert (known.status_code, known.content) == (304, b"")
        pages = [hosts.ask(each, ROWS, first=2).json()["data"]["customers"] for each in (hosts.one, hosts.other)]
        assert pages[0] == pages[1]
        cursor = pages[0]["pageInfo"]["endCursor"]
        further = [hosts.ask(each, ROWS, first=2, after=cursor).json() for each in (hosts.one, hosts.other)]
        assert further[0]["data"] == further[1]["data"] != pages[0]
        opened = hosts.one.post("/session", json={"token": hosts.token})
        cookie = {"sec-fetch-site": "same-origin", "cookie": opened.headers["set-cookie"].partition(";")[0]}
        assert hosts.other.get("/session", headers=cookie).status_code == 200
        assert hosts.other.delete("/session", headers=cookie).status_code == 204
        ended = time.monotonic()
        while hosts.one.get("/session", headers=cookie).status_code == 200:
            assert time.monotonic() < ended + 5


def test_an_older_answer_never_has_the_tag_of_a_newer_one(home: Path, database: Restartable) -> None:
    with two_hosts(home, database) as hosts:
        before = hosts.get(hosts.one, COUNT)
        publish_parts(home, "part-9")
        newer = hosts.get(hosts.one, COUNT)
        assert (before.json(), newer.json()) == (
            {"data": {"dataset": {"customers": 1}}}, {"data": {"dataset": {"customers": 1000}}},
        )  # fmt: skip
        assert newer.headers["etag"] != before.headers["etag"]
        # the other host has not got the snapshot yet: what it says is older, and tagged as that
        late = hosts.get(hosts.other, COUNT, if_none_match=newer.headers["etag"])
        assert (late.status_code, late.content, late.headers["etag"]) == (200, before.content, before.headers["etag"])
        again = hosts.get(hosts.one, COUNT, if_none_match=late.headers["etag"])
        assert (again.status_code, again.content) == (200, newer.content)


async def operations(settings: Settings) -> list[tuple[str | None, int]]:
    async with ready_records(settings) as records:
        events = await read_trail(records, "acme", 1000, older_than=None, newer_than=None, oldest=True)
        return [(event.operation, event.times) for event in reversed(events) if event.operation]


def test_what_both_did_is_in_the_trail_once_and_in_order(home: Path, database: Restartable) -> None:
    with two_hosts(home, database) as hosts:
        for number in range(12):
            for name, client in (("One", hosts.one), ("Other", hosts.other)):
                assert hosts.ask(client, f"query {name}{number} {{ dataset {{ customers }} }}").status_code == 200
    found = asyncio.run(operations(hosts.settings))
    for name in ("One", "Other"):
        own = [(each, times) for each, times in found if each and each.rstrip("0123456789") == name]
        assert own == [(f"{name}{number}", 1) for number in range(12)]


async def revoke(settings: Settings, token_id: str) -> None:
    async with ready_records(settings) as records:
        await revoke_token(records, token_id, now())


def last_answered(hosts: Hosts) -> float:
    """Seconds from now until neither host answers to the token any more."""
    revoked, last = time.monotonic(), 0.0
    for client in (hosts.one, hosts.other):
        while True:
            asked = time.monotonic()
            answer = hosts.ask(client, COUNT)
            if answer.status_code == 401:
                assert "customers" not in answer.text
                break
            assert answer.status_code == 200
            last = asked - revoked
    return last


def test_postgresql_may_be_started_again_and_a_revocation_after_it_holds(home: Path, database: Restartable) -> None:
    with two_hosts(home, database) as hosts:
        both = (hosts.one, hosts.other)
        assert [hosts.ask(client, COUNT).status_code for client in both] == [200, 200]
        database.stop()
        # what is in memory goes on to count
        assert [hosts.ask(client, COUNT).status_code for client in both] == [200, 200]
        stopped = time.monotonic()
        while (answer := hosts.ask(hosts.one, COUNT)).status_code == 200:
            assert time.monotonic() < stopped + 8
        # and then nobody is let in, nor told to be unknown
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert "customers" not in answer.text
        assert hosts.one.get("/readyz").status_code == 503
        assert hosts.one.get("/healthz").status_code == 200
        database.start()
        started = time.monotonic()
        while {hosts.ask(client, COUNT).status_code for client in both} != {200}:
            assert time.monotonic() < started + 10
        asyncio.run(revoke(hosts.settings, hosts.token_id))
        assert last_answered(hosts) < 1.5


def test_records_for_several_hosts_want_a_secret_that_is_given(home: Path, database: Restartable) -> None:
    done = run_command(home, ["serve", "--port", "0"], DATABASE=database.url, SECRET="")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "holdfast: HOLDFAST_SECRET: not set, and records in PostgreSQL may be shared by several hosts"
    )
    looked: Any = run_command(home, ["doctor"], DATABASE=database.url, SECRET="")
    assert "WRONG  secret: HOLDFAST_SECRET: not set" in looked.stdout
    assert not (home / "secret").exists()


def test_serving_processes_end_with_the_one_that_started_them(home: Path) -> None:
    with starting(home, "--workers", "2", ANNEX="off", EXPORT_WORKERS="0") as process:
        assert process.stdout is not None
        place = address(process.stdout.readline().strip())
        assert httpx2.get(f"{place}/healthz", timeout=60).status_code == 200
        children = psutil.Process(process.pid).children(recursive=True)
        assert len(children) >= 2
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        assert psutil.wait_procs(children, 30)[1] == []
    with serving(home, "--port", place.rpartition(":")[2]) as (line,):
        assert httpx2.get(f"{address(line)}/healthz", timeout=60).status_code == 200
