"""The address /metrics: who may read it, and what it gathers from a serving process."""

import asyncio
import hmac
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from anyio.to_thread import run_sync
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from app.annex.annex import Annex
from app.beside import beside
from app.clock import now
from app.draining import Turnstile
from app.graphql import GraphQLEndpoint
from app.metrics import Metrics
from app.secret import read_metrics_token
from app.shell import Shell
from db.lake import LAKE_FOLDER
from db.records.exports import count_waiting
from db.records.load_jobs import count_waiting_jobs
from domain.errors import HoldfastError, UnauthenticatedError
from resolvers.workers import current_line

_EVERY = 5.0
_NO_TOKEN = (
    "metrics have a token of their own: send `Authorization: Bearer ...` with HOLDFAST_METRICS_TOKEN,"
    " or what `metrics-token` in the home holds"
)


class MetricsEndpoint:
    """Answers /metrics to who has the token of the metrics; those of publishers do not open it, since it counts for all of them."""

    def __init__(self, metrics: Metrics, shell: Shell) -> None:
        self._metrics = metrics
        self._token = read_metrics_token(shell.settings) if shell.settings.metrics == "token" else None

    async def answer(self, request: Request) -> Response:
        """Every series as text; UnauthenticatedError without the token."""
        if self._token is not None and not _is_given(request, self._token):
            raise UnauthenticatedError(_NO_TOKEN)
        await self._metrics.refresh()
        body, content_type = await run_sync(self._metrics.write, request.headers.get("accept", ""))
        return Response(body, headers={"content-type": content_type, "cache-control": "no-store"})


def _is_given(request: Request, token: bytes) -> bool:
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token)


class Process:
    """What the metrics ask a serving process about itself."""

    def __init__(
        self, metrics: Metrics, shell: Shell, endpoint: GraphQLEndpoint, turnstile: Turnstile, annex: Annex
    ) -> None:
        self._metrics, self._shell, self._endpoint, self._turnstile = metrics, shell, endpoint, turnstile
        self._annex = annex
        metrics.add_collector(self.collect)

    async def collect(self) -> None:
        """Sets what stands now."""
        metrics, slices, answers = self._metrics, self._shell.house.slices, self._endpoint.answers
        metrics.count_looks("answers", answers.found, answers.made)
        beside = await self._annex.look()
        taken, made = slices.taken + beside.taken, slices.made + beside.made
        metrics.count_looks("slices", taken - made, made)
        metrics.annexes.set(self._annex.there.is_set())
        metrics.cache_bytes.labels("answers").set(answers.held)
        metrics.cache_bytes.labels("slices").set(slices.held + beside.held)
        line = current_line()
        metrics.queue.labels("questions").set(line.waiting + beside.waiting)
        metrics.running.labels("questions").set(line.busy + beside.busy)
        metrics.running.labels("requests").set(self._turnstile.running)
        metrics.queue.labels("requests").set(self._endpoint.gates.waiting)
        with suppress(SQLAlchemyError, sqlite3.Error, OSError):
            metrics.waiting["exports"] = await count_waiting(self._shell.records)
            metrics.waiting["loads"] = await count_waiting_jobs(self._shell.records)
        # a snapshot that cannot be read is told by /readyz; the other series are needed then all the more
        with suppress(HoldfastError, OSError, ValueError):
            await self._collect_ages()

    async def _collect_ages(self) -> None:
        snapshot = await run_sync(self._shell.house.snapshots.current)
        if snapshot is not None:
            self._metrics.snapshot_age.set((now() - snapshot.built_at).total_seconds())
        # what lies in a storage changes on other hosts
        home = None if self._shell.settings.storage else self._shell.settings.home
        changed = await run_sync(find_last_change, home) if home else None
        if changed is not None:
            self._metrics.lake_age.set((now() - changed).total_seconds())


def find_last_change(home: Path) -> datetime | None:
    """When a load was last added to the lake or taken out of it, None for an empty one: one stat for each publisher."""
    lake = home / LAKE_FOLDER
    if not lake.is_dir():
        return None
    newest = max((folder.stat().st_mtime for folder in lake.iterdir() if folder.is_dir()), default=None)
    return None if newest is None else datetime.fromtimestamp(newest, UTC)


@asynccontextmanager
async def staying_fresh(metrics: Metrics) -> AsyncIterator[None]:
    """Sets what stands every few seconds: where there are several processes, another one is asked for it."""

    async def stay() -> None:
        while True:
            await metrics.refresh()
            await asyncio.sleep(_EVERY)

    async with beside(stay()):
        yield
