"""Spark as a crew: a function is called for each of many items, on the executors of a cluster or in process."""

import os
import re
import socket
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, TypeVar

from domain.errors import BadInputError, OperationError

if TYPE_CHECKING:
    from pyspark import SparkContext

Item = TypeVar("Item")
Found = TypeVar("Found")
_ADDRESS: Final = re.compile(
    r"spark://(?P<master>local\[(?P<processes>[1-9][0-9]*)\]|(?P<host>[^/?\[\]\s:]+):(?P<port>[0-9]+))"
)
_NAMED: Final = re.compile(r"(Caused by: )?[\w.]+(Error|Exception): ")
_MOST_TASKS: Final = 10_000
_LOOK: Final = 0.5
_PATIENCE: Final = 10.0


class SparkCluster:
    """A cluster, `spark://HOST:PORT`, or `spark://local[N]`: N processes of this host. `threads` is how many cores an item takes.

    Executors must see the program under the same path as this process, and what items name. BadInputError for another address,
    OperationError where Spark or Java are not installed.
    """

    def __init__(self, address: str, threads: int) -> None:
        found = _ADDRESS.fullmatch(address)
        if found is None:
            raise BadInputError(f"got {address!r}; takes spark://HOST:PORT or spark://local[N]")
        if find_spec("pyspark") is None:
            raise OperationError("Spark is not installed; run `scripts/environment engines`")
        if which("java") is None and "JAVA_HOME" not in os.environ:
            raise OperationError("Spark needs Java 17 or newer, and there is no `java` on the path")
        # N processes in process, each with so many threads
        processes = found["processes"]
        self._host = None if processes else (found["host"], int(found["port"]))
        self._master = f"local[{int(processes) * threads}]" if processes else address
        self._threads = threads

    def do(
        self,
        function: Callable[[Item], Found],
        items: Sequence[Item],
        weigh: Callable[[Item], int],
        done: Callable[[int], None],
    ) -> list[Found]:
        """What the function, of a module, gives for each item, the first begun first; an item whose executor is lost is done again.

        `done` hears the weight of what was finished, from another thread. OperationError where the cluster cannot do it.
        """
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        if self._host is not None:
            _look_for(self._host)
        try:
            with _quiet(), _connected(self._master, self._threads) as context:
                return _run(context, function, items, weigh, done)
        except (Py4JError, PySparkException) as error:
            raise OperationError(f"{self._master}: {_explain(str(error))}") from error


def _run(
    context: "SparkContext",
    function: Callable[[Item], Found],
    items: Sequence[Item],
    weigh: Callable[[Item], int],
    done: Callable[[int], None],
) -> list[Found]:
    finished = context.accumulator(0)

    def work(given: list[Item]) -> list[Found]:
        found = []
        for each in given:
            found.append(function(each))
            finished.add(weigh(each))
        return found

    tasks = min(len(items), _MOST_TASKS)
    shares = [list(items[number::tasks]) for number in range(tasks)]
    with _watching(lambda: int(finished.value), done):
        # named, since its type is not known where PySpark is not installed
        results: list[Found] = context.parallelize(shares, tasks).flatMap(work).collect()
        return results


def _look_for(host: tuple[str, int]) -> None:
    """Raises OperationError where nobody listens: Spark itself would try for a minute and say something else."""
    try:
        socket.create_connection(host, _PATIENCE).close()
    except OSError as error:
        raise OperationError(f"spark://{host[0]}:{host[1]}: nobody answers: {error.strerror or error}") from None


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        # Spark's modules look for versions of pandas that they know, and no frame is used here
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _connected(master: str, threads: int) -> "Iterator[SparkContext]":
    from pyspark import SparkConf, SparkContext

    settings = {
        "spark.ui.enabled": "false",  # it would listen on every address of this host
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={Path(__file__).with_name('spark_logs.properties').as_uri()}",
        "spark.executorEnv.PYTHONPATH": str(Path(__file__).parents[1]),
        "spark.executorEnv.PYTHONWARNINGS": "ignore",
        "spark.task.cpus": str(threads),
    }
    context = SparkContext(
        conf=SparkConf().setMaster(master).setAppName("holdfast build").setAll(list(settings.items()))
    )
    context.pythonExec = os.environ.get("PYSPARK_PYTHON", sys.executable)
    try:
        yield context
    finally:
        context.stop()


@contextmanager
def _watching(look: Callable[[], int], done: Callable[[int], None]) -> Iterator[None]:
    """Tells what was added since the last look."""
    over, told = Event(), 0

    def tell() -> None:
        nonlocal told
        found = look()
        done(found - told)
        told = found

    def watch() -> None:
        while not over.wait(_LOOK):
            tell()

    thread = Thread(target=watch, name="spark-progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        tell()


def _explain(message: str) -> str:
    """The line of a message that says what went wrong: the last error that it names, without the calls that led there."""
    lines = [line.strip() for line in message.splitlines() if line.strip() and not line.strip().startswith("at ")]
    named = [line for line in lines if _NAMED.match(line)]
    return (named or lines or ["it failed"])[-1]
