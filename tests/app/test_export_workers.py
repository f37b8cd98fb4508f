"""The export worker beside a server: started with it, again when it dies, and ended with it however that ends."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import httpx2
import psutil

from app.exporting.keeping import keeping
from tests.app.commands import command_line, environment, run_command
from tests.app.conftest import Tokens, make_settings
from tests.app.exporting import DETAILS, REQUEST, open_members, publish_parts, work
from tests.app.served import address

PATIENCE = 60.0


@contextmanager
def running_server(home: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and its address; killed at the end where the test has not ended it."""
    with subprocess.Popen(
        command_line("serve", "--port", "0"),
        env=environment(home, MEMORY_LIMIT="512MB", **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, address(process.stdout.readline().strip())
        finally:
            process.kill()


def find_workers(server: subprocess.Popen[str]) -> list[psutil.Process]:
    """The workers that run; one that died counts no more, whether anybody has noticed or not."""
    return [each for each in psutil.Process(server.pid).children() if "export-worker" in read_words(each)]


def read_words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except (psutil.ZombieProcess, psutil.NoSuchProcess):
        return []


def wait_until(check: Callable[[], bool], place: str) -> None:
    """Asks the server for its health until something is so."""
    end = monotonic() + PATIENCE
    while not check():
        assert monotonic() < end
        httpx2.get(f"{place}/healthz", timeout=60)


def test_a_worker_that_dies_is_started_again_and_ends_with_the_server(home: Path) -> None:
    with running_server(home, EXPORT_WORKERS="2") as (server, place):
        wait_until(lambda: len(find_workers(server)) == 2, place)
        first, second = find_workers(server)
        first.kill()
        wait_until(
            lambda: len(find_workers(server)) == 2 and first.pid not in {each.pid for each in find_workers(server)},
            place,
        )
        assert second.is_running()
        workers = find_workers(server)
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE) in (0, -signal.SIGTERM)
        assert [each for each in workers if each.is_running() and each.status() != psutil.STATUS_ZOMBIE] == []


def test_a_worker_ends_when_its_server_is_killed(home: Path) -> None:
    with running_server(home) as (server, place):
        wait_until(lambda: len(find_workers(server)) == 1, place)
        (worker,) = find_workers(server)
        server.kill()
        gone, alive = psutil.wait_procs([worker], PATIENCE)
        assert (len(gone), alive) == (1, [])


def test_a_server_without_workers_has_none(home: Path, tokens: Tokens) -> None:
    publish_parts(home)
    with running_server(home, EXPORT_WORKERS="0") as (server, place):
        body = {"query": REQUEST, "variables": {"input": DETAILS}}
        headers = {"authorization": f"Bearer {tokens.other}"}
        answer = httpx2.post(f"{place}/graphql", json=body, headers=headers, timeout=60)
        assert answer.json()["data"]["requestExport"]["export"]["status"] == "QUEUED"
        assert find_workers(server) == []


def test_a_build_keeps_what_an_export_reads(home: Path, tokens: Tokens) -> None:
    settings = make_settings(home)
    publish_parts(home)
    assert keeping(settings).in_use == frozenset()
    with open_members(settings, tokens) as members:
        members.other.request(**DETAILS)
    assert keeping(settings).in_use == {"part-2"}
    assert work(settings, "beta") == ["READY"]
    assert keeping(settings).in_use == frozenset()


def test_without_a_server_exports_are_asked_for_and_listed(home: Path) -> None:
    publish_parts(home)
    options = ["query", "-", "--publisher", "acme", "--role", "owner"]
    asked = "mutation { requestExport(input: {report: CUSTOMER_DETAILS}) { export { status rows } errors { code } } }"
    answered = run_command(home, options, given=asked)
    assert '"READY"' in answered.stdout
    listed = run_command(home, options, given="{ exports { totalCount } }")
    assert '"totalCount": 1' in listed.stdout
