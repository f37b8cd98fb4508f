"""Reports over HTTP: sent, loaded, published, seen by who asks; refusals say what is wrong and leave nothing."""

import gzip
from collections.abc import Callable, Iterator

import pytest
from backports import zstd

from app.settings import Settings
from db.lake import loads
from db.snapshots import SnapshotStore
from tests.app.loading.senders import FIRST, Keys, Senders, open_senders, uploads, work, write_usage

NEW = write_usage(("2026-01-06", "c2", "relay", "5"))


def message(answer: object) -> tuple[int, str, str]:
    """Status, code and message of a refusal."""
    error = answer.json()["errors"][0]  # type: ignore[attr-defined]
    return answer.status_code, error["extensions"]["code"], error["message"]  # type: ignore[attr-defined]


def test_a_report_that_is_sent_is_loaded_published_and_seen(settings: Settings, senders: Senders) -> None:
    assert senders.owner.offers() == ["ledger"]
    job_id = senders.loader.take(NEW, replaces="2026-01-06..2026-01-07")
    waiting = senders.loader.show(job_id)
    assert (waiting["status"], waiting["progress"], waiting["report"], waiting["build"]["status"]) == (
        "QUEUED",
        0.0,
        None,
        "NONE",
    )
    work(settings)
    done = senders.loader.show(job_id)
    (_, load) = loads(settings.home, "acme")
    file = {
        "file": "usage.csv", "report": "usage", "accepted": 1, "replaced": 0, "quarantined": 0, "leftOut": {},
        "unknownColumns": [], "alreadyLoaded": None,
    }  # fmt: skip
    assert done["report"] == {"publisher": "acme", "load": load.load_id, "files": [file]}
    snapshot = SnapshotStore(settings.home).current()
    assert snapshot is not None
    assert done["build"] == {"status": "BUILT", "snapshot": snapshot.version, "error": None}
    assert (done["status"], done["progress"], done["rows"], done["error"]) == ("ACCEPTED", 1.0, 1, None)
    assert load.files[0].replaces == (9502, 9503)
    assert senders.owner.offers() == ["ledger", "relay"]
    assert senders.other_owner.offers() == ["ledger"]
    assert uploads(settings) == []


def test_several_files_and_options_come_as_a_form(settings: Settings, senders: Senders) -> None:
    files = [
        ("a", ("one.csv", NEW)),
        ("a", ("two.csv.gz", gzip.compress(write_usage(("2026-01-09", "c9", "sieve", "1"))))),
    ]
    data = {"name": "Acme Oy", "build": "false"}
    answer = senders.loader.client.post("/loads", files=files, data=data, headers=senders.loader.headers)
    assert answer.status_code == 202
    work(settings)
    done = senders.loader.show(answer.json()["id"])
    assert [each["file"] for each in done["report"]["files"]] == ["one.csv", "two.csv.gz"]
    assert done["build"] == {"status": "NONE", "snapshot": None, "error": None}
    assert loads(settings.home, "acme")[1].name == "Acme Oy"
    assert senders.owner.offers() == ["ledger"]


def test_the_same_bytes_again_add_nothing_and_build_nothing(settings: Settings, senders: Senders) -> None:
    job_id = senders.loader.take(write_usage(FIRST))
    work(settings)
    (first,) = loads(settings.home, "acme")
    done = senders.loader.show(job_id)
    assert (done["status"], done["report"]["load"], done["build"]["status"]) == ("ACCEPTED", None, "NONE")
    assert done["report"]["files"][0]["alreadyLoaded"] == first.load_id


def test_a_burst_is_built_once(settings: Settings, senders: Senders) -> None:
    ids = [senders.loader.take(write_usage(("2026-01-06", f"c{each}", "relay", "5"))) for each in range(2)]
    ids_of_beta = [senders.other.take(write_usage(("2026-01-06", "c7", "relay", "5")))]
    before = len(list((settings.home / "snapshots").glob("*.json")))
    work(settings)
    assert {senders.loader.show(each)["build"]["snapshot"] for each in ids} == {
        senders.other.show(ids_of_beta[0])["build"]["snapshot"]
    }
    assert len(list((settings.home / "snapshots").glob("*.json"))) == before + 1
    assert [load.number for load in loads(settings.home, "acme")] == [1, 2, 3]


