"""Progress of long work on standard error: a bar on a terminal, elsewhere a line every ten seconds."""

import sys
import time
from collections.abc import Callable
from threading import Lock
from types import TracebackType

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

SECONDS = 10.0


class RateColumn(ProgressColumn):
    """Rows a second."""

    def render(self, task: Task) -> Text:
        """The rate, or nothing before there is one."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f} rows/s" if speed else "")


class ShownProgress:
    """What long work reports to; a context manager that takes the bar away at its end. Methods may be called from any thread."""

    def __init__(self, terminal: bool | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._bar = _make_bar() if (sys.stderr.isatty() if terminal is None else terminal) else None
        self._task: TaskID | None = None
        self._name = ""
        self._expected = self._done = 0
        self._began = self._told = clock()

    def expect(self, name: str, rows: int) -> None:
        """A piece of work of that name and of about so many rows comes next; 0: nobody knows how many."""
        with self._lock:
            self._name, self._expected, self._done = name, rows, 0
            self._began = self._clock()
            if self._bar is not None:
                self._bar.start()
                self._task = self._bar.add_task(name, total=rows or None)

    def advance(self, rows: int) -> None:
        """So many more rows are done."""
        with self._lock:
            self._done += rows
            if self._bar is not None and self._task is not None:
                self._bar.advance(self._task, rows)
            elif self._bar is None:
                self._tell()

    def finish(self) -> None:
        """The piece that came last is done."""
        with self._lock:
            if self._bar is not None and self._task is not None:
                self._bar.remove_task(self._task)
                self._task = None

    def _tell(self) -> None:
        moment = self._clock()
        if moment - self._told < SECONDS:
            return
        self._told = moment
        rate = self._done / max(moment - self._began, 0.001)
        left = f", {max(self._expected - self._done, 0) / rate:,.0f} s left" if self._expected and rate else ""
        click.echo(f"holdfast: {self._name}: {self._done:,} rows, {rate:,.0f} rows/s{left}", err=True)

    def __enter__(self) -> "ShownProgress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def _make_bar() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
