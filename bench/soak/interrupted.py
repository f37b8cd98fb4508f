"""An export of millions of rows beside fifty clients that ask, while its worker is killed again and again; then one on a full disk."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bench.results import Result
from bench.serving import Served, serve_home
from bench.soak.asking import REQUEST, data_of, download
from bench.soak.driving import Driven, drive_many
from bench.soak.figures import judge_answers, judge_fact
from bench.soak.files import Counted, count_rows, hash_file
from bench.soak.filling import soak_full_disk
from bench.soak.killing import Killer
from bench.soak.learning import learn
from bench.soak.questions import Kind, Known, Mix, Question
from bench.soak.stage import Stage, staging
from bench.soak.wire import Wire

LEASE = "2"
"""Seconds after which a killed worker's export is taken up again."""
_SWEPT = 90.0
"""Seconds within which nothing half-made may be left: workers sweep every minute."""
_KINDS = (Kind.CACHED, Kind.DEFAULT, Kind.FILTERED)
_SHARES: Mapping[Kind, int] = {Kind.CACHED: 15, Kind.DEFAULT: 4, Kind.FILTERED: 1}


@dataclass(frozen=True, slots=True)
class Killing:
    """How often the worker is killed, the rows that the export must have, and clients, who pause for some seconds after each answer."""

    kills: int = 20
    rows: int = 2_000_000
    clients: int = 50
    pause: float = 1.0
    filtered: int = 60
    tokens: int = 3
    memory: str = "4GB"
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Sought:
    """The report of the longest list: who asks for it, with which arguments, and how many rows it has."""

    publisher_id: str
    token: str
    offer_id: str
    rows: int

    @property
    def question(self) -> Question:
        """What asks for the file."""
        given = {"report": "RETENTION_DETAILS", "offerId": self.offer_id, "format": "CSV"}
        return Question(Kind.EXPORT, self.token, REQUEST, {"input": given}, fresh=False)


def soak_exports(home: Path, plan: Killing, tell: Callable[[str], None]) -> list[Result]:
    """All of it; `tell` hears how far it is."""
    settings = {"MEMORY_LIMIT": plan.memory, "EXPORT_LEASE_SECONDS": LEASE}
    with staging(home, plan.tokens, **settings) as stage:
        tell("learning the answers")
        known = asyncio.run(learn(stage, _KINDS, plan.filtered, Random(plan.seed)))
        with serve_home(stage.given) as served:
            sought = asyncio.run(_seek(served, stage))
            tell(f"{sought.rows:,} rows of offer {sought.offer_id}")
            found, made = asyncio.run(_soak(served, stage, sought, known, plan, tell))
        tell("the same export by the command")
        found += [_judge_rows(sought, plan, made), _judge_command(stage, sought, made)]
        tell("on a full disk")
        return [*found, *soak_full_disk(stage, sought.question, made)]


async def _seek(served: Served, stage: Stage) -> Sought:
    """The longest list of retention details of the biggest publisher."""
    publisher_id, tokens = next(iter(stage.tokens.items()))
    async with Wire(served.address) as wire:
        counting = "{ offers(first: 1000) { nodes { offerId retention { details(first: 1) { totalCount } } } } }"
        data = await data_of(wire, Question(Kind.DETAILS, tokens[0], counting, {}))
    lists = {each["offerId"]: each["retention"]["details"]["totalCount"] for each in data["offers"]["nodes"]}
    offer_id = max(lists, key=lambda each: lists[each])
    return Sought(publisher_id, tokens[0], offer_id, lists[offer_id])


async def _soak(
    served: Served, stage: Stage, sought: Sought, known: Sequence[Known], plan: Killing, tell: Callable[[str], None]
) -> tuple[list[Result], Counted]:
    rng, going = Random(plan.seed), asyncio.Event()
    async with Wire(served.address) as wire:
        mix = Mix(known, rng, _SHARES)
        asking = asyncio.create_task(
            drive_many(wire, mix, plan.clients, lambda: not going.is_set(), lambda: rng.uniform(0, 2 * plan.pause))
        )
        killer = Killer(wire, served.process_id, stage.exports, sought.question, rng, tell)
        try:
            exports = await killer.kill(plan.kills)
        finally:
            going.set()
            driven = await asyncio.wait_for(asking, 60)
        ready = [each for each in exports if each["status"] == "READY"]
        files = [await download(wire, sought.token, each["downloadUrl"]) for each in ready]
        left = await _wait_until_swept(stage, len(ready))
    on_disk = [hash_file(path) for path in sorted(stage.exports.glob("*.csv"))]
    first = next(iter(sorted(stage.exports.glob("*.csv"))))
    whole = len(ready) == len(exports) and set(files) == set(on_disk) and len(set(files)) == 1
    return [
        judge_answers(f"{plan.clients} clients beside it", driven, refusals=False),
        judge_fact(
            "export: kills", killer.landed, f"{plan.kills}", killer.landed == plan.kills, _describe(driven, exports)
        ),
        judge_fact("export: whole files", len(on_disk), "each ready, all of one sha256", whole, on_disk[0]),
        judge_fact("export: left half-made", len(left), "nothing", not left, ", ".join(left[:3])),
    ], count_rows(first, int(ready[0]["rows"]) if ready else -1)


def _describe(driven: Driven, exports: Sequence[Mapping[str, Any]]) -> str:
    states = ", ".join(f"{each['status']} of {each['attempts']} attempts" for each in exports)
    return f"{len(exports)} exports: {states}; {driven.rate:.1f} answers a second meanwhile"


async def _wait_until_swept(stage: Stage, files: int) -> list[str]:
    """What is left beside the files after a while."""
    clock = asyncio.get_running_loop().time
    end = clock() + _SWEPT
    while True:
        names = [str(path.relative_to(stage.exports)) for path in sorted(stage.exports.rglob("*"))]
        ready = [name for name in names if name.endswith(".csv") and "/" not in name]
        left = [name for name in names if name not in ready and name != ".writing"]
        if (not left and len(ready) == files) or clock() > end:
            return [*left, *ready[files:]]
        await asyncio.sleep(1)


def _judge_rows(sought: Sought, plan: Killing, made: Counted) -> Result:
    goal = f"{plan.rows:,} or more, as many as the list and the record say"
    holds = made.rows == sought.rows == made.recorded and made.rows >= plan.rows
    return Result("export: rows", "", made.rows, sought.rows, goal, holds, f"{made.bytes / 1e6:.0f} MB")


def _judge_command(stage: Stage, sought: Sought, made: Counted) -> Result:
    target = stage.home / "by-command.csv"
    words = [
        "export", "RETENTION_DETAILS", "--publisher", sought.publisher_id, "--role", "owner",
        "--arguments", f'{{"offerId": "{sought.offer_id}"}}', "-o", str(target),
    ]  # fmt: skip
    subprocess.run([sys.executable, "-P", "-m", "app", *words], env=stage.given, check=True, capture_output=True)
    same = hash_file(target) == made.sha256
    target.unlink()
    return judge_fact("export: differs from the command's", not same, "no", same)
