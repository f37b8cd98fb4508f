"""A standalone cluster from the wheel: a master, and workers that can each be killed with all that they run."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from urllib.request import urlopen

import psutil
import pyspark

from app.settings import ROOT
from tests.replicas.replica import find_port

_SPARK = Path(pyspark.__file__).parent
_PATIENCE = 60.0
_LOOPBACK = "127.0.0.1"


@dataclass
class Cluster:
    """`given` are variables of the workers, and so of what they run."""

    folder: Path
    given: Mapping[str, str]
    port: int = field(default_factory=find_port)
    _pages: int = field(default_factory=find_port)
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """What a build is told."""
        return f"spark://{_LOOPBACK}:{self.port}"

    def start(self, workers: int) -> None:
        """Starts a master and workers of one core each; returns when the master knows all of them."""
        self._spawn("master", "master.Master", "--port", str(self.port), "--webui-port", str(self._pages))
        for number in range(workers):
            own = (
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                "0",
                "--work-dir",
                str(self.folder / f"work-{number}"),
            )
            self._spawn(f"worker-{number}", "worker.Worker", *own, self.address)
        _wait(lambda: self._alive() == workers, f"{workers} workers")

    def executors(self, number: int) -> list[psutil.Process]:
        """What a worker has started."""
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self._processes[1 + number].pid).children(recursive=True)
        return []

    def kill_worker(self, number: int) -> None:
        """A worker and all that it runs die at once, as a machine does."""
        found = [psutil.Process(self._processes[1 + number].pid), *self.executors(number)]
        for each in found:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(found[1:], 10)
        self._processes[1 + number].wait(10)

    def end(self) -> None:
        """Ends what still runs."""
        for process in self._processes:
            with suppress(psutil.NoSuchProcess):
                for each in psutil.Process(process.pid).children(recursive=True):
                    each.kill()
            process.kill()
            process.wait()

    def _alive(self) -> int:
        with suppress(OSError), urlopen(f"http://{_LOOPBACK}:{self._pages}/json/", timeout=5) as page:
            return int(json.load(page)["aliveworkers"])
        return 0

    def _spawn(self, name: str, kind: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [_SPARK / "bin" / "spark-class", f"org.apache.spark.deploy.{kind}", "--host", _LOOPBACK, *arguments],
                env={**os.environ, "SPARK_LOCAL_IP": _LOOPBACK, "SPARK_HOME": str(_SPARK), **self.given},
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        self._processes.append(process)


@contextmanager
def running(folder: Path, workers: int, **given: str) -> Iterator[Cluster]:
    """A cluster that is ended whatever happens."""
    cluster = Cluster(folder, {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(ROOT), **given})
    try:
        cluster.start(workers)
        yield cluster
    finally:
        cluster.end()


def _wait(ready: Callable[[], bool], what: str) -> None:
    end = monotonic() + _PATIENCE
    while not ready():
        assert monotonic() < end, f"no {what} after {_PATIENCE:g} s"
