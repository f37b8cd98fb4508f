"""Longer exports beside a load: asked for one after another, followed until their file is there, downloaded."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bench.results import Result
from bench.soak.asking import AnswerError, RefusedError, data_of, download
from bench.soak.figures import judge_fact
from bench.soak.questions import Kind, Known, Question
from bench.soak.wire import Wire

STATUS = "query Follow($id: ID!) { export(id: $id) { id status rows bytes progress downloadUrl error } }"
ENDED = frozenset({"READY", "FAILED", "CANCELED", "EXPIRED"})
_LOOK = 0.5
_PAUSE = 5.0


async def follow_exports(wire: Wire, known: Sequence[Known], going: "asyncio.Future[Any]") -> Result:
    """All customers of a publisher again and again while something goes on: each file is ready, and the same as the one before."""
    asked = next(each.question for each in reversed(known) if each.question.kind is Kind.EXPORT)
    question = replace(asked, variables={"input": {"report": "CUSTOMER_DETAILS"}})
    clock = asyncio.get_running_loop().time
    found, taken = list[str](), list[float]()
    while not going.done():
        began = clock()
        try:
            found.append(await _make_one(wire, question))
        except (AnswerError, RefusedError, OSError) as error:
            found.append(f"{type(error).__name__}: {error}")
        taken.append(clock() - began)
        await asyncio.wait([going], timeout=_PAUSE)
    note = f"{len(found)} files of {len(set(found))} kinds, {max(taken, default=0):.1f} s at most"
    note += "".join(f"; {each}" for each in sorted(set(found)) if ":" in each)
    return judge_fact("steady: exports followed", len(found), "the same file each time", len(set(found)) == 1, note)


async def _make_one(wire: Wire, question: Question) -> str:
    export = (await data_of(wire, question))["requestExport"]["export"]
    ready = await follow(wire, question.token, export["id"])
    if ready["status"] != "READY":
        raise AnswerError(str(ready)[:300])
    return await download(wire, question.token, ready["downloadUrl"])


async def follow(wire: Wire, token: str, export_id: str) -> dict[str, Any]:
    """The export once it has ended."""
    while True:
        shown = await look(wire, token, export_id)
        if shown["status"] in ENDED:
            return shown
        await asyncio.sleep(_LOOK)


async def look(wire: Wire, token: str, export_id: str) -> dict[str, Any]:
    """The export as it is now, however often that is refused."""
    question = Question(Kind.EXPORT, token, STATUS, {"id": export_id})
    while True:
        try:
            shown: dict[str, Any] = (await data_of(wire, question))["export"]
            return shown
        except RefusedError:
            await asyncio.sleep(_LOOK)
