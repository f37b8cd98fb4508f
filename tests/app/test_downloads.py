"""Downloads over HTTP, from a folder and from S3: whole and in part, checked again, never kept by anybody."""

from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from db.exports import open_store
from tests.app.conftest import Tokens, make_settings
from tests.app.exporting import DETAILS, Members, open_members, publish_parts

GONE = {
    "errors": [
        {
            "message": "no file of that id is ready for you; `exports` lists those that are",
            "extensions": {"code": "NOT_FOUND"},
        }
    ]
}


@pytest.fixture
def settings(home: Path, exports_place: str) -> Settings:
    """Settings that keep files in a folder or on S3."""
    publish_parts(home)
    return make_settings(home, exports=exports_place)


@pytest.fixture
def members(settings: Settings, tokens: Tokens) -> Iterator[Members]:
    """Members of acme and beta."""
    with open_members(settings, tokens) as members:
        yield members


def stored(settings: Settings) -> bytes:
    """The bytes of the only file."""
    store = open_store(settings.exports_place)
    (key,) = store.list_keys()
    return store.read(str(key), 0, store.size(str(key)))


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("CSV", "text/csv; charset=utf-8; header=present"),
        ("TSV", "text/tab-separated-values; charset=utf-8"),
        ("PARQUET", "application/vnd.apache.parquet"),
        ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_whole_file_with_its_headers(members: Members, settings: Settings, kind: str, media_type: str) -> None:
    export = members.owner.request(**DETAILS, format=kind)
    answer = members.owner.download(export["downloadUrl"], accept_encoding="gzip, zstd, br")
    data = stored(settings)
    assert (answer.status_code, answer.content) == (200, data)
    name = f"customer-details-{export['createdAt'][:10]}.{kind.lower()}"
    assert {
        name: answer.headers.get(name)
        for name in (
            "content-type", "content-length", "content-disposition", "cache-control", "x-content-type-options", "accept-ranges",
            "etag", "content-encoding", "content-range",
        )
    } == {
        "content-type": media_type,
        "content-length": str(len(data)),
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
        "accept-ranges": "bytes",
        "etag": f'"{sha256(data).hexdigest()}"',
        "content-encoding": None,
        "content-range": None,
    }  # fmt: skip
    assert b64decode(answer.headers["repr-digest"].split(":")[1]) == sha256(data).digest()
    head = members.owner.client.head(export["downloadUrl"], headers=members.owner.headers)
    assert (head.status_code, head.content) == (200, b"")
    same = ("content-type", "content-length", "etag", "accept-ranges", "content-disposition")
    assert [head.headers[each] for each in same] == [answer.headers[each] for each in same]


def test_parts_of_a_file(members: Members, settings: Settings) -> None:
    url = members.owner.request(**DETAILS)["downloadUrl"]
    data = stored(settings)
    size = len(data)
    for header, start, end in (
        ("bytes=0-0", 0, 1),
        ("bytes=5-99", 5, 100),
        ("bytes=5-", 5, size),
        ("Bytes = 5 - 9", 5, 10),
        ("bytes=-7", size - 7, size),
        (f"bytes=-{size + 5}", 0, size),
        (f"bytes={size - 1}-{size + 100}", size - 1, size),
    ):
        answer = members.owner.download(url, range=header)
        assert (answer.status_code, answer.content) == (206, data[start:end]), header
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert answer.headers["content-length"] == str(end - start)
    for header in ("bytes=9-5", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "nonsense", f"bytes={'9' * 30}-"):
        answer = members.owner.download(url, range=header)
        assert (answer.status_code, answer.content) == (200, data), header
        assert "content-range" not in answer.headers
    for header in (f"bytes={size}-", f"bytes={size}-{size + 1}", "bytes=-0"):
        answer = members.owner.download(url, range=header)
        assert answer.status_code == 416, header
        assert answer.headers["content-range"] == f"bytes */{size}"
        assert data[:20] not in answer.content


def test_conditions(members: Members, settings: Settings) -> None:
    url = members.owner.request(**DETAILS)["downloadUrl"]
    data = stored(settings)
    etag = f'"{sha256(data).hexdigest()}"'
    for condition, status in (
        (etag, 206), (f"W/{etag}", 200), ('"other"', 200), ("Sat, 21 Nov 2026 10:00:00 GMT", 200),
    ):  # fmt: skip
        answer = members.owner.download(url, range="bytes=0-9", if_range=condition)
        assert (answer.status_code, answer.content) == (status, data[:10] if status == 206 else data), condition
    for condition in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = members.owner.download(url, if_none_match=condition)
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    assert members.owner.download(url, if_none_match='"other"').status_code == 200
    assert members.owner.download(url, if_match=etag).status_code == 200
    refused = members.owner.download(url, if_match='"other"')
    assert refused.status_code == 412
    assert data[:20] not in refused.content


def test_a_file_is_of_those_who_may_see_it(members: Members, tokens: Tokens) -> None:
    by_owner, by_contributor = members.owner.request(**DETAILS), members.contributor.request(**DETAILS)
    unknown = "/downloads/AAAAAAAAAAAAAAAAAAAAAA"
    for member, url in (
        (members.contributor, by_owner["downloadUrl"]),
        (members.other, by_owner["downloadUrl"]),
        (members.other, by_contributor["downloadUrl"]),
        (members.owner, unknown),
        (members.owner, "/downloads/x"),
    ):
        answer = member.download(url)
        assert (answer.status_code, answer.json()) == (404, GONE)
        assert "company" not in answer.text
        assert not {"etag", "repr-digest", "content-disposition"} & set(answer.headers)
        assert member.client.head(url, headers=member.headers).status_code == 404
    assert members.owner.download(by_contributor["downloadUrl"]).status_code == 200
    assert members.contributor.download(by_contributor["downloadUrl"]).status_code == 200
    for headers in ({}, {"authorization": "Bearer hf_no"}, {"authorization": f"Bearer {tokens.expired}"}):
        refused: Any = members.owner.client.get(by_owner["downloadUrl"], headers=headers)
        assert refused.status_code == 401
        assert "company" not in refused.text


def test_a_file_that_is_gone_reads_like_an_unknown_one(members: Members, settings: Settings) -> None:
    url = members.owner.request(**DETAILS)["downloadUrl"]
    store = open_store(settings.exports_place)
    (key,) = store.list_keys()
    store.delete(str(key))
    answer = members.owner.download(url)
    assert (answer.status_code, answer.json()) == (404, GONE)


def test_other_methods_are_refused(members: Members) -> None:
    url = members.owner.request(**DETAILS)["downloadUrl"]
    answer = members.owner.client.post(url, headers=members.owner.headers)
    assert answer.status_code == 405
