"""Asks one question and judges the answer: right, refused as the limits refuse, or wrong."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson

from bench.soak.questions import Kind, Known, Question, hash_data
from bench.soak.wire import Answer, Wire

REQUEST = """mutation Request($input: RequestExportInput!) {
  requestExport(input: $input) { export { id status rows downloadUrl error } errors { code message } }
}"""
_REFUSALS = frozenset({429, 503})


class Verdict(Enum):
    """What became of a request."""

    RIGHT = "right"
    REFUSED = "refused"
    WRONG = "wrong"


class AnswerError(Exception):
    """An answer that is neither right nor a refusal; says what it was."""


class RefusedError(Exception):
    """An answer of 429 or 503 that says when to come again."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, and of a wrong answer what was wrong."""

    verdict: Verdict
    why: str = ""


async def ask(wire: Wire, known: Known) -> Judged:
    """Asks, and compares with what is known; never raises for what a server does."""
    try:
        found = await answer_of(wire, known.question)
    except RefusedError as refusal:
        return Judged(Verdict.REFUSED, str(refusal))
    except (AnswerError, OSError) as error:
        return Judged(Verdict.WRONG, f"{known.question.kind.value}: {type(error).__name__}: {error}")
    if found != known.sha256:
        return Judged(Verdict.WRONG, f"{known.question.kind.value}: another answer than one client got")
    return Judged(Verdict.RIGHT)


async def answer_of(wire: Wire, question: Question) -> str:
    """The hash of an answer, of an export that of its file. Raises AnswerError, RefusedError and OSError."""
    if question.kind is Kind.EXPORT:
        return await _export(wire, question)
    answer = await send(wire, question)
    if b'"errors"' in answer.body[:12]:
        raise AnswerError(answer.body[:300].decode(errors="replace"))
    return hash_data(answer.body)


async def send(wire: Wire, question: Question) -> Answer:
    """An answer of 200. Raises AnswerError and RefusedError for another."""
    if question.method == "GET":
        return check(await wire.get(question.path(), question.token))
    return check(await wire.post(question.token, question.body()))


async def data_of(wire: Wire, question: Question) -> Any:
    """The data of an answer without errors."""
    answer = orjson.loads((await send(wire, question)).body)
    if "errors" in answer:
        raise AnswerError(str(answer["errors"])[:300])
    return answer["data"]


def check(answer: Answer) -> Answer:
    """The answer if its status is 200; RefusedError where it is a proper refusal, AnswerError for everything else."""
    if answer.status == 200:
        return answer
    shown = answer.body[:300].decode(errors="replace")
    if answer.status in _REFUSALS and "retry-after" in answer.headers and b'"code":"RATE_LIMITED"' in answer.body:
        raise RefusedError(str(answer.status))
    raise AnswerError(f"{answer.status} {shown}")


async def _export(wire: Wire, question: Question) -> str:
    payload = (await data_of(wire, question))["requestExport"]
    if payload["errors"] or payload["export"]["status"] != "READY":
        raise AnswerError(str(payload)[:300])
    return await download(wire, question.token, payload["export"]["downloadUrl"])


async def download(wire: Wire, token: str, place: str) -> str:
    """The hash of a file's bytes, which its entity tag says too."""
    answer = check(await wire.get(place, token, keep=False))
    if answer.headers.get("etag") != f'"{answer.sha256}"':
        raise AnswerError(f"a file of hash {answer.sha256} with the entity tag {answer.headers.get('etag')}")
    return answer.sha256