def test_two_workers_load_once_and_in_order(settings: Settings, senders: Senders) -> None:
    rows = [("2026-01-06", f"c{each}", "relay", "5") for each in range(3)]
    ids = [senders.loader.take(write_usage(row), build="false") for row in rows]
    work(settings, workers=2)
    reports = [senders.loader.show(each)["report"]["load"] for each in ids]
    assert [load.load_id for load in loads(settings.home, "acme")][1:] == reports


def test_a_refused_report_says_file_line_and_column_and_no_value(settings: Settings, senders: Senders) -> None:
    rows = write_usage(("2026-01-06", "c2", "relay", "5"), ("never in spring", "c3", "relay", "1"))
    job_id = senders.loader.take(rows, strict="true")
    work(settings)
    done = senders.loader.show(job_id)
    assert (done["status"], done["report"], done["build"]["status"]) == ("REFUSED", None, "NONE")
    assert done["error"].startswith(
        "usage.csv: 1 of 2 rows are bad, and --strict takes none; the first: line 3, column used_on: "
    )
    assert "spring" not in done["error"]
    assert len(loads(settings.home, "acme")) == 1
    assert uploads(settings) == []


def test_bad_rows_are_listed_with_their_values_for_an_owner_alone(settings: Settings, senders: Senders) -> None:
    bad = write_usage(
        ("2026-01-06", "c2", "relay", "5"), ("=1+1 spring", "c3", "relay", "1"), ("2026-01-08", "c4", "relay", "2")
    )
    job_id = senders.loader.take(bad)
    work(settings)
    path = f"/loads/{job_id}/quarantine"
    listed = senders.owner.get(path)
    header, row = listed.text.splitlines()
    assert (listed.headers["content-type"], header) == (
        "text/csv; charset=utf-8; header=present",
        "file,line,column,value,reason",
    )
    assert row.startswith('"usage.csv",3,"used_on","\'=1+1 spring","')
    spared = senders.loader.get(path)
    assert spared.text.splitlines()[0] == "file,line,column,reason"
    assert spared.text.splitlines()[1].startswith('"usage.csv",3,"used_on","')
    assert "spring" not in spared.text
    for sender, status in ((senders.contributor, 403), (senders.other, 404), (senders.other_owner, 404)):
        refused = sender.get(path)
        assert (refused.status_code, "spring" in refused.text) == (status, False)
    clean = senders.loader.take(NEW)
    work(settings)
    assert message(senders.owner.get(f"/loads/{clean}/quarantine"))[:2] == (404, "NOT_FOUND")


def test_another_publisher_s_load_reads_like_an_unknown_one(senders: Senders) -> None:
    job_id = senders.loader.take(NEW)
    for sender in (senders.other, senders.other_owner):
        unknown = sender.get("/loads/AAAAAAAAAAAAAAAAAAAAAA")
        foreign = sender.get(f"/loads/{job_id}")
        assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json()) == (404, foreign.json())
        assert sender.get("/loads").json() == {"loads": []}
    assert [each["id"] for each in senders.owner.get("/loads").json()["loads"]] == [job_id]
    second = senders.loader.take(NEW, name="again.csv")
    assert [each["id"] for each in senders.loader.get("/loads?first=1").json()["loads"]] == [second]
    assert message(senders.loader.get("/loads?first=101")) == (
        400,
        "BAD_INPUT",
        "first: got '101'; takes a whole number from 1 to 100",
    )


