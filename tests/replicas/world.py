"""Two hosts as two replicas: homes of their own on a shared file system or a storage, one PostgreSQL, a proxy in front."""

import asyncio
import os
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from app.commands.demo import AS_OF
from bench.serving import serve_home
from bench.soak.asking import REQUEST, data_of, download
from bench.soak.learning import learn
from bench.soak.questions import Kind, Known, Question
from bench.soak.stage import Stage, staging
from bench.soak.wire import Wire
from tests.app.commands import command_line, environment
from tests.replicas.clients import Tally, follow_to_the_end, queued
from tests.replicas.killing import until_whole
from tests.replicas.replica import Replica, share_data

SECONDS = float(os.environ.get("HOLDFAST_REPLICAS_SECONDS", "20"))
FIGURES: list[str] = []
"""Told at the end of the run."""
_FILTERED = 6
_WIDE = "1000000000"
_LISTS = "{ offers(first: 1000) { nodes { offerId retention { details(first: 1) { totalCount } } } } }"


@dataclass
class World:
    """The stage that the replicas share, the questions with their known answers, and the export that is queued."""

    stage: Stage
    known: Sequence[Known]
    export: Known
    replicas: Sequence[Replica]
    tally: Tally = field(default_factory=Tally)
    kills: Counter[str] = field(default_factory=Counter)

    @property
    def publishers(self) -> dict[str, str]:
        """Publisher ids by token."""
        return {token: name for name, tokens in self.stage.tokens.items() for token in tokens}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Both replicas, started and at the end ended, where they must say that all went well."""
        for each in self.replicas:
            each.start()
        try:
            for each in self.replicas:
                await until_whole(each)
            yield
        finally:
            codes = await asyncio.gather(*(asyncio.to_thread(each.end) for each in self.replicas))
        assert [code in (0, -15) for code in codes] == [True, True]


@contextmanager
def staged(home: Path, folder: Path, database: str, storage: str) -> Iterator[World]:
    """Everything but the running replicas, which share a home's data as a file system does, or what is put into a storage.

    The right answers are those of one undisturbed server of one process.
    """
    settings = {
        "DATABASE": database, "MEMORY_LIMIT": "1GB", "THREADS": "2", "EXPORTS": str(folder / "exports"),
        "EXPORT_LEASE_SECONDS": "2", "COST_CAPACITY": _WIDE, "COST_REFILL": _WIDE, "METRICS_TOKEN": "metrics of the tests",
    }  # fmt: skip
    if storage:
        settings |= {"STORAGE": f"{storage}/data", "EXPORTS": f"{storage}/exports"}
        _put_into_storage(home, folder / "builder", settings)
    with staging(home, 1, **settings) as stage:
        known = asyncio.run(learn(stage, list(Kind), _FILTERED, Random(1)))
        with serve_home(stage.given) as served:
            export = asyncio.run(_learn_export(served.address, stage))
        homes = [folder / name for name in ("one", "other")]
        for each in homes:
            each.mkdir()
            if not storage:
                share_data(each, home)
        yield World(stage, known, export, [Replica(each, stage.given) for each in homes])


def _put_into_storage(home: Path, builder: Path, settings: Mapping[str, str]) -> None:
    builder.mkdir()
    for words in (["adopt", str(home)], ["build", "--as-of", AS_OF.isoformat()]):
        given = environment(builder, **settings)
        done = subprocess.run(command_line(*words), env=given, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr


async def _learn_export(address: str, stage: Stage) -> Known:
    token = next(iter(stage.tokens.values()))[0]
    async with Wire(address) as wire:
        offers = (await data_of(wire, Question(Kind.DETAILS, token, _LISTS, {})))["offers"]["nodes"]
        longest = max(offers, key=lambda each: each["retention"]["details"]["totalCount"])
        question = queued(Question(Kind.EXPORT, token, REQUEST, {}), longest["offerId"])
        return Known(question, await _make(wire, question))


async def _make(wire: Wire, question: Question) -> str:
    payload = await data_of(wire, question)
    assert payload["requestExport"]["export"]["status"] == "QUEUED"
    shown = await follow_to_the_end(wire, question.token, payload["requestExport"]["export"]["id"], Tally())
    return await download(wire, question.token, shown["downloadUrl"])
