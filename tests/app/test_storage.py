"""Two hosts on one storage: what one loads, builds, takes back and erases is what the other serves."""

import asyncio
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from app.asgi import create_application
from app.shell import open_snapshots
from db.addresses import open_storage
from db.lake import loads
from db.ledgers import KEPT_LEDGERS
from db.storage import Storage
from services.replica import Replica
from tests.app.conftest import make_settings, make_token
from tests.db.storage import make_bucket
from tests.faults import reports
from tests.faults.reports import ERASED, ERASED_ACCOUNT, NORTH, PERSONAL
from tests.faults.states import holds
from tests.stored import Host

USAGE = "used_on,customer_id,offer_id,raw_hours\n"
FIRST = USAGE + "2024-01-01,c1,o1,1\n2024-01-02,c2,o1,2\n"
SECOND = USAGE + "2024-01-02,c2,o1,3\n2024-01-03,c1,o1,4\n2024-01-04,c3,o1,5\n"
QUESTION = "{ dataset { asOf customers } }"
SECONDS = 30.0


@pytest.fixture
def hosts(s3_server: str, tmp_path: Path) -> tuple[Host, Host]:
    """Two hosts on one empty storage."""
    address = make_bucket(s3_server)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    return Host(tmp_path / "one" / "home", address), Host(tmp_path / "two" / "home", address)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def ask(host: Host, folder: Path) -> Any:
    """What a host answers without a server."""
    document = write(folder, "question.graphql", QUESTION)
    return json.loads(host.succeed("query", document, "--publisher", "acme", "--role", "owner"))["data"]["dataset"]


def list_files(home: Path) -> set[str]:
    """What a host keeps, but for its records, and the parts that it serves by their publisher."""
    found = {path.relative_to(home).parts for path in home.rglob("*") if path.is_file()}
    return {"/".join(parts[:2] if parts[0] == "replica" else parts[:1]) for parts in found}


def test_what_one_host_loads_the_other_builds_and_both_answer(hosts: tuple[Host, Host], tmp_path: Path) -> None:
    one, two = hosts
    empty = one.run("build")
    assert empty.exit_code == 1
    assert empty.stderr.startswith(f"holdfast: {one.storage}: nothing is loaded yet; run `./holdfast load ")
    one.succeed("load", "--publisher", "acme", "--zone", "Europe/Helsinki", write(tmp_path, "first.csv", FIRST))
    built = json.loads(two.succeed("build", "--json"))
    assert [(part["publisher"], part["asOf"], part["rows"], part["reused"]) for part in built["parts"]] == [
        ("acme", "2024-01-02", 2, False)
    ]
    again = json.loads(one.succeed("build", "--json"))
    assert (again["snapshot"], again["parts"][0]["reused"]) == (built["snapshot"], True)
    loaded = json.loads(two.succeed("load", "--publisher", "acme", "--json", write(tmp_path, "second.csv", SECOND)))
    # the row of the second of January was loaded on the other host
    assert [(file["accepted"], file["replaced"]) for file in loaded["files"]] == [(3, 1)]
    assert [each["number"] for each in json.loads(one.succeed("loads", "--json"))] == [1, 2]
    second = json.loads(one.succeed("build", "--json"))
    answers = [ask(host, tmp_path) for host in hosts]
    assert answers == [{"asOf": "2024-01-04", "customers": 3}] * 2
    two.succeed("rollback", built["snapshot"])
    assert [ask(host, tmp_path) for host in hosts] == [{"asOf": "2024-01-02", "customers": 2}] * 2
    versions = [each["version"] for each in json.loads(one.succeed("snapshots", "--json"))]
    assert versions == [built["snapshot"], second["snapshot"]]
    one.succeed("unload", loaded["load"])
    assert [each["number"] for each in json.loads(two.succeed("loads", "--json"))] == [1]
    assert "taken back" in two.succeed("unload", loaded["load"])
    # nothing is left of the work of the commands
    for host in hosts:
        assert list_files(host.home) <= {
            "lock", "owner", "records.sqlite", "ledgers.sqlite",
            "replica/lock", "replica/boot", "replica/bytes", "replica/snapshots", "replica/parts",
        }  # fmt: skip


