"""Metrics for Prometheus: requests, questions, caches, queues, ages; no label holds what a client sent or a tenant is called."""

import os
import platform
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path

import duckdb
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from app.facts import RequestFacts
from app.version import version

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder in which several processes count together; the library reads it when it is imported."""
_MOST_NAMES = 100
_QUEUE = "holdfast_queue_length"
_DOWNLOADS, _LOADS = "/downloads", "/loads"
_ROUTES = frozenset(
    {"/", _DOWNLOADS, _LOADS, "/graphql", "/schema.graphql", "/session", "/healthz", "/readyz", "/metrics"}
)
_REQUEST_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_QUESTION_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

Collect = Callable[[], Awaitable[None]]


class Names:
    """The first so many names of operations that were answered; all others are `other`, so that no client makes labels without end."""

    def __init__(self, most: int = _MOST_NAMES) -> None:
        self._most = most
        self._known: set[str] = set()

    def label(self, name: str | None, status: int) -> str:
        """The label of a name: empty where there is none."""
        if name is None:
            return ""
        if name not in self._known:
            if status >= 400 or len(self._known) >= self._most:
                return "other"
            self._known.add(name)
        return name


class _Counted:
    """Requests of some labels; where one process counts alone their number is taken over before a look, since looks are few."""

    __slots__ = ("_total", "number", "seconds")

    def __init__(self, total: Counter, seconds: Histogram) -> None:
        self._total, self.seconds = total, seconds
        self.number = 0

    def settle(self) -> None:
        self._total.inc(self.number)
        self.number = 0


class Metrics:
    """What one process counts; `collect` hooks are asked for what stands now before every look."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = own = CollectorRegistry()
        self._names = Names()
        self._seen: dict[tuple[str, str], int] = {}
        self._shared = FOLDER in os.environ
        self._counted: dict[tuple[str, str, str], _Counted] = {}
        self._requests: dict[tuple[str, str | None, int], _Counted] = {}
        self._collects: list[Collect] = []
        self._total = Counter("holdfast_requests", "Requests", ["route", "operation", "status"], registry=own)
        self._seconds = Histogram(
            "holdfast_request_seconds", "Seconds until a request was answered", ["route", "operation"],
            buckets=_REQUEST_SECONDS, registry=own,
        )  # fmt: skip
        self._questions = Histogram(
            "holdfast_question_seconds", "Seconds of a question; the engine `stored`: read from the part",
            ["question", "engine"], buckets=_QUESTION_SECONDS, registry=own,
        )  # fmt: skip
        self._cache = Counter("holdfast_cache", "Looks into a cache", ["cache", "outcome"], registry=own)
        self.cache_bytes = self._gauge("holdfast_cache_bytes", "Bytes that a cache holds", "livesum", "cache")
        self.waiting: dict[str, int] = {}
        """Exports and loads that no worker has taken: the same in every process."""
        self.queue = self._gauge(_QUEUE, "Work that waits", "livesum", "queue")
        self.annexes = self._gauge("holdfast_annexes", "Processes beside a serving one that are there", "livesum")
        self.running = self._gauge("holdfast_running", "Work that is being done", "livesum", "work")
        self.snapshot_age = self._gauge(
            "holdfast_snapshot_age_seconds", "Seconds since the snapshot that a process serves was published", "liveall"
        )
        self.lake_age = self._gauge("holdfast_lake_age_seconds", "Seconds since the lake changed", "livemin")
        build = self._gauge("holdfast_build_info", "1; which program this is", "max", "version", "python", "duckdb")
        build.labels(version(), platform.python_version(), duckdb.__version__).set(1)
        if not self._shared:
            ProcessCollector(registry=own)

    def _gauge(self, name: str, text: str, mode: str, *labels: str) -> Gauge:
        return Gauge(name, text, labels, registry=self._registry, multiprocess_mode=mode)  # type: ignore[arg-type]

    def observe_request(self, facts: RequestFacts) -> None:
        """Counts a request that has ended."""
        found = self._requests.get((facts.path, facts.operation, facts.status)) or self._find(facts)
        found.number += 1
        if self._shared:
            found.settle()
        found.seconds.observe(facts.milliseconds / 1000)

    def _find(self, facts: RequestFacts) -> _Counted:
        route = next((each for each in (_DOWNLOADS, _LOADS) if facts.path.startswith(f"{each}/")), facts.path)
        route = route if route in _ROUTES else "other"
        operation = self._names.label(facts.operation, facts.status)
        labels = route, operation, f"{facts.status // 100}xx"
        found = self._counted.get(labels)
        if found is None:
            found = _Counted(self._total.labels(*labels), self._seconds.labels(route, operation))
            self._counted[labels] = found
        if route == facts.path and operation == (facts.operation or ""):
            # only under names that are labels: there is an end of those
            self._requests[facts.path, facts.operation, facts.status] = found
        return found

    def observe_question(self, question: str, engine: str, seconds: float, _ended: int | None = None, /) -> None:
        """Counts a question; from any thread."""
        self._questions.labels(question, engine).observe(seconds)

    def count_looks(self, cache: str, found: int, made: int) -> None:
        """Takes over what a cache counted itself since it began."""
        for outcome, number in (("hit", found), ("miss", made)):
            self._cache.labels(cache, outcome).inc(max(number - self._seen.get((cache, outcome), 0), 0))
            self._seen[cache, outcome] = number

    def add_collector(self, collect: Collect) -> None:
        """Adds what is called before every look, and every few seconds where several processes count together."""
        self._collects.append(collect)

    def settle(self) -> None:
        """Takes over what was counted beside the library."""
        for counted in self._counted.values():
            counted.settle()

    async def refresh(self) -> None:
        """Calls what was added."""
        self.settle()
        for collect in self._collects:
            await collect()

    def write(self, accept: str) -> tuple[bytes, str]:
        """All that the processes counted, and its content type; reads files where there are several."""
        registry = self._registry
        if self._shared:
            _forget_dead(Path(os.environ[FOLDER]))
            registry = CollectorRegistry()
            registry.register(_Together(self.waiting))
        else:
            for queue, number in self.waiting.items():
                self.queue.labels(queue).set(number)
        encode, content_type = choose_encoder(accept)
        return encode(registry), content_type


class _Together(Collector):
    """What the processes of a folder counted; what each of them knows of all is told once and not added up."""

    def __init__(self, waiting: Mapping[str, int]) -> None:
        self._waiting = waiting

    def collect(self) -> Iterator[Metric]:
        for metric in MultiProcessCollector(None).collect():  # type: ignore[no-untyped-call]
            if metric.name == _QUEUE:
                for queue, number in self._waiting.items():
                    metric.add_sample(_QUEUE, {"queue": queue}, number)
            yield metric


def _forget_dead(folder: Path) -> None:
    """Takes away what ended processes held; what they counted stays counted."""
    for pid in {path.stem.rpartition("_")[2] for path in folder.glob("gauge_live*.db")}:
        if not Path(f"/proc/{pid}").exists():
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
