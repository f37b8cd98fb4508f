"""Logs: one line an event on standard error, with time, level and what it is about."""

import logging
import sys

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def configure_logs() -> None:
    """Sends the logs of the program and its server to standard error; requests are logged by the program alone."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("holdfast").setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.INFO)
    # the server's own line of a request would show its query, which may hold personal data
    logging.getLogger("uvicorn.access").disabled = True
