"""A thousand customer details over HTTP: ours, and PostGraphile's from a table that holds the finished rows.

The baseline needs `npm`; it is installed into a folder that is removed afterwards. Every request is for another page of the list, found
by the cursors of the pages before; where there are no more pages it has another number of rows or a variable that no document knows:
so no kept answer is given.
"""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import orjson

from bench.dashboards import choose
from bench.keep_alive import UnexpectedAnswerError, prepare, press
from bench.postgraphile.table import fill
from bench.results import Result
from bench.serving import Served, environment, make_token, serve_home, serving
from bench.timing import RUNS, alternate
from domain.pages import LARGEST
from tests.postgres import running_postgres

_HERE = Path(__file__).parent
_UNLIMITED = {"HOLDFAST_COST_CAPACITY": str(10**12), "HOLDFAST_COST_REFILL": str(10**12)}
"""One token asks for everything here, many times what one may spend."""
_OURS = """query Details($first: Int!, $after: String, $order: [CustomerOrder!]) {
  customers(first: $first, after: $after, orderBy: $order) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      dateAcquired dateLost isActive reactivated orders seats normalizedHours rawHours revenue salesChannels subscriptionIds
      customer {
        customerId companyName firstName lastName email city postalCode state country language customerType personalData
      }
    }
  }
}"""
_CLIENTS = 8
_SECONDS = 2.0
_ORDERS = ("DATE_ACQUIRED", "REVENUE")
_Places = tuple[list[str], list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A server, the document that it is asked, and how it names an order."""

    client: httpx2.Client
    address: str
    document: str
    order: Any

    def _request(self, first: int, after: str | None, **others: int) -> dict[str, Any]:
        return {"query": self.document, "variables": {"first": first, "after": after, "order": self.order, **others}}

    def requests(self, places: Sequence[str]) -> Iterator[bytes]:
        """Requests for the largest page after one place and the next, each of them another one."""
        token = self.client.headers["authorization"].removeprefix("Bearer ")
        for turn, after in enumerate(cycle(places)):
            yield prepare(self.address, token, orjson.dumps(self._request(LARGEST, after, turn=turn)))

    def places(self) -> list[str]:
        """The cursor that each page but the last ends with, from the first page on."""
        found: list[str] = []
        page = self.ask(LARGEST, None)
        while page["pageInfo"]["hasNextPage"]:
            found.append(page["pageInfo"]["endCursor"])
            page = self.ask(LARGEST, found[-1])
        return found

    def ask(self, first: int, after: str | None) -> dict[str, Any]:
        """The connection in the answer to a request; UnexpectedAnswerError where it is refused."""
        answer = self.client.post(self.address, json=self._request(first, after))
        body = orjson.loads(answer.content)
        if answer.status_code != 200 or "errors" in body:
            raise UnexpectedAnswerError(answer.text[:500])
        found: dict[str, Any] = body["data"]["customers"]
        return found


def measure_postgraphile(home: Path) -> list[Result]:
    """Both orders of the first page; RuntimeError where both do not give the same rows."""
    publisher_id, _ = choose(home)
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder, running_postgres() as url:
        rows = asyncio.run(fill(url, home, publisher_id))
        given = environment(home, Path(folder)) | _UNLIMITED
        # PostGraphile sends its answers as they are: so do we here
        headers = {"authorization": f"Bearer {make_token(given, publisher_id)}", "accept-encoding": "identity"}
        with (
            serve_home(given) as ours,
            _serving_postgraphile(Path(folder), url) as theirs,
            httpx2.Client(headers=headers, timeout=60) as client,
        ):
            return [
                result
                for order in _ORDERS
                for result in _measure(f"1000 of {rows} by {order.lower()}", *_pair(client, ours, theirs, order))
            ]


@contextmanager
def _serving_postgraphile(folder: Path, url: str) -> Iterator[Served]:
    for name in ("package.json", "package-lock.json", "serve.js"):
        shutil.copy(_HERE / name, folder)
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(install, cwd=folder, check=True, capture_output=True)
    parts = urlsplit(url)
    place: Mapping[str, str] = {
        "PGHOST": parse_qs(parts.query)["host"][0],
        "PGUSER": parts.username or "",
        "PGDATABASE": parts.path.removeprefix("/"),
        "NODE_ENV": "production",
    }
    with serving(["node", str(folder / "serve.js")], {**os.environ, **place}) as served:
        yield served


def _pair(client: httpx2.Client, ours: Served, theirs: Served, order: str) -> tuple[Asked, Asked]:
    own = Asked(client, ours.address, _OURS, [{"field": order, "direction": "DESC"}])
    document = (_HERE / "details.graphql").read_text()
    other = Asked(client, theirs.address, document, [f"{order}_DESC", "PRIMARY_KEY_ASC"])
    return own, other


def _measure(name: str, own: Asked, other: Asked) -> list[Result]:
    places = own.places(), other.places()
    for after, theirs in zip(*(each[:: len(each) // 3 or 1] for each in places), strict=True):
        if _ids(own.ask(LARGEST, after)) != [node["customerId"] for node in other.ask(LARGEST, theirs)["nodes"]]:
            raise RuntimeError(f"{name}: both servers must give the same customers")
    return [_measure_one(name, own, other, places), _measure_many(name, own, other, places)]


def _measure_one(name: str, own: Asked, other: Asked, places: _Places) -> Result:
    steps = [zip(count(LARGEST - 1, -1), cycle(each), strict=False) for each in places]
    timed = alternate(lambda: own.ask(*next(steps[0])), lambda: other.ask(*next(steps[1])), runs=15)
    holds = timed.ours <= timed.baseline
    return Result(f"postgraphile: {name}", "ms", timed.ours, timed.baseline, "no slower", holds, "PostGraphile 4")


def _measure_many(name: str, own: Asked, other: Asked, places: _Places) -> Result:
    # an iterator for all turns: begun anew, it would ask what was answered before
    asked = [(each.address, each.requests(known)) for each, known in zip((own, other), places, strict=True)]
    rates = [[press(address, requests, _CLIENTS, _SECONDS) for address, requests in asked] for _ in range(RUNS)]
    ours, theirs = (median(turns) for turns in zip(*rates, strict=True))
    note = f"PostGraphile 4, {_CLIENTS} clients"
    return Result(f"postgraphile: {name}", "1/s", ours, theirs, "no fewer", ours >= theirs, note)


def _ids(connection: dict[str, Any]) -> list[str]:
    return [node["customer"]["customerId"] for node in connection["nodes"]]
