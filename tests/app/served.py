"""The server as a process of its own, for tests over real sockets."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.app.commands import command_line, environment


@contextmanager
def starting(home: Path, *options: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Starts a server on a free port, its logs in `server.log` beside the home; ends it as a service manager would."""
    with (
        (home.parent / "server.log").open("a") as log,
        subprocess.Popen(
            command_line("serve", "--port", "0", *options),
            env=environment(home, **{"MEMORY_LIMIT": "512MB", **settings}),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                assert process.wait(20) in (0, -signal.SIGTERM)


@contextmanager
def serving(home: Path, *options: str, **settings: str) -> Iterator[list[str]]:
    """The same, with the lines that it printed first."""
    with starting(home, *options, **settings) as process:
        yield read_lines(process, 3 if "--dev" in options else 1)


def read_lines(process: subprocess.Popen[str], number: int = 1) -> list[str]:
    """The next lines that a process prints."""
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(number)]


def address(line: str) -> str:
    """Where the server listens, by the first line that it printed."""
    found = re.fullmatch(r"serving (http://localhost:[0-9]+)/graphql", line)
    assert found is not None, line
    return found[1].replace("localhost", "127.0.0.1")
