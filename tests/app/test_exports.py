"""Exports over GraphQL: at once or queued, seen by whom they concern, refused as data."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.settings import Settings
from tests.app.conftest import Tokens, make_settings
from tests.app.exporting import CANCEL, DETAILS, EXPORT, LIST, RETENTION, Members, open_members, publish_parts, work

UNKNOWN = "RXhwb3J0Om5vc3VjaGV4cG9ydDAwMDAwMDAw"
"""The global id of no export."""


@pytest.fixture
def settings(home: Path) -> Settings:
    """Settings of a home whose acme is just short enough to be exported at once, and whose beta is not."""
    publish_parts(home)
    return make_settings(home, exports_unfinished=3)


@pytest.fixture
def members(settings: Settings, tokens: Tokens) -> Iterator[Members]:
    """Members of acme and beta."""
    with open_members(settings, tokens) as members:
        yield members


@pytest.mark.parametrize(("given", "rows"), [(DETAILS, 1000), (RETENTION, 500)])
def test_a_short_export_is_ready_at_once(members: Members, given: dict[str, str], rows: int) -> None:
    export = members.owner.request(**given)
    moments = [datetime.fromisoformat(export.pop(name)) for name in ("createdAt", "readyAt", "expiresAt")]
    assert moments == sorted(moments)
    assert moments[2] - moments[1] == timedelta(days=30)
    found = members.owner.download(export["downloadUrl"])
    assert found.status_code == 200
    assert len(list(csv.reader(io.StringIO(found.text)))) == rows + 1
    assert re.fullmatch(r"/downloads/[A-Za-z0-9_-]{22}", export.pop("downloadUrl"))
    assert members.owner.find(export["id"]) is not None
    assert export.pop("id").startswith("RXhwb3J0O")
    assert export == {
        "report": given["report"],
        "format": "CSV",
        "status": "READY",
        "rows": rows,
        "bytes": len(found.content),
        "progress": 1.0,
        "error": None,
        "requestedBy": "tester",
        "personalData": True,
    }


@pytest.mark.parametrize(("given", "rows"), [(DETAILS, 1001), (RETENTION, 501)])
def test_a_longer_one_is_queued_and_written_by_a_worker(
    members: Members, settings: Settings, given: dict[str, str], rows: int
) -> None:
    export = members.other.request(**given)
    empty = ("rows", "bytes", "readyAt", "expiresAt", "downloadUrl", "error")
    assert [export[name] for name in empty] == [None] * 6
    assert (export["status"], export["progress"], export["personalData"]) == ("QUEUED", 0.0, True)
    assert work(settings, "beta") == ["READY"]
    ready = members.other.find(export["id"])
    assert ready is not None
    assert (ready["status"], ready["rows"], ready["progress"]) == ("READY", rows, 1.0)
    assert len(list(csv.reader(io.StringIO(members.other.download(ready["downloadUrl"]).text)))) == rows + 1


def test_an_export_is_of_the_parts_of_its_request(members: Members, settings: Settings, home: Path) -> None:
    export = members.other.request(**DETAILS)
    publish_parts(home, "part-3", customers=1200)
    assert work(settings, "beta") == ["READY"]
    ready = members.other.find(export["id"])
    assert ready is not None
    assert ready["rows"] == 1001


def test_an_export_whose_data_is_gone_fails_and_says_so(members: Members, settings: Settings, home: Path) -> None:
    export = members.other.request(**DETAILS)
    publish_parts(home, "part-3")
    (home / "parts" / "beta" / "part-2").rename(home / "gone")
    assert work(settings, "beta") == ["FAILED"]
    failed = members.other.find(export["id"])
    assert failed is not None
    assert failed["error"] == "part part-2 of beta: no longer kept; run `./holdfast build`"
    assert failed["downloadUrl"] is None


def test_a_contributors_file_holds_nothing_personal(members: Members) -> None:
    owners, contributors = members.owner.request(**DETAILS), members.contributor.request(**DETAILS)
    assert (owners["personalData"], contributors["personalData"]) == (True, False)
    own = members.contributor.download(contributors["downloadUrl"]).text
    assert len(own.splitlines()) == 1001
    assert "acme company" not in own
    assert members.owner.download(owners["downloadUrl"]).text.count("acme company") == 1000


def test_who_sees_which(members: Members) -> None:
    by_owner, by_contributor = members.owner.request(**DETAILS)["id"], members.contributor.request(**DETAILS)["id"]
    by_other = members.other.request(**DETAILS)["id"]
    seen = {
        name: [each["id"] for each in getattr(members, name).ask(LIST)["exports"]["nodes"]]
        for name in ("owner", "contributor", "other")
    }
    assert seen == {"owner": [by_contributor, by_owner], "contributor": [by_contributor], "other": [by_other]}
    node = "query($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id __typename } export(id: $id) { id } }"
    for export_id in (by_owner, by_other, UNKNOWN):
        hidden = members.contributor.ask(node, id=export_id, ids=[export_id, by_contributor])
        assert hidden == {
            "node": None, "nodes": [None, {"id": by_contributor, "__typename": "Export"}], "export": None,
        }  # fmt: skip
        refused = members.contributor.ask(CANCEL, id=export_id)["cancelExport"]
        message = "id: no such export; `exports` lists them"
        assert refused == {
            "export": None, "errors": [{"code": "NOT_FOUND", "message": message, "field": ["input", "id"]}],
        }  # fmt: skip
    shown = members.owner.ask(node, id=by_contributor, ids=[by_owner])
    assert shown["node"] == {"id": by_contributor}


def test_pages_of_exports(members: Members) -> None:
    made = [members.owner.request(**DETAILS)["id"] for _ in range(3)][::-1]
    first = members.owner.ask(LIST, first=2)["exports"]
    assert [each["id"] for each in first["nodes"]] == made[:2]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    rest = members.owner.ask(LIST, first=2, after=first["pageInfo"]["endCursor"])["exports"]
    assert [each["id"] for each in rest["nodes"]] == made[2:]
    assert (rest["totalCount"], rest["pageInfo"]["hasNextPage"]) == (3, False)
    for member in (members.contributor, members.other):
        (error,) = member.body(LIST, after=first["pageInfo"]["endCursor"])["errors"]
        assert error["extensions"] == {"code": "BAD_CURSOR"}
    customers = members.owner.ask("{ customers(first: 1) { pageInfo { endCursor } } }")["customers"]
    (error,) = members.owner.body(LIST, after=customers["pageInfo"]["endCursor"])["errors"]
    assert error["extensions"] == {"code": "BAD_CURSOR"}


def test_a_queued_export_is_canceled_once(members: Members, settings: Settings) -> None:
    export = members.other.request(**DETAILS)
    canceled = members.other.ask(CANCEL, id=export["id"])["cancelExport"]
    assert (canceled["errors"], canceled["export"]["status"], canceled["export"]["progress"]) == ([], "CANCELED", None)
    again = members.other.ask(CANCEL, id=export["id"])["cancelExport"]
    message = "id: the export is CANCELED; only one that is queued or runs is canceled"
    assert again["errors"] == [{"code": "BAD_INPUT", "message": message, "field": ["input", "id"]}]
    assert again["export"] == canceled["export"]
    assert work(settings, "beta") == ["CANCELED"]
    assert list((settings.home / "exports").glob("*.csv")) == []


def test_expected_refusals_are_data(members: Members) -> None:
    named = {"companyName": {"contains": "acme"}}
    assert members.owner.refusals(**DETAILS, offerId="o1") == [
        {"code": "BAD_INPUT", "message": "offerId: CUSTOMER_DETAILS does not take it; it takes range, filter, orderBy",
         "field": ["input", "offerId"]}
    ]  # fmt: skip
    assert [each["code"] for each in members.contributor.refusals(**DETAILS, filter=named)] == ["FORBIDDEN_FIELD"]
    order = [{"field": "COMPANY_NAME"}]
    assert [each["code"] for each in members.contributor.refusals(**DETAILS, orderBy=order)] == ["FORBIDDEN_FIELD"]
    assert [each["code"] for each in members.owner.refusals(report="RETENTION_DETAILS", offerId="o9")] == ["NOT_FOUND"]
    assert members.owner.ask(LIST)["exports"]["totalCount"] == 0


def test_a_publisher_has_so_many_unfinished_exports(members: Members) -> None:
    made = [members.other.request(**DETAILS)["id"] for _ in range(3)]
    (refused,) = members.other.refusals(**DETAILS)
    assert refused == {
        "code": "RATE_LIMITED",
        "message": "3 exports of this publisher are unfinished; wait until one is ready, or cancel one",
        "field": None,
    }
    assert members.owner.request(**DETAILS)["status"] == "READY"
    assert members.other.ask(CANCEL, id=made[0])["cancelExport"]["errors"] == []
    assert members.other.request(**DETAILS)["status"] == "QUEUED"


def test_orders_and_filters_are_those_of_the_field(members: Members) -> None:
    chosen = {"customerId": ["c0000007", "c0000005"]}
    order = [{"field": "CUSTOMER_ID", "direction": "DESC"}]
    export = members.owner.request(**DETAILS, format="TSV", filter=chosen, orderBy=order)
    rows = csv.reader(io.StringIO(members.owner.download(export["downloadUrl"]).text), delimiter="\t")
    assert [row[0] for row in rows] == ["customerId", "c0000007", "c0000005"]
    (refused,) = members.owner.refusals(**DETAILS, orderBy=[{"field": "customerId"}])
    assert (
        refused["message"] == "orderBy: field 'customerId': give a field of the report's rows in capitals, like REVENUE"
    )


def test_mutations_are_posted(members: Members) -> None:
    query = "mutation { requestExport(input: {report: CUSTOMER_DETAILS}) { export { id } } }"
    answer = members.owner.client.get("/graphql", params={"query": query}, headers=members.owner.headers)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert members.owner.ask(LIST)["exports"]["totalCount"] == 0


@pytest.mark.parametrize(
    "query",
    [
        f"query($id: ID!) {{ export(id: $id) {EXPORT} }}",
        "query($id: ID!) { node(id: $id) { id ... on Export { status } } }",
        "query($id: ID!) { exports { totalCount } node(id: $id) { __typename } }",
    ],
)
def test_what_is_said_of_exports_is_never_kept(members: Members, settings: Settings, query: str) -> None:
    export = members.other.request(**DETAILS)
    variables = f'{{"id": "{export["id"]}"}}'

    def ask() -> object:
        answer = members.other.client.get(
            "/graphql", params={"query": query, "variables": variables}, headers=members.other.headers
        )
        assert answer.status_code == 200
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
        assert "errors" not in answer.json()
        return answer.json()["data"]

    before = ask()
    assert work(settings, "beta") == ["READY"]
    after = ask()
    assert (before != after) == ("status" in query)
