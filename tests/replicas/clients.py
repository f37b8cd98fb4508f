"""Clients that try once more: what they ask, how they judge it, and what they count."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

import orjson

from bench.soak.asking import AnswerError, RefusedError, answer_of, check, data_of, download
from bench.soak.questions import Known, Mix, Question
from bench.soak.wire import Wire

FOLLOW = "subscription Follow($id: ID!) { exportProgress(id: $id) { id status downloadUrl error } }"
_PAUSE = 0.02
_AGAIN = 0.1
_ENDED = frozenset({"READY", "FAILED", "CANCELED", "EXPIRED"})
Told = TypeVar("Told")


@dataclass
class Tally:
    """What clients saw: answers by class, how many needed a second try, what went wrong, and the exports that were acknowledged."""

    right: Counter[str] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    exports: dict[str, str] = field(default_factory=dict)
    cut_streams: int = 0

    async def once_more(self, what: str, ask: Callable[[], Awaitable[Told]]) -> Told | None:
        """What is answered at the first or the second try; None and a wrong one more where neither is."""
        for last in (False, True):
            try:
                return await ask()
            except RefusedError as error:
                why, pause = f"{what}: {error}", 1.0
                if str(error) != "503":
                    break
            except OSError as error:
                why, pause = f"{what}: {type(error).__name__}: {error}", _AGAIN
            except AnswerError as error:
                why = f"{what}: {error}"
                break
            if not last:
                self.again[what] += 1
                await asyncio.sleep(pause)
        self.wrong.append(why)
        return None


async def keep_asking(wire: Wire, mix: Mix, going: Callable[[], bool], rng: Random, tally: Tally) -> None:
    """One client: a question of the mix after another, each compared with its known answer."""
    while going():
        known = mix.draw()
        kind = known.question.kind.value
        found = await tally.once_more(kind, lambda known=known: answer_of(wire, known.question))  # type: ignore[misc]
        if found is not None and found != known.sha256:
            tally.wrong.append(f"{kind}: another answer than a direct execution gives")
        tally.right[kind] += found == known.sha256
        await asyncio.sleep(rng.uniform(0, 2 * _PAUSE))


async def keep_exporting(wire: Wire, known: Known, going: Callable[[], bool], tally: Tally) -> None:
    """One client: queued exports one after another, each followed by a subscription and downloaded."""
    while going():
        payload = await tally.once_more("queued export", lambda: data_of(wire, known.question))
        export = (payload or {}).get("requestExport", {}).get("export")
        if export is None:
            continue
        tally.exports[export["id"]] = ""
        shown = await follow_to_the_end(wire, known.question.token, export["id"], tally)
        if shown["status"] != "READY":
            tally.wrong.append(f"queued export: {shown}")
            continue
        place = shown["downloadUrl"]
        digest = await tally.once_more("download", lambda place=place: download(wire, known.question.token, place))  # type: ignore[misc]
        tally.exports[export["id"]] = digest or ""
        tally.right["queued export"] += digest == known.sha256
        if digest is not None and digest != known.sha256:
            tally.wrong.append("queued export: another file than a direct execution makes")


async def follow_to_the_end(wire: Wire, token: str, export_id: str, tally: Tally) -> dict[str, Any]:
    """What the last event of a subscription says of an export; a stream that is cut off is begun again."""
    body = orjson.dumps({"query": FOLLOW, "variables": {"id": export_id}})
    while True:
        try:
            answer = check(await wire.follow(token, body))
        except (RefusedError, OSError):
            tally.cut_streams += 1
            await asyncio.sleep(_AGAIN)
            continue
        events = [orjson.loads(line[6:]) for line in answer.body.splitlines() if line.startswith(b"data: {")]
        told = [event["data"]["exportProgress"] for event in events if event.get("data")]
        if told and told[-1]["status"] in _ENDED:
            tally.right["subscription"] += 1
            last: dict[str, Any] = told[-1]
            return last
        # the process that told it ends
        tally.cut_streams += 1


def queued(question: Question, offer_id: str) -> Question:
    """The question for the longest list of an offer, which is not made at once."""
    given = {"report": "RETENTION_DETAILS", "offerId": offer_id, "format": "CSV"}
    return Question(question.kind, question.token, question.document, {"input": given}, fresh=False)
