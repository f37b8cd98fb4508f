"""The loading worker as a process: killed in the midst of a load, beside a server, and what it tidies."""

import os
import socket
import subprocess
from collections.abc import Callable
from time import monotonic

import httpx2
import pytest

from app.settings import ROOT, Settings
from db.lake import loads
from db.uploads import Upload
from tests.app.commands import command_line, environment
from tests.app.loading.senders import OFFERS, Keys, open_senders, uploads, work, write_usage
from tests.app.served import address, serving

NEW = write_usage(("2026-01-06", "c2", "relay", "5"))
PATIENCE = 120.0


@pytest.mark.parametrize(("fault", "appeared"), [("before-rename:2", 1), ("after-rename:2", 2)])
def test_a_load_whose_worker_is_killed_is_made_once(settings: Settings, keys: Keys, fault: str, appeared: int) -> None:
    with open_senders(settings, keys) as senders:
        job_id = senders.loader.take(NEW)
        given = environment(settings.home, FAULT=fault, MEMORY_LIMIT="256MB", LOAD_LEASE_SECONDS="1")
        words = command_line("load-worker")
        killed = subprocess.run(words, env=given, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False)
        assert killed.returncode == -9
        assert len(loads(settings.home, "acme")) == appeared
        assert senders.loader.show(job_id)["status"] == "RUNNING"
        work(settings)
        (_, load) = loads(settings.home, "acme")
        done = senders.loader.show(job_id)
        assert (done["status"], done["report"]["load"], done["build"]["status"]) == ("ACCEPTED", load.load_id, "BUILT")
        assert done["report"]["files"][0]["accepted"] == 1
        assert senders.owner.offers() == ["ledger", "relay"]
        assert uploads(settings) == []


def read_example() -> str:
    """What docs/loading.md shows a nightly job to run."""
    text = (ROOT / "docs" / "loading.md").read_text()
    return text.partition("```sh\n")[2].partition("```")[0]


def wait_until(check: Callable[[], bool], place: str) -> None:
    """Asks the server for its health until something is so."""
    end = monotonic() + PATIENCE
    while not check():
        assert monotonic() < end
        httpx2.get(f"{place}/healthz", timeout=60)


def break_off(settings: Settings, place: str, token: str) -> None:
    """Sends the beginning of a body, and goes away while it is being received."""
    host, port = place.removeprefix("http://").split(":")
    head = f"POST /loads?file=a.csv HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\ncontent-length: 100\r\n\r\n"
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head.encode() + b"used_on")
        wait_until(lambda: uploads(settings) != [], place)


def test_the_example_of_the_documentation_loads_and_publishes(settings: Settings, keys: Keys) -> None:
    report = settings.home.parent / "ISVUsage.csv"
    report.write_bytes(NEW)
    with serving(settings.home, LOADING="on", MEMORY_LIMIT="256MB") as lines:
        place = address(lines[0])
        given = {"ADDRESS": place, "TOKEN": keys.loader, "PATH": "/usr/local/bin:/usr/bin:/bin"}
        ran = subprocess.run(
            ["sh", "-eu", "-c", read_example()], cwd=report.parent, env=given, capture_output=True, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        assert '"status":"ACCEPTED"' in ran.stdout
        assert '"build":{"status":"BUILT"' in ran.stdout
        headers = {"authorization": f"Bearer {keys.owner}"}
        asked = httpx2.post(f"{place}/graphql", json={"query": OFFERS}, headers=headers, timeout=60)
        assert sorted(node["offerId"] for node in asked.json()["data"]["offers"]["nodes"]) == ["ledger", "relay"]
        break_off(settings, place, keys.loader)
        wait_until(lambda: uploads(settings) == [], place)
    assert "ISVUsage" not in (settings.home.parent / "server.log").read_text()


def test_what_a_killed_server_left_is_swept_and_what_waits_is_not(settings: Settings, keys: Keys) -> None:
    left = Upload(settings.home / "uploads", "left")
    left.add("half.csv").write_bytes(b"used_on")
    left.release()
    with open_senders(settings, keys) as senders:
        job_id = senders.loader.take(NEW)
        for folder in uploads(settings):
            os.utime(folder, (0, 0))
        work(settings)
        assert senders.loader.show(job_id)["status"] == "ACCEPTED"
    assert uploads(settings) == []
