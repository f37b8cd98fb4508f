"""A proxy in front of replicas: connections in turn, none to one that did not answer a moment ago. It never tries anything again itself."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, closing, suppress
from typing import Any

_LOOK = 0.1
"""Seconds between two looks at a replica that failed."""
_PIECE = 1 << 16
_READY = b"GET /readyz HTTP/1.1\r\nhost: replica\r\nconnection: close\r\n\r\n"


class Proxy:
    """Of some ports on loopback; `failed` are those that are passed over until they say that they are ready."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports, self._turn = ports, 0
        self.failed: set[int] = set()
        self._serving: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """Its address while it listens."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        looking = asyncio.create_task(self._look())
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            ending = {looking, *self._serving}
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)

    def _choose(self) -> int:
        self._turn += 1
        good = [port for port in self._ports if port not in self.failed] or self._ports
        return good[self._turn % len(good)]

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving = asyncio.create_task(self._serve(reader, writer))
        self._serving.add(serving)
        serving.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = self._choose()
        with closing(writer):
            try:
                behind, before = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                self.failed.add(port)
                return
            with closing(before):
                await self._relay(port, _pump(reader, before), _pump(behind, writer))

    async def _relay(self, port: int, upwards: Coroutine[Any, Any, None], downwards: Coroutine[Any, Any, None]) -> None:
        up, down = asyncio.create_task(upwards), asyncio.create_task(downwards)
        try:
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            if not up.done():  # the replica closed it, not the client
                self.failed.add(port)
        finally:
            up.cancel()
            down.cancel()
            await asyncio.gather(up, down, return_exceptions=True)

    async def _look(self) -> None:
        while True:
            for port in sorted(self.failed):
                if await is_ready(port):
                    self.failed.discard(port)
            await asyncio.sleep(_LOOK)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()


async def is_ready(port: int) -> bool:
    """Whether what listens on a port says that it is ready."""
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            with closing(writer):
                writer.write(_READY)
                answer = await reader.read()
    except OSError:
        return False
    return answer.startswith(b"HTTP/1.1 200 ")