def test_a_loader_reads_nothing(senders: Senders) -> None:
    said = "this token sends reports and reads nothing; ask with the token of an owner or a contributor"
    client, headers = senders.loader.client, senders.loader.headers
    events = {"accept": "text/event-stream"}
    subscription = {"query": 'subscription { exportProgress(id: "x") { status } }'}
    for answer in (
        client.post("/graphql", json={"query": "{ offers { totalCount } }"}, headers=headers),
        client.post("/graphql", json={"query": "{ __typename }"}, headers=headers),
        client.get("/graphql", params={"query": "{ offers { totalCount } }"}, headers=headers),
        client.post("/graphql", json=subscription, headers={**headers, **events}),
        client.get("/schema.graphql", headers=headers),
        client.get("/downloads/abc", headers=headers),
        client.get("/session", headers=headers),
        client.delete("/session", headers=headers),
        client.post("/session", json={"token": senders.loader.token}),
    ):
        assert message(answer) == (403, "FORBIDDEN", said)
        assert list(answer.json()) == ["errors"]
        assert "set-cookie" not in answer.headers
    assert client.get("/metrics", headers=headers).status_code == 401


def test_only_a_loader_sends(senders: Senders, settings: Settings) -> None:
    for sender in (senders.owner, senders.contributor):
        assert message(sender.send(NEW))[:2] == (403, "FORBIDDEN")
    assert senders.loader.client.post("/loads?file=a.csv", content=NEW).status_code == 401
    assert message(senders.contributor.get("/loads"))[:2] == (403, "FORBIDDEN")
    assert uploads(settings) == []
    assert senders.loader.get("/loads").json() == {"loads": []}


def bomb_of_gzip() -> bytes:
    return gzip.compress(b"0" * 5_000_000) + gzip.compress(b"0" * 5_000_000)


def bomb_of_zstd() -> bytes:
    return zstd.compress(b"0" * 10_000_000)


@pytest.mark.parametrize("make", [bomb_of_gzip, bomb_of_zstd])
def test_what_unpacks_to_too_much_is_refused_and_nothing_is_left(
    settings: Settings, keys: Keys, make: Callable[[], bytes]
) -> None:
    small = settings.model_copy(update={"load_unpacked_bytes": 9_000_000, "load_bytes": 100_000})
    with open_senders(small, keys) as senders:
        expected = (
            413, "TOO_COMPLEX",
            "the files unpack to more than 9000000 bytes (HOLDFAST_LOAD_UNPACKED_BYTES); send them in pieces",
        )  # fmt: skip
        assert message(senders.loader.send(make())) == expected
        files = [("a", ("one.csv.gz", make()))]
        assert message(senders.loader.client.post("/loads", files=files, headers=senders.loader.headers)) == expected
        assert uploads(small) == []
        assert senders.loader.get("/loads").json() == {"loads": []}


def test_a_body_that_is_too_large_is_refused_and_nothing_is_left(settings: Settings, keys: Keys) -> None:
    small = settings.model_copy(update={"load_bytes": 2000})
    with open_senders(small, keys) as senders:
        large = write_usage(*[FIRST] * 200)

        def piece_by_piece() -> Iterator[bytes]:
            yield from (large[place : place + 100] for place in range(0, len(large), 100))

        expected = (
            413, "TOO_COMPLEX", "the body has more than 2000 bytes, the most that HOLDFAST_LOAD_BYTES allows; send it in pieces",
        )  # fmt: skip
        assert message(senders.loader.send(large)) == expected
        unsaid = senders.loader.client.post(
            "/loads?file=a.csv", content=piece_by_piece(), headers=senders.loader.headers
        )
        assert message(unsaid) == expected
        assert uploads(small) == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"replaces": "2026-01-02..2026-01-01"}, "replaces: '2026-01-02..2026-01-01' ends before it begins"),
        ({"strict": "yes"}, "strict: got 'yes'; takes true or false"),
        ({"zone": "Mars/Base"}, "zone: 'Mars/Base' is no time zone; takes a name such as Europe/Berlin or UTC"),
        ({"publisher": "beta"}, "'publisher': no such option; takes build, name, replaces, strict, zone"),
    ],
)
def test_an_option_without_meaning_is_told(
    senders: Senders, settings: Settings, given: dict[str, str], told: str
) -> None:
    assert message(senders.loader.send(NEW, "usage.csv", None, **given)) == (400, "BAD_INPUT", told)
    form = senders.loader.client.post(
        "/loads", files=[("a", ("a.csv", NEW))], data=given, headers=senders.loader.headers
    )
    assert message(form) == (400, "BAD_INPUT", told)
    assert uploads(settings) == []


