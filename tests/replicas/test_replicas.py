"""Two replicas on one PostgreSQL under mixed load, killed in parts and as a whole: who tries once more sees nothing of it."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from random import Random

import pytest
from sqlmodel import select

from app.clock import now
from app.exporting.place import open_place
from app.reconciliation import ready_records
from app.settings import Settings
from app.shell import open_house
from bench.homes import Edition, furnish, write_plain
from bench.soak.questions import Kind, Mix
from bench.soak.wire import Wire
from db.records.engine import open_records
from db.records.exports import parts_in_use
from db.records.models import ExportRow
from domain.export_rules import ExportStatus
from resolvers.nodes import EXPORT, GlobalId
from services.exports.sweeping import sweep
from services.exports.worker import ExportWorker
from tests.db.storage import make_bucket, running_s3
from tests.postgres import running_postgres
from tests.replicas.clients import keep_asking, keep_exporting
from tests.replicas.direct import differing
from tests.replicas.killing import keep_killing
from tests.replicas.proxy import Proxy
from tests.replicas.revoking import keep_revoking
from tests.replicas.world import FIGURES, SECONDS, World, staged

ROWS = 30_000
CLIENTS = 6
SEED = 20261123
SHARES = {Kind.CACHED: 12, Kind.DEFAULT: 3, Kind.DETAILS: 4, Kind.FILTERED: 3, Kind.EXPORT: 1}
PAUSE = 1.5


@pytest.fixture(scope="module", params=["files", "storage"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The replicas, not yet running: on a file system that they share, or on S3."""
    folder = tmp_path_factory.mktemp("replicas")
    furnish(folder / "home", Edition(lambda reports: write_plain(reports, ROWS), "1GB"))
    with ExitStack() as stack:
        database = stack.enter_context(running_postgres())
        storage = make_bucket(stack.enter_context(running_s3())) if request.param == "storage" else ""
        yield stack.enter_context(staged(folder / "home", folder, database, storage))


def settings_of(world: World) -> Settings:
    given = {
        name.removeprefix("HOLDFAST_").lower(): text
        for name, text in world.stage.given.items()
        if name.startswith("HOLDFAST_")
    }
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]


def test_the_known_answers_are_those_of_a_direct_execution(world: World) -> None:
    assert {each.question.kind for each in world.known} == set(Kind)
    assert differing(settings_of(world), world.known, world.publishers) == []


def test_replicas_that_are_killed_are_not_noticed_by_who_tries_once_more(world: World) -> None:
    revoked = asyncio.run(stand(world))
    tally = world.tally
    FIGURES.extend(
        [
            f"{SECONDS:g} s, kills: {dict(world.kills)}",
            f"right answers: {dict(tally.right)}",
            f"second tries: {dict(tally.again)}, streams cut off and begun again: {tally.cut_streams}",
            f"revoked tokens: {len(revoked)}, answered for {max(revoked, default=0):.2f} s at most",
            f"wrong: {len(tally.wrong)} {tally.wrong[:5]}",
        ]
    )
    assert tally.wrong == []
    assert set(tally.right) >= {kind.value for kind in Kind} | {"queued export", "subscription"}
    assert len(revoked) > 0
    assert max(revoked) < 5
    assert min(world.kills[kind] for kind in ("serving process", "export worker", "replica")) > 0


async def stand(world: World) -> list[float]:
    """The load, the kills and the revocations; gives how long revoked tokens were answered."""
    proxy = Proxy([each.port for each in world.replicas])
    loop = asyncio.get_running_loop()
    records = open_records(world.stage.given["HOLDFAST_DATABASE"])
    async with proxy.listening() as address, Wire(address) as wire, world.running():
        end = loop.time() + SECONDS

        def going() -> bool:
            return loop.time() < end or not killing.done()

        rng, mix = Random(SEED), Mix(world.known, Random(SEED), SHARES)
        killing = asyncio.create_task(keep_killing(world.replicas, lambda: loop.time() < end, rng, PAUSE, world.kills))
        publisher_id = next(iter(world.stage.tokens))
        revoking = asyncio.create_task(
            keep_revoking(records, address, [each.port for each in world.replicas], publisher_id, going, world.tally)
        )
        await asyncio.gather(
            *(keep_asking(wire, mix, going, rng, world.tally) for _ in range(CLIENTS)),
            keep_exporting(wire, world.export, going, world.tally),
            killing,
            revoking,
        )
    await records.close()
    return revoking.result()


async def finish_exports(settings: Settings) -> tuple[list[ExportRow], list[str]]:
    """The exports of all publishers when a worker has nothing left to do, and the names of the files that are there."""
    async with ready_records(settings) as records:
        place, stop = open_place(settings, records), asyncio.Event()
        working = asyncio.ensure_future(ExportWorker(place, open_house(settings, "256MB", 1), "last", stop).run())
        async with asyncio.timeout(60):
            while await parts_in_use(records):
                await asyncio.sleep(0.1)
        stop.set()
        assert await working
        await sweep(place, now())
        async with records.reading() as session:
            rows = list(await session.exec(select(ExportRow)))
        return rows, [str(key) for key in place.store.list_keys()]


def test_no_export_is_lost_or_there_twice(world: World) -> None:
    rows, files = asyncio.run(finish_exports(settings_of(world)))
    by_id = {row.id: row for row in rows}
    acknowledged = {row.id for row in rows if GlobalId(EXPORT, row.id).text() in world.tally.exports}
    assert len(acknowledged) == len(world.tally.exports) > 0
    assert {by_id[each].status for each in acknowledged} == {ExportStatus.READY}
    # what nobody was told of, since the answer was cut off, is made too, or waits for nobody
    assert all(row.status is ExportStatus.READY for row in rows)
    assert sorted(files) == sorted(str(row.file) for row in rows)
    FIGURES.append(
        f"exports: {len(rows)} rows, as many files, {sum(row.deaths for row in rows)} taken over from the dead"
    )