def test_bad_rows_backup_and_doctor_reach_the_storage(hosts: tuple[Host, Host], tmp_path: Path) -> None:
    one, two = hosts
    one.succeed("load", "--publisher", "acme", write(tmp_path, "bad.csv", FIRST + "2024-01-03,c1,o1,many\n"))
    (load,) = json.loads(two.succeed("loads", "--json"))
    (bad,) = json.loads(two.succeed("loads", "--bad", load["load"], "--json"))
    assert (bad["line"], bad["column"], bad["value"]) == (4, "raw_hours", "many")
    two.succeed("build")
    two.succeed("backup", tmp_path / "kept")
    (kept,) = loads(tmp_path / "kept")
    assert [pq.read_table(each.path).num_rows for each in kept.files] == [2]
    findings = {each["subject"]: each for each in json.loads(one.run("doctor", "--json").stdout)}
    assert findings["storage lease"]["well"] and findings["storage"]["well"]
    assert findings["lake"]["found"] == "1 loads of 1 publishers"
    assert findings["snapshot"]["found"].endswith(", all loads are in it")
    one.succeed("load", "--publisher", "acme", write(tmp_path, "second.csv", SECOND))
    findings = {each["subject"]: each for each in json.loads(two.run("doctor", "--json").stdout)}
    assert findings["snapshot"]["found"] == "loads of acme are not in it"


def test_a_server_takes_up_a_new_snapshot_without_a_failed_request(hosts: tuple[Host, Host], tmp_path: Path) -> None:
    one, two = hosts
    one.succeed("load", "--publisher", "acme", write(tmp_path, "first.csv", FIRST))
    one.succeed("build")
    settings = make_settings(two.home, storage=two.storage)
    _, token = asyncio.run(make_token(settings, "acme"))
    seen: list[tuple[int, str]] = []

    with TestClient(create_application(settings), base_url="https://testserver") as client:

        def question(number: int) -> None:
            # another text each time: each is executed, and none is found among the answers
            body = {"query": QUESTION.replace("asOf", f"a{number}: asOf asOf")}
            answer = client.post("/graphql", json=body, headers={"authorization": f"Bearer {token}"})
            body = answer.json()
            seen.append((answer.status_code, body["data"]["dataset"]["asOf"] if "errors" not in body else str(body)))

        def go_on(until: Callable[[], bool]) -> None:
            end = monotonic() + SECONDS
            while not until():
                assert monotonic() < end, seen[-1]
                question(len(seen))

        asked = Thread(target=go_on, args=(lambda: seen[-1:] == [(200, "2024-01-04")],))
        question(0)
        asked.start()
        one.succeed("load", "--publisher", "acme", write(tmp_path, "second.csv", SECOND))
        one.succeed("build")
        asked.join()
        ready = client.get("/readyz").json()
    assert [status for status, _ in seen] == [200] * len(seen)
    days = [day for _, day in seen]
    assert days == sorted(days) and set(days) == {"2024-01-02", "2024-01-04"}
    assert ready["status"] == "ready"


def test_a_server_answers_from_what_it_has_while_the_storage_is_away(tmp_path: Path) -> None:
    stored = tmp_path / "stored"
    host = Host(tmp_path / "home", stored.as_uri())
    host.succeed("load", "--publisher", "acme", write(tmp_path, "first.csv", FIRST))
    host.succeed("build")
    settings = make_settings(host.home, storage=host.storage)
    _, token = asyncio.run(make_token(settings, "acme"))
    headers = {"authorization": f"Bearer {token}"}
    with TestClient(create_application(settings), base_url="https://testserver") as client:
        answers = [client.post("/graphql", json={"query": QUESTION}, headers=headers)]
        stored.rename(tmp_path / "away")
        answers.append(client.post("/graphql", json={"query": f"query Again {QUESTION}"}, headers=headers))
        assert client.get("/readyz").status_code == 200
    assert [answer.json()["data"]["dataset"]["asOf"] for answer in answers] == ["2024-01-02"] * 2


def test_the_demo_does_not_go_into_a_storage(hosts: tuple[Host, Host]) -> None:
    ended = hosts[0].run("demo")
    assert (ended.exit_code, ended.stderr) == (
        1,
        "holdfast: the demo lies in a home of its own: unset HOLDFAST_STORAGE\n",
    )


