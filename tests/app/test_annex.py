"""The process that answers questions under filters: the same answers, and nothing that ends it ends the serving process."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest

from app.annex.annex import Annex
from app.annex.state import State
from app.answers import Made
from app.making import make_answer
from app.questions import GraphQLRequest
from app.refusals import HttpRefusalError
from app.settings import Settings
from app.shell import open_house
from db.snapshots import SnapshotStore
from domain.audit import Delivered
from domain.scope import Role, Scope
from resolvers.context import Context, Publisher
from services.view import View
from tests.app.conftest import Tokens, make_settings, write_parts
from tests.app.people import COLUMNS, FIELDS, publish_people, value_of
from tests.app.test_export_workers import read_words, running_server, wait_until
from tests.app.test_http import bearer

PUBLISHER = Publisher("acme", "Acme Oy", "Europe/Helsinki")
LIST = """query List($filter: CustomerFilter!, $after: String) {
  customers(filter: $filter, after: $after, first: 1) {
    totalCount pageInfo { hasNextPage endCursor } nodes { dateAcquired customer { customerId %s personalData } }
  }
}"""
PEOPLE = LIST % " ".join(FIELDS)
NUMBERS = LIST % ""
PATIENCE = 60.0


class Seen(list[tuple[str, str]]):
    """Questions that were told of, with their engines."""

    def observe(self, question: str, engine: str, seconds: float, ended: int | None = None, /) -> None:
        assert 0 < seconds < PATIENCE
        assert ended is not None
        self.append((question, engine))


class Serving:
    """A serving process's side: its house, and the annex."""

    def __init__(self, settings: Settings) -> None:
        self.seen = Seen()
        self.house = open_house(settings, "256MB", 1)
        self.annex = Annex(settings, self.seen.observe)

    def view(self, role: Role = Role.OWNER) -> View:
        return self.house.view(Scope("acme", role, "tester", "1"))

    async def ask(self, view: View, asked: GraphQLRequest, suggestions: bool = True) -> Made | None:
        return await self.annex.answer(asked, view, PUBLISHER, "request-1", "POST", suggestions)

    async def start(self) -> psutil.Process:
        """Has it started as a first question does, and waits until it is there."""
        assert await self.ask(self.view(), question(NUMBERS)) is None
        await self.annex.there.wait()
        (process,) = find_annexes()
        return process


def find_annexes(serving: int | None = None) -> list[psutil.Process]:
    return [each for each in psutil.Process(serving).children() if read_words(each)[-1:] == ["annex"]]


def question(document: str, **variables: Any) -> GraphQLRequest:
    return GraphQLRequest(document, None, {"filter": {"customerType": ["Direct"]}, **variables}, None)


def run(home: Path, test: Callable[[Serving], Awaitable[None]], **given: Any) -> None:
    async def go() -> None:
        serving = Serving(make_settings(home, annex="on", **given))
        async with serving.annex.lasting():
            await test(serving)

    asyncio.run(asyncio.wait_for(go(), PATIENCE))
    assert find_annexes() == []


@pytest.fixture
def people(home: Path) -> Path:
    """The home with people in it."""
    publish_people(home)
    return home


NAMED = {"customerId": ["acme-1", "acme-2", "acme-3"]}
SEARCHED = {"name": {"contains": value_of(COLUMNS[1], "acme")}}


ASKED: Sequence[tuple[str, Mapping[str, Any]]] = (
    (PEOPLE, {"filter": NAMED}),
    (NUMBERS, {"filter": NAMED}),
    (PEOPLE, {"filter": SEARCHED}),
    (NUMBERS, {"filter": NAMED, "after": "no cursor"}),
    (NUMBERS.replace("totalCount", "totalCounts"), {"filter": NAMED}),
    ("query ($filter: CustomerFilter!, $segment: Segment) { viewer { role } customers(filter: $filter) { totalCount } }", {}),
    ('{ dataset { snapshot } customers(filter: {country: ["Chile"]}) { totalCount } }', {}),
    ('{ offers { nodes { retention(segment: {country: ["Chile"]}) { curve { points { retentionRate } } } } } }', {}),
)  # fmt: skip


