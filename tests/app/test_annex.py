"""The process that answers questions under filters: the same answers, and nothing that ends it ends the serving process."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import httpx2
import psutil
import pytest

from app.annex.annex import Annex, AnnexError
from app.annex.state import State
from app.answers import Made
from app.making import make_answer
from app.questions import GraphQLRequest
from app.refusals import HttpRefusalError
from app.settings import Settings
from app.shell import open_house
from db.parts import part_folder
from db.snapshots import SnapshotStore
from domain.audit import Delivered
from domain.scope import Role, Scope
from resolvers.context import Context, Publisher
from services.view import View
from tests.app.conftest import Tokens, make_settings, write_parts
from tests.app.people import COLUMNS, FIELDS, publish_people, value_of
from tests.app.test_export_workers import read_words, running_server, wait_until
from tests.app.test_http import bearer
from tests.parts import ENGINE

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
    return GraphQLRequest(document, None, variables or {"filter": DIRECT}, None)


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
DIRECT = {"customerType": ["Direct"]}
SEARCHED = {"name": {"contains": value_of(COLUMNS[1], "acme")}}


ASKED: Sequence[tuple[str, Mapping[str, Any]]] = (
    (PEOPLE, {"filter": NAMED}),
    (NUMBERS, {"filter": NAMED}),
    (PEOPLE, {"filter": SEARCHED}),
    ("query ($filter: CustomerFilter!) { viewer { role } customers(filter: $filter) { totalCount } }", {}),
    ('{ dataset { snapshot } customers(filter: {customerType: ["Direct"]}) { totalCount } }', {}),
    ('{ offers { nodes { name retention(segment: {country: ["CL"]}) { curve { points { score } } } } } }', {}),
)  # fmt: skip
REFUSED: Sequence[tuple[str, Mapping[str, Any]]] = (
    (NUMBERS, {"filter": NAMED, "after": "no cursor"}),
    (NUMBERS.replace("totalCount", "totalCounts"), {"filter": NAMED}),
)


def test_its_answers_are_those_of_the_serving_process(people: Path) -> None:
    async def test(serving: Serving) -> None:
        await serving.start()
        for role, suggestions, (document, variables) in product(Role, (True, False), (*ASKED, *REFUSED)):
            view, asked = serving.view(role), question(document, **variables)
            expected = await make_answer(asked, Context(view, PUBLISHER, "request-1"), "POST", suggestions)
            hidden = role is Role.CONTRIBUTOR and variables.get("filter") is SEARCHED
            refused = hidden or (document, variables) in REFUSED
            assert (b'"errors"' in expected.body) == refused, document
            assert await serving.ask(view, asked, suggestions) == expected

    run(people, test)


def test_it_tells_what_was_delivered_and_which_questions_were_asked(people: Path) -> None:
    async def test(serving: Serving) -> None:
        await serving.start()
        made = await serving.ask(serving.view(), question(PEOPLE, filter={"customerId": ["acme-1"]}))
        assert made is not None
        assert value_of("email", "acme").encode() in made.body
        assert (made.delivered, made.lasting) == (Delivered(tuple(sorted(FIELDS)), 1), True)
        assert ("customers", ENGINE) in serving.seen
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
        # asked again until a second has gone by and another is begun
        while not find_annexes():
            assert await serving.ask(serving.view(), question(NUMBERS)) is None
            await asyncio.sleep(0)
        await serving.annex.there.wait()
        assert await serving.ask(serving.view(), question(NUMBERS)) is not None
        (other,) = find_annexes()
        assert other.pid != process.pid

    run(people, test)


def test_what_nobody_waits_for_any_more_is_not_begun(people: Path) -> None:
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
        state = await serving.annex.look()
        assert (state.waiting, state.made, serving.seen) == (0, 0, [])

    run(people, test)


def lengthen(home: Path) -> None:
    """Has each of acme's customers 300,000 times in its part: what is joined with them takes hours."""
    customers = part_folder(home, "acme", "part-people") / "customers.parquet"
    once = customers.rename(customers.with_name("once.parquet"))
    duckdb.execute(f"COPY (SELECT each.* FROM '{once}' each, range(300_000)) TO '{customers}'")


def test_a_query_that_nobody_waits_for_is_stopped(people: Path) -> None:
    lengthen(people)

    async def test(serving: Serving) -> None:
        await serving.start()
        ordered = NUMBERS.replace("first: 1", "first: 1, orderBy: [{field: COUNTRY}]")
        asking = asyncio.ensure_future(serving.ask(serving.view(), question(ordered, filter=NAMED)))
        # until the customers that the filter leaves are found: what is joined with them comes next
        while (await serving.annex.look()).held == 0:
            pass
        assert (await serving.annex.look()).busy == 1
        asking.cancel()
        while (await serving.annex.look()).busy:
            pass
        assert asking.cancelled()
        # the process goes on
        assert (
            await serving.ask(serving.view(), question("query ($filter: CustomerFilter) { viewer { role } }"))
            is not None
        )

    run(people, test)


def test_what_fails_there_is_not_tried_once_more(people: Path) -> None:
    async def test(serving: Serving) -> None:
        await serving.start()
        view = serving.view()
        (current,) = (people / "snapshots").glob("*.json")
        current.write_text("{ broken")
        with pytest.raises(AnnexError) as failed:
            await serving.ask(view, question(NUMBERS, filter=NAMED))
        assert str(failed.value) == "a question failed in the annex, which has logged why"
        assert (serving.seen, serving.annex.there.is_set()) == ([], True)

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
        assert process.nice() == psutil.Process().nice() + 5

    run(people, test)


def test_where_it_is_off_or_cannot_start_the_serving_process_answers(
    people: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
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
        assert await serving.ask(serving.view(), question(NUMBERS)) is None
        while not caplog.messages:
            await asyncio.sleep(0)
        assert caplog.messages == ["the annex could not be started: No such file or directory"]
        assert await serving.ask(serving.view(), question(NUMBERS)) is None
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
