"""Kept answers over HTTP: requests a second of our server and of one that knows nothing but the bytes of the answer."""

import os
import secrets
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

import httpx2
import orjson

from bench.dashboards import PAGES, choose
from bench.keep_alive import UnexpectedAnswerError, prepare, press
from bench.results import Result
from bench.timing import RUNS

CLIENTS = 32
_SHARE = 0.4
_ROOT = Path(__file__).parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A server under measurement."""

    address: str
    process_id: int

    def spent(self) -> float:
        """Seconds that its process worked so far."""
        fields = Path(f"/proc/{self.process_id}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


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
        given = _environment(home, Path(folder))
        token = _make_token(given, publisher_id)
        with _serving([sys.executable, "-P", "-m", "app", "serve", "--port", "0"], given) as ours:
            return [
                _measure(name, question, token, ours, Path(folder), seconds, turns) for name, question in asked.items()
            ]


def _environment(home: Path, folder: Path) -> dict[str, str]:
    """Records of the benchmark's own, so that the home stays as it is; no other setting of whoever runs it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    records = f"sqlite:///{folder / 'records.sqlite'}"
    own = {"HOME": str(home.absolute()), "DATABASE": records, "SECRET": secrets.token_hex(32)}
    return {**kept, "PYTHONPATH": str(_ROOT), **{f"HOLDFAST_{name}": value for name, value in own.items()}}


def _make_token(given: Mapping[str, str], publisher_id: str) -> str:
    words = ["token", "create", "--publisher", publisher_id, "--role", "owner", "--name", "bench"]
    command = [sys.executable, "-P", "-m", "app", *words]
    return subprocess.run(command, env=given, check=True, capture_output=True, text=True).stdout.split()[-1]


@contextmanager
def _serving(command: list[str], given: Mapping[str, str]) -> Iterator[Served]:
    # its log goes to a file, as a service's does
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        assert process.stdout is not None
        try:
            yield Served(process.stdout.readline().split()[-1].replace("localhost", "127.0.0.1"), process.pid)
        finally:
            process.terminate()


def _measure(
    name: str, question: Mapping[str, Any], token: str, ours: Served, folder: Path, seconds: float, turns: int
) -> Result:
    body = orjson.dumps(question)
    answer = _ask_once(ours.address, token, body)
    (folder / "answer.json").write_bytes(answer)
    command = [sys.executable, "-m", "bench.bare", str(folder / "answer.json")]
    with _serving(command, {**os.environ, "PYTHONPATH": str(_ROOT)}) as bare:
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
    rate = press(served.address, request, CLIENTS, seconds)
    return Pressed(rate, (served.spent() - before) * 1000 / (rate * seconds))


def _median(turns: list[Pressed]) -> Pressed:
    return Pressed(statistics.median(turn.rate for turn in turns), statistics.median(turn.work for turn in turns))


def _ask_once(address: str, token: str, body: bytes) -> bytes:
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    answer = httpx2.post(address, content=body, headers=headers, timeout=60)
    if answer.status_code != 200 or b'"errors"' in answer.content:
        raise UnexpectedAnswerError(answer.text)
    return answer.content
