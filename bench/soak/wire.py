"""Connections to a server, each kept and used again; whatever a server answers is an answer, and nothing waits for another's."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httptools

_IDLE = 3.0
"""Seconds after which a connection is not used again: the server may close it in this moment."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is empty where only its hash was wanted; names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    sha256: str


@dataclass(slots=True)
class _Arriving:
    keep: bool
    done: asyncio.Future[Answer]
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    hashed: "hashlib._Hash" = field(default_factory=hashlib.sha256)


class _Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self) -> None:
        self._arriving: _Arriving | None = None
        self.closed = False
        self.used = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    async def ask(self, request: bytes, keep: bool) -> Answer:
        loop = asyncio.get_running_loop()
        self._parser = httptools.HttpResponseParser(self)
        arriving = self._arriving = _Arriving(keep, loop.create_future())
        self._transport.write(request)
        answer = await arriving.done
        self.used = loop.time()
        return answer

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        assert self._arriving is not None
        self._arriving.headers[name.decode().lower()] = value.decode()

    def on_body(self, data: bytes) -> None:
        assert self._arriving is not None
        if self._arriving.keep:
            self._arriving.body += data
        else:
            self._arriving.hashed.update(data)

    def on_message_complete(self) -> None:
        arriving, self._arriving = self._arriving, None
        assert arriving is not None
        if not self._parser.should_keep_alive():
            self.close()
        body = bytes(arriving.body)
        digest = "" if arriving.keep else arriving.hashed.hexdigest()
        if not arriving.done.done():
            arriving.done.set_result(Answer(self._parser.get_status_code(), arriving.headers, body, digest))

    def connection_lost(self, _error: Exception | None) -> None:
        self.closed = True
        if self._arriving is not None and not self._arriving.done.done():
            self._arriving.done.set_exception(ConnectionResetError("the server closed the connection unanswered"))

    def close(self) -> None:
        self.closed = True
        self._transport.close()


class Wire:
    """To one server, with as many connections as there are requests at once."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._idle: list[_Connection] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in self._idle:
            connection.close()

    async def get(self, path: str, token: str, keep: bool = True) -> Answer:
        """The answer to a GET; OSError where there is none."""
        return await self._ask(self._head("GET", path, token, "accept: */*"), keep)

    async def post(self, token: str, body: bytes) -> Answer:
        """The answer to a GraphQL request in JSON; OSError where there is none."""
        more = f"content-type: application/json\r\naccept: application/json\r\ncontent-length: {len(body)}"
        return await self._ask(self._head("POST", "/graphql", token, more) + body, keep=True)

    async def follow(self, token: str, body: bytes) -> Answer:
        """All events of a subscription, when it has ended; OSError where it was cut off."""
        more = f"content-type: application/json\r\naccept: text/event-stream\r\ncontent-length: {len(body)}"
        return await self._ask(self._head("POST", "/graphql", token, more) + body, keep=True)

    def _head(self, method: str, path: str, token: str, more: str) -> bytes:
        host = f"{self._host}:{self._port}"
        return f"{method} {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n{more}\r\n\r\n".encode()

    async def _ask(self, request: bytes, keep: bool) -> Answer:
        connection = await self._open()
        answer = await connection.ask(request, keep)
        if not connection.closed:
            self._idle.append(connection)
        return answer

    async def _open(self) -> _Connection:
        loop = asyncio.get_running_loop()
        while self._idle:
            found = self._idle.pop()
            if not found.closed and loop.time() - found.used < _IDLE:
                return found
            found.close()
        _, connection = await loop.create_connection(_Connection, self._host, self._port)
        return connection
