"""The end of a serving process, of a real one over real sockets: what runs finishes, what comes is sent elsewhere."""

import asyncio
import http.client
import json
import signal
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.types import Message, Receive, Scope, Send

from app.draining import Turnstile
from tests.app.conftest import Tokens, answered
from tests.app.served import address, read_lines, starting

QUESTION = json.dumps({"query": "{ viewer { role } }"}).encode()
ENDING = {"errors": [{"message": "this process is ending; ask again", "extensions": {"code": "RATE_LIMITED"}}]}


class Unfinished:
    """A question of which the last byte has not been sent: as long as that stays so, its request runs."""

    def __init__(self, place: str, token: str) -> None:
        parts = urlsplit(place)
        assert parts.hostname is not None
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        self._connection.putrequest("POST", "/graphql")
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        for name, value in {**headers, "content-length": str(len(QUESTION))}.items():
            self._connection.putheader(name, value)
        self._connection.endheaders(QUESTION[:-1])
        while running(place) < 1:
            pass

    def finish(self) -> tuple[int, bytes]:
        """Sends the byte and gives status and answer."""
        with closing(self._connection):
            self._connection.send(QUESTION[-1:])
            answer = self._connection.getresponse()
            return answer.status, answer.read()


def get(place: str, path: str, **headers: str) -> httpx2.Response:
    """On a connection of its own."""
    return httpx2.get(f"{place}{path}", headers=headers, timeout=60)


def wait_until_ending(place: str) -> None:
    """Asks until the process says that it ends: a signal takes a moment to arrive."""
    while get(place, "/readyz").status_code == 200:
        pass


def running(place: str) -> float:
    """Requests that run, as the process counts them."""
    name = 'holdfast_running{work="requests"} '
    (line,) = [line for line in get(place, "/metrics").text.splitlines() if line.startswith(name)]
    return float(line.removeprefix(name))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_running_requests_finish_and_new_ones_are_refused(home: Path, tokens: Tokens, number: signal.Signals) -> None:
    with starting(home, METRICS="open") as process:
        place = address(*read_lines(process))
        unfinished = Unfinished(place, tokens.owner)
        process.send_signal(number)
        wait_until_ending(place)
        ready = get(place, "/readyz")
        assert (ready.status_code, ready.json()) == (503, {"status": "ending; ask another process"})
        assert get(place, "/healthz").json() == {"status": "ok"}
        refused = get(place, "/graphql?query={__typename}", authorization=f"Bearer {tokens.owner}")
        assert (refused.status_code, refused.json()) == (503, ENDING)
        assert (refused.headers["connection"], refused.headers["retry-after"]) == ("close", "1")
        assert process.poll() is None
        status, answer = unfinished.finish()
        assert (status, json.loads(answer)["data"]) == (200, {"viewer": {"role": "OWNER"}})
        # interrupted, the command line says so
        assert process.wait(20) in ((1,) if number is signal.SIGINT else (0, -number))


def test_what_does_not_finish_is_given_up(home: Path, tokens: Tokens) -> None:
    with starting(home, METRICS="open", REQUEST_SECONDS="0.2") as process:
        place = address(*read_lines(process))
        unfinished = Unfinished(place, tokens.owner)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)
        status, answer = unfinished.finish()
        assert (status, b"viewer" in answer) == (500, False)
    log = (home.parent / "server.log").read_text()
    assert "ending: 1 requests are given up after 0.2 seconds" in log


def test_a_second_signal_ends_it_at_once(home: Path, tokens: Tokens) -> None:
    with starting(home, METRICS="open", NOTICE_SECONDS="600") as process:
        place = address(*read_lines(process))
        assert get(place, "/readyz").status_code == 200
        process.send_signal(signal.SIGTERM)
        wait_until_ending(place)
        # within the notice it is not ready, and answers all the same
        answer = get(place, "/graphql?query={__typename}", authorization=f"Bearer {tokens.owner}")
        assert (answer.status_code, answer.headers["connection"]) == (200, "close")
        assert answered(answer) == {"data": {"__typename": "Query"}}
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)


def test_several_workers_end_together(home: Path) -> None:
    with starting(home, "--workers", "2") as process:
        place = address(*read_lines(process))
        assert get(place, "/healthz").status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)
        with pytest.raises(httpx2.ConnectError):
            get(place, "/healthz")
    assert subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, check=False).stdout == b""


def test_the_turnstile_counts_what_runs_and_opens_to_nothing_new() -> None:
    async def work() -> None:
        let_go = asyncio.Event()
        sent: list[Message] = []

        async def application(_scope: Scope, _receive: Receive, send: Send) -> None:
            await let_go.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        turnstile = Turnstile(application, asyncio.Event())
        scope = {"type": "http", "path": "/graphql"}
        first = asyncio.ensure_future(turnstile(scope, receive, send))
        await asyncio.sleep(0)
        assert turnstile.running == 1
        draining = asyncio.ensure_future(turnstile.drain(0, 60))
        while not turnstile.shut:
            await asyncio.sleep(0)
        await turnstile(scope, receive, send)
        assert [message["status"] for message in sent if "status" in message] == [503]
        assert (turnstile.running, draining.done()) == (1, False)
        let_go.set()
        await asyncio.gather(first, draining)
        assert turnstile.running == 0
        assert [message["status"] for message in sent if "status" in message] == [503, 200]

    asyncio.run(work())
