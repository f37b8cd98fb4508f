"""Kept answers over HTTP: requests a second of our server and of one that knows nothing but the bytes of the answer."""

import os
import statistics
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from time import process_time
from typing import Any

import httpx2
import orjson

from bench.dashboards import PAGES, choose
from bench.keep_alive import UnexpectedAnswerError, prepare, press
from bench.results import Result
from bench.serving import ROOT, Served, environment, make_token, serve_home, serving
from bench.timing import RUNS

CLIENTS = 32
_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a server did under load: answers a second, its milliseconds of work for each."""

    rate: float
    work: float


def measure_http(home: Path, seconds: float = 1.0, turns: int = RUNS) -> list[Result]:
    """A page and the smallest question that lasts, asked again and again by clients that keep their connections."""
    publisher_id, offer_id = choose(home)
    page: Mapping[str, Any] = {"query": (PAGES / "retention.graphql").read_text(), "variables": {"offerId": offer_id}}
    asked = {"retention page": page, "one number": {"query": "{ dataset { customers } }"}}
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
        given = environment(home, Path(folder))
        token = make_token(given, publisher_id)
        with serve_home(given) as ours:
            return [
                _measure(name, question, token, ours, Path(folder), seconds, turns) for name, question in asked.items()
            ]


def _measure(
    name: str, question: Mapping[str, Any], token: str, ours: Served, folder: Path, seconds: float, turns: int
) -> Result:
    body = orjson.dumps(question)
    answer = _ask_once(ours.address, token, body)
    (folder / "answer.json").write_bytes(answer)
    command = [sys.executable, "-m", "bench.bare", str(folder / "answer.json")]
    with serving(command, {**os.environ, "PYTHONPATH": str(ROOT)}) as bare:
        if _ask_once(bare.address, token, body) != answer:
            raise UnexpectedAnswerError(f"{name}: both servers must answer the same bytes")
        began, taken = process_time(), []
        for _ in range(turns):
            # each in turn, so that whatever else the machine does befalls both
            taken.append([_press(each, prepare(each.address, token, body), seconds) for each in (ours, bare)])
        busy = (process_time() - began) / (2 * turns * seconds)
    own, other = (_median([turn[place] for turn in taken]) for place in (0, 1))
    note = f"{len(answer)} bytes, {own.work:.2f} and {other.work:.2f} ms of work each, clients {busy:.0%} busy"
    goal = f"{_SHARE:.0%} of bare Starlette or more"
    return Result(f"http: {name}, kept", "1/s", own.rate, other.rate, goal, own.rate >= _SHARE * other.rate, note)


def _press(served: Served, request: bytes, seconds: float) -> Pressed:
    before = served.spent()
    rate = press(served.address, repeat(request), CLIENTS, seconds)
    return Pressed(rate, (served.spent() - before) * 1000 / (rate * seconds))


def _median(turns: list[Pressed]) -> Pressed:
    return Pressed(statistics.median(turn.rate for turn in turns), statistics.median(turn.work for turn in turns))


def _ask_once(address: str, token: str, body: bytes) -> bytes:
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    answer = httpx2.post(address, content=body, headers=headers, timeout=60)
    if answer.status_code != 200 or b'"errors"' in answer.content:
        raise UnexpectedAnswerError(answer.text)
    return answer.content
