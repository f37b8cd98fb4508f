"""What watches a serving process: metrics and traces, each only where a setting asks for it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync
from starlette.types import ASGIApp

from app.facts import RequestFacts
from app.metrics import Metrics
from app.settings import Settings
from app.watching import staying_fresh
from services.observing import Observe, ignore

if TYPE_CHECKING:
    from app.traces import Traces


@dataclass(frozen=True, slots=True)
class Observation:
    """Metrics and traces of a process, None where they are off."""

    metrics: Metrics | None
    traces: "Traces | None"

    @property
    def of_requests(self) -> tuple[Callable[[RequestFacts], None], ...]:
        """Who is told of requests that have ended."""
        return () if self.metrics is None else (self.metrics.observe_request,)

    @property
    def of_questions(self) -> Observe:
        """Who is told of questions."""
        told = [each.observe_question for each in (self.metrics, self.traces) if each is not None]
        if len(told) < 2:
            return told[0] if told else ignore

        def tell_both(question: str, engine: str, seconds: float, ended: int | None = None, /) -> None:
            for each in told:
                each(question, engine, seconds, ended)

        return tell_both

    def trace(self, application: ASGIApp) -> ASGIApp:
        """The application with spans, or as it is."""
        return application if self.traces is None else self.traces.around(application)

    @asynccontextmanager
    async def lasting(self, workers: int) -> AsyncIterator[None]:
        """Around the life of the process; with several workers each tells the others what stands now."""
        try:
            if self.metrics is not None and workers > 1:
                async with staying_fresh(self.metrics):
                    yield
            else:
                yield
        finally:
            if self.metrics is not None:
                self.metrics.settle()
            if self.traces is not None:
                await run_sync(self.traces.close)


def observe(settings: Settings) -> Observation:
    """What the settings ask for."""
    metrics = None if settings.metrics == "off" else Metrics()
    if settings.traces == "off":
        return Observation(metrics, None)
    # two tenths of a second of imports that nobody else needs
    from app.traces import Traces

    return Observation(metrics, Traces(settings.traces))
