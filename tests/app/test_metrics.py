"""Metrics: who may read them, what they count, and that no label holds what a client or a tenant is called."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from app.asgi import create_application
from app.facts import RequestFacts
from app.metrics import Metrics, Names
from app.reconciliation import ready_records
from app.settings import Settings, SettingsError
from db.records.exports import add_export
from tests.app.conftest import Tokens, make_settings
from tests.app.served import address, serving
from tests.app.test_http import bearer, refusal
from tests.db.exporting import make_row
from tests.parts import ENGINE

PAGE = "query Page($name: String) { customers(first: 1, filter: {name: {contains: $name}}) { totalCount } }"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def read(text: str) -> Samples:
    """Every sample by its name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def sample(found: Samples, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


@pytest.fixture
def open_client(home: Path) -> Iterator[TestClient]:
    """A client of an application whose metrics everybody may read."""
    with TestClient(create_application(make_settings(home, metrics="open"))) as client:
        yield client


def test_metrics_have_a_token_of_their_own(client: TestClient, tokens: Tokens, home: Path) -> None:
    kept = home / "metrics-token"
    assert kept.stat().st_mode & 0o777 == 0o600
    for headers in (
        {},
        bearer(tokens.owner),
        bearer("hf_unknown"),
        bearer(""),
        {"authorization": kept.read_text().strip()},
    ):
        answer = client.get("/metrics", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
        assert b"holdfast_" not in answer.content
    answer = client.get("/metrics", headers=bearer(kept.read_text().strip()))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert answer.headers["cache-control"] == "no-store"
    assert "holdfast_requests_total" in answer.text


def test_the_token_may_be_given_and_a_broken_one_is_refused(home: Path) -> None:
    settings = make_settings(home, metrics_token="a token of the tests")
    with TestClient(create_application(settings)) as client:
        assert client.get("/metrics", headers=bearer("a token of the tests")).status_code == 200
        assert client.get("/metrics", headers=bearer("another token of them")).status_code == 401
    assert not (home / "metrics-token").exists()
    (home / "metrics-token").write_text("\n")
    with pytest.raises(SettingsError) as refused:
        create_application(make_settings(home))
    assert str(refused.value) == f"{home / 'metrics-token'}: holds 0 characters; remove it, another is made"
    (home / "metrics-token").unlink()
    (home / "metrics-token").mkdir()
    with pytest.raises(SettingsError) as refused:
        create_application(make_settings(home))
    told = "Is a directory; set HOLDFAST_METRICS_TOKEN, or HOLDFAST_METRICS to off"
    assert str(refused.value) == f"{home / 'metrics-token'}: {told}"


def test_metrics_that_are_off_are_not_found(home: Path) -> None:
    with TestClient(create_application(make_settings(home, metrics="off"))) as client:
        answer = client.get("/metrics")
    assert (answer.status_code, answer.json()) == (404, refusal("NOT_FOUND", "not found"))
    assert not (home / "metrics-token").exists()


def test_requests_are_counted_by_operation_and_status(open_client: TestClient, tokens: Tokens) -> None:
    for _ in range(3):
        open_client.post("/graphql", json={"query": PAGE, "variables": {"name": "Ada"}}, headers=bearer(tokens.owner))
    open_client.post("/graphql", json={"query": "{ viewer { role } }"}, headers=bearer(tokens.owner))
    open_client.post("/graphql", json={"query": "query Stranger { viewer { role } }"})
    open_client.get("/nothing/of/mine")
    text = open_client.get("/metrics").text
    found = read(text)
    requests = {
        (dict(labels)["route"], dict(labels)["operation"], dict(labels)["status"]): value
        for (name, labels), value in found.items()
        if name == "holdfast_requests_total"
    }
    assert requests == {
        ("/graphql", "Page", "2xx"): 3.0,
        ("/graphql", "", "2xx"): 1.0,
        ("/graphql", "", "4xx"): 1.0,
        ("other", "", "4xx"): 1.0,
    }
    assert sample(found, "holdfast_request_seconds_count", route="/graphql", operation="Page") == 3
    assert 0 < sample(found, "holdfast_request_seconds_sum", route="/graphql", operation="Page") < 60
    for hidden in ("Ada", "acme", "Stranger", "nothing", "tester", tokens.owner):
        assert hidden not in text


def test_questions_are_counted_by_name_and_engine(open_client: TestClient, tokens: Tokens) -> None:
    open_client.post("/graphql", json={"query": PAGE, "variables": {"name": "Ada"}}, headers=bearer(tokens.owner))
    found = read(open_client.get("/metrics").text)
    asked = {
        (dict(labels)["question"], dict(labels)["engine"]): value
        for (name, labels), value in found.items()
        if name == "holdfast_question_seconds_count"
    }
    assert asked
    assert {engine for _, engine in asked} <= {ENGINE, "stored"}
    assert all(re.fullmatch(r"[a-z_. -]+", question) for question, _ in asked)
    assert sum(asked.values()) >= len(asked)


def test_caches_queues_and_ages_are_told(open_client: TestClient, tokens: Tokens) -> None:
    for _ in range(3):
        open_client.post("/graphql", json={"query": "{ customers { totalCount } }"}, headers=bearer(tokens.owner))
    for _ in range(2):  # a second look counts nothing twice
        found = read(open_client.get("/metrics").text)
    assert sample(found, "holdfast_cache_total", cache="answers", outcome="miss") == 1
    assert sample(found, "holdfast_cache_total", cache="answers", outcome="hit") == 2
    assert sample(found, "holdfast_cache_total", cache="slices", outcome="miss") >= 1
    assert sample(found, "holdfast_cache_bytes", cache="answers") > 500
    assert sample(found, "holdfast_cache_bytes", cache="slices") >= 0
    assert sample(found, "holdfast_queue_length", queue="questions") == 0
    assert sample(found, "holdfast_queue_length", queue="loads") == 0
    assert sample(found, "holdfast_running", work="questions") == 0
    assert sample(found, "holdfast_running", work="requests") == 0
    assert sample(found, "holdfast_snapshot_age_seconds") > 86_400 * 365
    assert sample(found, "holdfast_lake_age_seconds") > 0
    (build,) = [dict(labels) for name, labels in found if name == "holdfast_build_info"]
    assert set(build) == {"version", "python", "duckdb"}
    assert build["version"] == "0.1.0"


def test_a_snapshot_that_cannot_be_read_hides_nothing_else(home: Path) -> None:
    (home / "snapshots" / "2024-08-31T00-00-00Z.json").write_text("{ broken")
    with TestClient(create_application(make_settings(home, metrics="open"))) as client:
        answer = client.get("/metrics")
    assert answer.status_code == 200
    assert "holdfast_build_info" in answer.text


def test_what_clients_invent_makes_no_labels_without_end() -> None:
    names = Names(2)
    assert names.label(None, 200) == ""
    assert names.label("Refused", 401) == "other"
    assert [names.label(name, 200) for name in ("A", "B", "C", "A")] == ["A", "B", "other", "A"]
    assert names.label("B", 500) == "B"
    metrics = Metrics()
    for number in range(500):
        facts = RequestFacts("1f", "POST", f"/path/{number}")
        facts.operation, facts.status = f"Name{number}", 200
        metrics.observe_request(facts)
    written, _ = metrics.write("")
    assert written.count(b"holdfast_requests_total{") == 101
    assert b"Name99" in written
    assert b"Name100" not in written
    assert b"/path" not in written


def test_a_collector_may_be_added() -> None:
    metrics = Metrics()
    line = 'holdfast_queue_length{queue="exports"}'
    assert line not in metrics.write("")[0].decode()
    metrics.waiting["exports"] = 3
    assert f"{line} 3.0" in metrics.write("")[0].decode()


async def queue_exports(settings: Settings) -> None:
    """Puts two exports into the queue, for which there is no worker."""
    async with ready_records(settings) as records:
        for number in (1, 2):
            assert await add_export(records, make_row(f"export-{number:09}"), 9)


def test_several_workers_count_together(home: Path, tokens: Tokens) -> None:
    asyncio.run(queue_exports(make_settings(home)))
    with serving(home, "--workers", "2", METRICS="open", EXPORT_WORKERS="0") as (first,):
        place = address(first)
        for _ in range(20):  # connections of their own, so that both workers are asked
            answer = httpx2.post(
                f"{place}/graphql",
                json={"query": "query Both { viewer { role } }"},
                headers=bearer(tokens.owner),
                timeout=60,
            )
            assert answer.status_code == 200
        text, ages = "", set[str]()
        end = monotonic() + 30
        while len(ages) < 2 and monotonic() < end:  # each tells the others every five seconds
            text = httpx2.get(f"{place}/metrics", timeout=60).text
            ages = {dict(labels)["pid"] for name, labels in read(text) if name == "holdfast_snapshot_age_seconds"}
    found = read(text)
    assert sample(found, "holdfast_requests_total", route="/graphql", operation="Both", status="2xx") == 20
    assert sample(found, "holdfast_request_seconds_count", route="/graphql", operation="Both") == 20
    assert len(ages) == 2
    # what both know is told once
    assert sample(found, "holdfast_queue_length", queue="exports") == 2