def test_names_that_are_none_are_refused(senders: Senders, settings: Settings) -> None:
    loader = senders.loader
    for name in ("../up.csv", ".hidden", "a/b", "a\nb", "x" * 201):
        assert message(loader.send(NEW, name))[:2] == (400, "BAD_INPUT")
    assert message(loader.client.post("/loads", content=NEW, headers=loader.headers))[0] == 400
    twice = [("a", ("one.csv", NEW)), ("b", ("one.csv", NEW))]
    refused = loader.client.post("/loads", files=twice, headers=loader.headers)
    assert message(refused)[2] == "file name: two files have the same name; give each another"
    assert uploads(settings) == []
    named = {**loader.headers, "content-disposition": 'attachment; filename="of header.csv"'}
    assert loader.client.post("/loads", content=NEW, headers=named).status_code == 202
    work(settings)
    assert loads(settings.home, "acme")[1].files[0].name == "of header.csv"


def test_a_body_that_cannot_be_read_is_refused(senders: Senders, settings: Settings) -> None:
    loader = senders.loader
    cut = b'--x\r\ncontent-disposition: form-data; name="a"; filename="a.csv"\r\n\r\nused_on'
    form = {"content-type": "multipart/form-data; boundary=x"}
    assert message(loader.send(cut, headers=form))[2] == "the form has no end: it was cut off; send it again"
    assert message(loader.send(b"no form", headers=form))[0] == 400
    assert message(loader.send(NEW, headers={"content-type": "multipart/form-data"}))[0] == 400
    assert message(loader.send(NEW, headers={"content-encoding": "br"}))[0] == 415
    many = [("a", (f"{each}.csv", b"x")) for each in range(101)]
    refused = loader.client.post("/loads", files=many, headers=loader.headers)
    assert message(refused) == (413, "TOO_COMPLEX", "a load takes 100 files at most; send the others by another")
    assert uploads(settings) == []


def test_a_full_queue_takes_no_more(settings: Settings, keys: Keys) -> None:
    narrow = settings.model_copy(update={"loads_unfinished": 1})
    with open_senders(narrow, keys) as senders:
        senders.loader.take(NEW)
        refused = senders.loader.send(NEW)
        assert message(refused) == (
            429,
            "RATE_LIMITED",
            "1 loads of this publisher are unfinished; wait until one has ended",
        )
        assert refused.headers["retry-after"] == "10"
        assert len(uploads(narrow)) == 1
        senders.other.take(NEW)


def test_the_trail_tells_who_sent_and_who_was_refused(settings: Settings, keys: Keys) -> None:
    with open_senders(settings, keys) as senders:
        senders.loader.take(NEW, name="personal name.csv")
        senders.loader.client.post("/graphql", json={"query": "{ __typename }"}, headers=senders.loader.headers)
        senders.owner.send(NEW)
    with open_senders(settings, keys) as senders:
        query = {"query": "{ auditEvents { nodes { action member role code } } }"}
        nodes = senders.owner.client.post("/graphql", json=query, headers=senders.owner.headers).json()["data"][
            "auditEvents"
        ]["nodes"]
    told = [(node["action"], node["role"], node["code"]) for node in nodes if node["action"] != "TOKEN_CREATED"]
    assert sorted(told, key=str) == [
        ("LOAD_REQUESTED", None, None),
        ("REFUSED", "OWNER", "FORBIDDEN"),
        ("REFUSED", None, "FORBIDDEN"),
    ]
    assert "personal name" not in str(nodes)