def test_a_home_moves_into_a_storage_and_back(hosts: tuple[Host, Host], tmp_path: Path) -> None:
    one, two = hosts
    alone = Host(tmp_path / "alone", "")
    alone.succeed("load", "--publisher", "acme", write(tmp_path, "first.csv", FIRST))
    alone.succeed("load", "--publisher", "beta", write(tmp_path, "second.csv", SECOND))
    refused = alone.run("adopt", alone.home)
    assert (refused.exit_code, refused.stderr.partition(":")[2]) == (
        1,
        f" HOLDFAST_STORAGE is not set: there is no storage to put {alone.home} into\n",
    )
    two.succeed("load", "--publisher", "beta", tmp_path / "second.csv")
    (strange,) = json.loads(two.succeed("loads", "--json"))
    assert "other loads of beta" in one.run("adopt", alone.home).stderr
    assert [each["publisher"] for each in json.loads(one.succeed("loads", "--json"))] == ["beta"]
    one.succeed("unload", strange["load"])
    told = one.succeed("adopt", alone.home)
    assert told.startswith("2 publishers put into s3://")
    assert one.succeed("adopt", alone.home).startswith("0 publishers put into s3://")
    two.succeed("backup", tmp_path / "kept")
    assert [load.load_id for load in loads(tmp_path / "kept")] == [load.load_id for load in loads(alone.home)]
    alike = [
        {part["publisher"]: part["part"] for part in json.loads(host.succeed("build", "--json"))["parts"]}
        for host in (two, alone)
    ]
    # a pure function of the lake, wherever it lies
    assert alike[0] == alike[1]


def find_in_storage(storage: Storage, folder: Path, texts: tuple[str, ...]) -> list[str]:
    """Where any of the texts stands in the storage: in names, in bytes, in what is packed, or in values of Parquet files."""
    found = []
    for number, name in enumerate(storage.objects("")):
        data = storage.read(name)
        files = {name: data}
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                files |= {each: archive.read(each) for each in archive.namelist()}
        for each, content in files.items():
            kind = ".parquet" if ".parquet" in each else ""
            path = folder / f"{number}{kind}"
            path.write_bytes(content)
            found += [f"{name}/{each}: {text}" for text in texts if text in each or holds(path, text)]
            path.unlink()
    return found


@pytest.mark.parametrize("published", [True, False])
def test_a_host_that_serves_forgets_the_ledger_of_before_an_erasure(
    hosts: tuple[Host, Host], tmp_path: Path, published: bool
) -> None:
    one, two = hosts
    one.succeed("load", "--publisher", NORTH, reports.write_customers(tmp_path / f"{PERSONAL[0]}.csv", NORTH))
    if published:
        one.succeed("build")
    serving = open_snapshots(make_settings(two.home, storage=two.storage))
    assert isinstance(serving, Replica)
    serving.look()
    two.succeed("loads")
    assert holds(two.home / KEPT_LEDGERS, PERSONAL[0])
    one.succeed("erase", "--publisher", NORTH, "--customer", ERASED)
    serving.look()
    assert not holds(two.home / KEPT_LEDGERS, PERSONAL[0])


def test_an_erasure_leaves_nothing_in_the_storage_or_on_the_hosts(hosts: tuple[Host, Host], tmp_path: Path) -> None:
    one, two = hosts
    files = tmp_path / "reports"
    customers = reports.write_customers(files / f"{PERSONAL[0]}.csv", NORTH)
    one.succeed("load", "--publisher", NORTH, customers, reports.write_offers(files / "offers.csv"))
    one.succeed("build")
    document = write(tmp_path, "question.graphql", QUESTION)
    two.succeed("query", document, "--publisher", NORTH, "--role", "owner")
    storage, texts = open_storage(one.storage), (ERASED, ERASED_ACCOUNT, *PERSONAL)
    (tmp_path / "looked").mkdir()
    before = find_in_storage(storage, tmp_path / "looked", texts)
    assert {place.partition("/")[0] for place in before} == {"lake", "ledgers", "parts"}
    assert any(holds(path, ERASED) for path in two.home.rglob("*"))
    one.succeed("erase", "--publisher", NORTH, "--customer", ERASED)
    assert find_in_storage(storage, tmp_path / "looked", texts) == []
    # a host that serves looks every second; here the next command does
    two.succeed("query", document, "--publisher", NORTH, "--role", "owner")
    for host in hosts:
        assert [path for path in host.home.rglob("*") for text in texts if holds(path, text)] == []
    known = write(files, "again.csv", f"customer_id,company_name\n{ERASED},{PERSONAL[0]}\nnorth-01,Company 1\n")
    (again,) = json.loads(two.succeed("load", "--publisher", NORTH, "--json", known))["files"]
    assert (again["accepted"], sum(again["leftOut"].values())) == (1, 1)
