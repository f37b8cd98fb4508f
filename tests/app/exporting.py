"""Two publishers just below and above what is exported at once, and how tests ask for exports and work on them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from app.asgi import create_application
from app.exporting.place import open_desk, open_place
from app.reconciliation import ready_records
from app.settings import Settings
from app.shell import open_house
from db.parts import Part
from domain.pages import PageRequest
from domain.scope import Role, Scope
from services.exports.worker import ExportWorker
from tests.app.conftest import Tokens
from tests.parts import make_view, write_part
from tests.resolvers.world import OFFERS, PLANS, account_days, customer_months, usage_rows

AS_OF = date(2024, 8, 31)
EXPORT = """{ id report format status rows bytes progress createdAt readyAt expiresAt downloadUrl error requestedBy
    personalData }"""
REQUEST = f"mutation($input: RequestExportInput!) {{ requestExport(input: $input) {{ export {EXPORT} errors {{ code message field }} }} }}"
CANCEL = (
    f"mutation($id: ID!) {{ cancelExport(input: {{id: $id}}) {{ export {EXPORT} errors {{ code message field }} }} }}"
)
FIND = f"query($id: ID!) {{ export(id: $id) {EXPORT} }}"
LIST = f"""query($first: Int, $after: String) {{
    exports(first: $first, after: $after) {{
        nodes {{ id }} edges {{ cursor node {EXPORT} }} totalCount
        pageInfo {{ startCursor endCursor hasNextPage hasPreviousPage }}
    }}
}}"""
FOLLOW = f"subscription($id: ID!) {{ exportProgress(id: $id) {EXPORT} }}"
DOCUMENTS = (REQUEST, CANCEL, FIND, LIST, FOLLOW)
DETAILS = {"report": "CUSTOMER_DETAILS"}
RETENTION = {"report": "RETENTION_DETAILS", "offerId": "o1"}


def publish_parts(home: Path, part_id: str = "part-2", customers: int = 1000, days: int = 500) -> list[Part]:
    """Parts of acme, with so many customers and days of usage, and of beta, with one more of each; they become current."""
    parts = [
        write_big_part(home, name, part_id, customers + more, days + more) for more, name in enumerate(("acme", "beta"))
    ]
    make_view(home, parts).house.warehouse.close()
    return parts


def write_big_part(home: Path, publisher_id: str, part_id: str, customers: int, days: int) -> Part:
    """A part whose customers all consent to being known, as `<publisher> company <number>`."""
    numbers = range(1, customers + 1)
    usage = usage_rows([(1, 1, 1, AS_OF - timedelta(days=day), 1, 1) for day in range(days)])
    tables = {
        "offers": OFFERS,
        "plans": PLANS,
        "accounts": [{"account": number, "account_id": f"a{number}"} for number in numbers],
        "customers": [
            {"customer": number, "customer_id": f"c{number:07}", "consent": True, "billing_account_id": f"a{number}"}
            | {"date_acquired": date(2024, 5, 1), "is_active": True}
            for number in numbers
        ],
        "people": [{"customer": number, "company_name": f"{publisher_id} company {number}"} for number in numbers],
        "usage": usage,
        "account_days": account_days(usage),
        "customer_months": customer_months(usage, []),
    }
    return write_part(home, tables, as_of=AS_OF, publisher_id=publisher_id, part_id=part_id)


@dataclass(frozen=True, slots=True)
class Member:
    """Asks over HTTP with a token."""

    client: TestClient
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """The data of an answer without errors."""
        body = self.body(query, **variables)
        assert "errors" not in body, body
        data: dict[str, Any] = body["data"]
        return data

    def body(self, query: str, **variables: object) -> dict[str, Any]:
        """The whole answer."""
        answer = self.client.post("/graphql", json={"query": query, "variables": variables}, headers=self.headers)
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    def request(self, **given: object) -> dict[str, Any]:
        """An export that is taken in."""
        payload: dict[str, Any] = self.ask(REQUEST, input=given)["requestExport"]
        assert payload["errors"] == []
        found: dict[str, Any] = payload["export"]
        return found

    def refusals(self, **given: object) -> list[dict[str, Any]]:
        """Why an export is not taken in."""
        payload: dict[str, Any] = self.ask(REQUEST, input=given)["requestExport"]
        assert payload["export"] is None
        found: list[dict[str, Any]] = payload["errors"]
        return found

    def find(self, export_id: str) -> dict[str, Any] | None:
        """An export by its global id."""
        found: dict[str, Any] | None = self.ask(FIND, id=export_id)["export"]
        return found

    def download(self, url: str, **headers: str) -> Response:
        """The answer to a download; headers with underscores for hyphens."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(url, headers=self.headers | given)


@dataclass(frozen=True, slots=True)
class Members:
    """An owner and a contributor of acme, and an owner of beta."""

    owner: Member
    contributor: Member
    other: Member


@contextmanager
def open_members(settings: Settings, tokens: Tokens) -> Iterator[Members]:
    """Members who ask the application of these settings."""
    with TestClient(create_application(settings), base_url="https://testserver") as client:
        yield Members(*(Member(client, token) for token in (tokens.owner, tokens.contributor, tokens.other)))


def work(settings: Settings, publisher_id: str) -> list[str]:
    """Runs a worker until none of a publisher's exports is unfinished; gives their states, the newest first."""

    async def run() -> list[str]:
        async with ready_records(settings) as records:
            place = open_place(settings, records)
            stop = asyncio.Event()
            house = open_house(settings, "256MB", 1)
            working = asyncio.ensure_future(ExportWorker(place, house, "worker of the tests", stop).run())
            scope, desk = Scope(publisher_id, Role.OWNER, "tests"), open_desk(settings, place)
            listed = (await desk.page(scope, house.signer, PageRequest(100), with_total=False)).rows
            ended = []
            for each in listed:
                states = [state async for state in desk.follow(scope, each.export_id)]
                ended.append(states[-1].status.value)
            stop.set()
            assert await working
            house.warehouse.close()
            return ended

    return asyncio.run(run())
