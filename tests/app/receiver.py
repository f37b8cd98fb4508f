"""A receiver of spans over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar


class Receiver(BaseHTTPRequestHandler):
    """Takes OTLP over HTTP."""

    bodies: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        """Keeps what is sent."""
        self.bodies.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200 if self.path == "/v1/traces" else 404)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


@contextmanager
def receiving() -> Iterator[str]:
    """The address of a receiver; what it got is in `Receiver.bodies`."""
    Receiver.bodies.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/traces"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
