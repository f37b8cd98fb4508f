"""annex: answers questions under filters beside a serving process, which starts it."""

import asyncio
import os
import signal
import socket
import sys

import click
import uvloop

from app.annex.answering import answer_until_the_end
from app.commands import WrongUse

_NICENESS = 5
"""What is in memory comes first; its workers go behind it as those of the serving process do. Queued exports come long after."""


@click.command("annex", hidden=True)
def annex_command() -> None:
    """Answer questions under filters until the serving process ends, whose socket is the standard input."""
    try:
        connected = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    except OSError:
        raise WrongUse("annex: a serving process starts it; run `./holdfast serve`") from None
    # it ends with the serving process, which finishes what runs when both are told to end
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    os.nice(_NICENESS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(answer_until_the_end(connected))
    # a thread may still look for what nobody waits for
    os._exit(0)