def test_its_answers_are_those_of_the_serving_process(people: Path) -> None:
    async def test(serving: Serving) -> None:
        await serving.start()
        for role, suggestions, (document, variables) in product(Role, (True, False), ASKED):
            view, asked = serving.view(role), question(document, **variables)
            expected = await make_answer(asked, Context(view, PUBLISHER, "request-1"), "POST", suggestions)
            assert await serving.ask(view, asked, suggestions) == expected

    run(people, test)


def test_it_tells_what_was_delivered_and_which_questions_were_asked(people: Path) -> None:
    async def test(serving: Serving) -> None:
        await serving.start()
        made = await serving.ask(serving.view(), question(PEOPLE, filter={"customerId": ["acme-1"]}))
        assert made is not None
        assert value_of("email", "acme").encode() in made.body
        assert (made.delivered, made.lasting) == (Delivered(tuple(sorted(FIELDS)), 1), True)
        assert ("customers", "duckdb") in serving.seen
        state = await serving.annex.look()
        assert (state.made, state.waiting) == (3, 0)

    run(people, test)


def test_a_contributor_gets_nothing_personal_from_it(people: Path) -> None:
    async def test(serving: Serving) -> None:
        await serving.start()
        made = await serving.ask(serving.view(Role.CONTRIBUTOR), question(PEOPLE, filter=NAMED))
        assert made is not None
        assert (b"Zyx" in made.body, b"OWNER_ONLY" in made.body) == (False, True)
        refused = await serving.ask(serving.view(Role.CONTRIBUTOR), question(NUMBERS, filter=SEARCHED))
        assert refused is not None
        assert (refused.refused, refused.lasting, b"acme-1" in refused.body) == ("FORBIDDEN_FIELD", False, False)

    run(people, test)


def test_pages_go_on_with_cursors_of_either_process(people: Path) -> None:
    async def test(serving: Serving) -> None:
        await serving.start()
        view = serving.view()
        first = await make_answer(question(NUMBERS, filter=NAMED), Context(view, PUBLISHER, "request-1"), "POST", True)
        names = []
        for _ in range(3):
            page = json.loads(first.body + b"}")["data"]["customers"]
            names.append([node["customer"]["customerId"] for node in page["nodes"]])
            asked = question(NUMBERS, filter=NAMED, after=page["pageInfo"]["endCursor"])
            found = await serving.ask(view, asked)
            assert found is not None
            first = found
        assert names == [["acme-1"], ["acme-2"], ["acme-3"]]

    run(people, test)


def test_where_it_ends_who_waits_is_told_to_ask_again_and_another_is_started(people: Path) -> None:
    async def test(serving: Serving) -> None:
        process = await serving.start()
        process.suspend()
        waiting = asyncio.ensure_future(serving.ask(serving.view(), question(NUMBERS)))
        await asyncio.sleep(0)
        process.kill()
        with pytest.raises(HttpRefusalError) as refused:
            await waiting
        assert (refused.value.status, refused.value.code, refused.value.headers) == (
            503,
            "TIMEOUT",
            {"retry-after": "1"},
        )
        assert not serving.annex.there.is_set()
        assert await serving.annex.look() == State()
        # asked again until a second has gone by and another is there
        while await serving.ask(serving.view(), question(NUMBERS)) is None:
            await asyncio.sleep(0.01)
        (other,) = find_annexes()
        assert other.pid != process.pid

    run(people, test)


