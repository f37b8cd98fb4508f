"""Clients that keep their connections and send prepared requests, one after another: as little work as a client can do."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from time import perf_counter
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)\r\n", re.IGNORECASE)


class UnexpectedAnswerError(Exception):
    """A server answered with something else than 200, or closed a connection."""


class _Client(asyncio.Protocol):
    """One connection: the next request goes out as soon as the last byte of an answer is in."""

    def __init__(self, requests: Iterator[bytes]) -> None:
        self._requests = requests
        self._head = b""
        self._missing = 0
        self._ending = False
        self.answered = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        if self._missing:
            self._missing -= len(data)
        else:
            self._head += data
            head, end, rest = self._head.partition(b"\r\n\r\n")
            if not end:
                return
            self._head = b""
            self._missing = self._length_of(head) - len(rest)
        if self._missing == 0:
            self._finish_answer()

    def _length_of(self, head: bytes) -> int:
        length = _LENGTH.search(head + b"\r\n")
        if length is None or not head.startswith(b"HTTP/1.1 200 "):
            self._fail(head.decode(errors="replace"))
            return 0
        return int(length[1])

    def _finish_answer(self) -> None:
        self.answered += 1
        if not self._ending:
            self._transport.write(next(self._requests))
        elif not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, _error: Exception | None) -> None:
        self._fail("the connection was closed")

    def _fail(self, what: str) -> None:
        if not self.done.done():
            self.done.set_exception(UnexpectedAnswerError(what))

    def end(self) -> None:
        """Sends nothing more once the answer under way is in."""
        self._ending = True

    def close(self) -> None:
        """Closes the connection."""
        self._transport.close()


def prepare(address: str, token: str, body: bytes) -> bytes:
    """The bytes of a request."""
    parts = urlsplit(address)
    headers = [
        f"POST {parts.path} HTTP/1.1",
        f"host: {parts.netloc}",
        f"authorization: Bearer {token}",
        "content-type: application/json",
        "accept: application/json",
        f"content-length: {len(body)}",
    ]
    return "\r\n".join([*headers, "", ""]).encode() + body


async def _press(address: str, requests: Iterator[bytes], clients: int, seconds: float) -> float:
    loop, parts = asyncio.get_running_loop(), urlsplit(address)
    host, port = parts.hostname or "", parts.port or 80
    opened: Sequence[_Client] = [
        (await loop.create_connection(lambda: _Client(requests), host, port))[1] for _ in range(clients)
    ]
    before, began = sum(client.answered for client in opened), perf_counter()
    await asyncio.wait([client.done for client in opened], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    answered, spent = sum(client.answered for client in opened) - before, perf_counter() - began
    for client in opened:
        client.end()
    await asyncio.gather(*(client.done for client in opened))
    for client in opened:
        client.close()
    return answered / spent


def press(address: str, requests: Iterator[bytes], clients: int, seconds: float) -> float:
    """Answers a second that so many clients get, who share the requests; UnexpectedAnswerError for any answer but 200."""
    return asyncio.run(_press(address, requests, clients, seconds))
