"""The server as a process of its own, over real sockets."""

import re
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx2
import psutil
import pytest

from app.commands.serving import listen
from tests.app.commands import command_line, environment
from tests.app.conftest import Tokens, answered, publish_empty_load, write_parts
from tests.app.served import address, read_lines, serving, starting
from tests.parts import make_view

ASKED = {"query": "{ viewer { role publisher { name } } }"}


def test_links_of_an_owner_and_a_contributor_open_sessions(home: Path) -> None:
    with serving(home, "--dev") as (first, owner, contributor):
        place = address(first)
        for line, role in ((owner, "OWNER"), (contributor, "CONTRIBUTOR")):
            found = re.fullmatch(rf"{role.lower()} +of Acme Oy: http://localhost:[0-9]+/#code=(\S+)", line)
            assert found is not None, line
            with httpx2.Client(base_url=place, headers={"sec-fetch-site": "same-origin"}, timeout=60) as browser:
                opened = browser.post("/session", json={"code": found[1]})
                assert opened.status_code == 201
                cookie = opened.headers["set-cookie"].partition(";")[0]
                answer = browser.post("/graphql", json=ASKED, headers={"cookie": cookie})
                assert answered(answer) == {"data": {"viewer": {"role": role, "publisher": {"name": "Acme Oy"}}}}
        assert "server" not in httpx2.get(f"{place}/healthz", timeout=60).headers


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_snapshot_published_while_serving_fails_no_request(home: Path, tokens: Tokens, workers: str) -> None:
    with serving(home, "--workers", workers) as (first,):
        client = httpx2.Client(base_url=address(first), headers={"authorization": f"Bearer {tokens.owner}"}, timeout=60)

        def ask(_: int) -> int:
            return client.post("/graphql", json={"query": "{ dataset { customers snapshot } }"}).status_code

        with client, ThreadPoolExecutor(4) as pool:
            answers = [pool.submit(ask, number) for number in range(40)]
            for number in range(2, 5):
                publish_empty_load(home, "acme", "Acme Oy", number=number)
                make_view(home, write_parts(home, f"part-{number}")).house.warehouse.close()
                answers += [pool.submit(ask, number) for number in range(20)]
            assert {answer.result() for answer in answers} == {200}


def test_a_process_that_dies_while_it_is_asked_whether_it_lives_is_replaced_at_once(home: Path) -> None:
    with starting(home, "--workers", "2") as process:
        place = address(*read_lines(process))
        parent = psutil.Process(process.pid)
        httpx2.get(f"{place}/readyz", timeout=60)
        dying, _ = served_by(parent)
        dying.suspend()
        wait_until_waiting(parent)
        dying.kill()
        killed = time.monotonic()
        while dying in served_by(parent) or len(served_by(parent)) < 2:
            assert time.monotonic() < killed + 20, "it was not replaced"
        assert httpx2.get(f"{place}/readyz", timeout=60).status_code == 200


def served_by(parent: psutil.Process) -> list[psutil.Process]:
    """Its serving processes, the dead that it has not noticed among them."""
    found = []
    for each in parent.children():
        with suppress(psutil.Error):
            if each.status() == psutil.STATUS_ZOMBIE or "multiprocessing.spawn" in " ".join(each.cmdline()):
                found.append(each)
    return found


def wait_until_waiting(parent: psutil.Process) -> None:
    """Until it has slept for three of its rounds: it waits for an answer."""
    woken, since = parent.num_ctx_switches(), time.monotonic()
    while time.monotonic() < since + 1.5:
        found = parent.num_ctx_switches()
        if found != woken:
            woken, since = found, time.monotonic()


def test_a_port_in_use_is_told(home: Path) -> None:
    with serving(home) as (first,):
        port = first.removesuffix("/graphql").rpartition(":")[2]
        done = subprocess.run(
            command_line("serve", "--port", port), env=environment(home), capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stdout == ""
    message = f"holdfast: cannot listen on 127.0.0.1, port {port}: Address already in use; give another --port\n"
    assert done.stderr == message


def test_answers_do_not_wait_for_acknowledgements() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.proto == socket.IPPROTO_TCP
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