def test_what_nobody_waits_for_is_stopped(people: Path) -> None:
    async def test(serving: Serving) -> None:
        process = await serving.start()
        process.suspend()
        asking = [
            asyncio.ensure_future(serving.ask(serving.view(), question(NUMBERS, filter={"customerId": [str(each)]})))
            for each in range(20)
        ]
        await asyncio.sleep(0)
        for each in asking:
            each.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        assert [each.cancelled() for each in asking] == [True] * 20
        process.resume()
        assert (await serving.annex.look()).waiting == 0
        made = await serving.ask(serving.view(), question(NUMBERS, filter=NAMED))
        assert made is not None
        assert b'"totalCount":3' in made.body

    run(people, test)


def publish_others(home: Path) -> None:
    """Publishes a snapshot of other parts."""
    store = SnapshotStore(home)
    snapshot = store.current()
    assert snapshot is not None
    parts = {part.publisher_id: part.part_id for part in write_parts(home, "part-3")}
    store.publish(replace(snapshot, version="2024-09-30T00-00-00Z", parts=parts))


def test_an_older_snapshot_is_the_serving_processs_own(people: Path) -> None:
    async def test(serving: Serving) -> None:
        await serving.start()
        old, of_old, of_new = (
            serving.view(),
            question(NUMBERS, filter=NAMED),
            question(NUMBERS, filter={"customerId": ["c1"]}),
        )
        found = await serving.ask(old, of_old)
        assert found is not None
        assert b'"totalCount":3' in found.body
        publish_others(people)
        assert await serving.ask(old, of_old) is None
        made = await serving.ask(serving.view(), of_new)
        assert made is not None
        assert b'"totalCount":1' in made.body

    run(people, test)


def test_what_a_new_snapshot_does_not_name_is_given_up_before_anybody_asks(people: Path) -> None:
    async def test(serving: Serving) -> None:
        await serving.start()
        asked = question(NUMBERS, filter=NAMED)
        await serving.ask(serving.view(), asked)
        await serving.ask(serving.view(), asked)
        made = (await serving.annex.look()).made
        store = SnapshotStore(people)
        first = store.current()
        assert first is not None
        publish_others(people)
        serving.annex.settle()
        await serving.annex.look()
        store.switch(first.version)
        serving.annex.settle()
        # the same question of the same part: what was made for it is there no more
        await serving.ask(serving.view(), asked)
        assert (await serving.annex.look()).made == 2 * made

    run(people, test)


def test_it_ignores_signals_and_ends_with_the_serving_process(people: Path) -> None:
    async def test(serving: Serving) -> None:
        process = await serving.start()
        for number in (signal.SIGINT, signal.SIGTERM):
            process.send_signal(number)
        made = await serving.ask(serving.view(), question(NUMBERS, filter=NAMED))
        assert made is not None
        assert process.nice() == psutil.Process().nice() + 10

    run(people, test)


def test_where_it_is_off_or_cannot_start_the_serving_process_answers(
    people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def off() -> None:
        serving = Serving(make_settings(people, annex="off"))
        async with serving.annex.lasting():
            assert await serving.ask(serving.view(), question(NUMBERS)) is None
            await asyncio.sleep(0)
        assert find_annexes() == []

    asyncio.run(off())
    monkeypatch.setattr("app.annex.annex.COMMAND", (str(people / "nothing"),))

    async def test(serving: Serving) -> None:
        for _ in range(3):
            assert await serving.ask(serving.view(), question(NUMBERS)) is None
            await asyncio.sleep(0.01)
        assert not serving.annex.there.is_set()

    run(people, test)


def test_it_ends_when_its_server_is_killed(people: Path, tokens: Tokens) -> None:
    with running_server(people) as (server, place):
        asked = {"query": NUMBERS, "variables": {"filter": NAMED}}
        answer = httpx2.post(f"{place}/graphql", json=asked, headers=bearer(tokens.owner), timeout=60)
        assert answer.json()["data"]["customers"]["totalCount"] == 3
        wait_until(lambda: len(find_annexes(server.pid)) == 1, place)
        annexes = find_annexes(server.pid)
        server.kill()
        gone, alive = psutil.wait_procs(annexes, PATIENCE)
        assert (gone, alive) == (annexes, [])
