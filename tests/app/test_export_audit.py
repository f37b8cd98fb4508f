"""Exports in the audit trail: who asked for which, who took it, and whom it shows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.commands import run_command
from tests.app.conftest import Tokens, make_settings
from tests.app.exporting import DETAILS, RETENTION, Members, open_members, publish_parts

EVENTS = "{ auditEvents(first: 50) { nodes { action times member role personalFields customers exports } } }"


@pytest.fixture
def members(home: Path, tokens: Tokens) -> Iterator[Members]:
    """Members of acme, whose five customers each have a company's name."""
    publish_parts(home, customers=5, days=3)
    with open_members(make_settings(home), tokens) as members:
        yield members


def events(members: Members) -> list[tuple[object, ...]]:
    """What was done about exports and how often, the newest last."""
    found = members.owner.ask(EVENTS)["auditEvents"]["nodes"]
    told: list[list[Any]] = []
    for action, times, *rest in (each.values() for each in reversed(found)):
        alike = next((each for each in told if [each[0], *each[2:]] == [action, *rest]), None)
        if alike is None:
            told.append([action, times, *rest])
        else:  # the trail was written in between
            alike[1] += times
    return [tuple(each) for each in told if each[0] not in ("QUERY", "TOKEN_CREATED")]


def test_requests_and_downloads_of_an_owner_are_told(members: Members) -> None:
    export = members.owner.request(**DETAILS)
    usage = members.owner.request(**RETENTION)
    for each in (export, usage):
        assert members.owner.download(each["downloadUrl"]).status_code == 200
    assert members.owner.download(export["downloadUrl"], range="bytes=0-9").status_code == 206
    who = ("tester", "OWNER")
    assert events(members) == [
        ("EXPORT_REQUESTED", 1, *who, [], 0, [export["id"]]),
        ("EXPORT_REQUESTED", 1, *who, [], 0, [usage["id"]]),
        ("EXPORT_DOWNLOADED", 2, *who, ["companyName"], 5, [export["id"]]),
        # three days of one customer's usage
        ("EXPORT_DOWNLOADED", 1, *who, ["companyName"], 1, [usage["id"]]),
    ]


def test_a_contributors_file_delivers_nothing_personal(members: Members) -> None:
    export = members.contributor.request(**DETAILS)
    assert members.contributor.download(export["downloadUrl"]).status_code == 200
    who = ("tester", "CONTRIBUTOR")
    assert events(members) == [
        ("EXPORT_REQUESTED", 1, *who, [], 0, [export["id"]]),
        ("EXPORT_DOWNLOADED", 1, *who, [], 0, [export["id"]]),
    ]


def test_what_is_not_given_out_is_not_told(members: Members) -> None:
    export = members.owner.request(**DETAILS)
    etag = members.owner.download(export["downloadUrl"], range="bytes=0-0").headers["etag"]
    assert members.owner.download(export["downloadUrl"], if_none_match=etag).status_code == 304
    head = members.owner.client.head(export["downloadUrl"], headers=members.owner.headers)
    assert head.status_code == 200
    assert members.contributor.download(export["downloadUrl"]).status_code == 404
    assert [each[:2] for each in events(members)] == [("EXPORT_REQUESTED", 1), ("EXPORT_DOWNLOADED", 1)]


def test_a_file_made_by_the_operator_is_told(members: Members, home: Path, tmp_path: Path) -> None:
    words = ["export", "CUSTOMER_DETAILS", "--publisher", "acme", "--role", "owner", "-o", str(tmp_path / "file")]
    assert run_command(home, words).returncode == 0
    assert events(members) == [("EXPORT_DOWNLOADED", 1, "command line", "OWNER", ["companyName"], 5, [])]
