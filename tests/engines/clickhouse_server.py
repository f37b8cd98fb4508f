"""A ClickHouse server on loopback: its HTTP interface in front of its engine in process, since the server itself is no package."""

import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from queue import Empty, LifoQueue
from typing import Any
from urllib.parse import quote

import uvicorn
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.commands.serving import listen

# they tell no types
_chdb: Any = import_module("chdb")
_frame: Any = import_module("lz4.frame")
_OF_HTTP = frozenset(
    {
        "query", "database", "query_id", "session_id", "enable_http_compression", "default_format", "wait_end_of_query",
        "send_progress_in_http_headers", "http_headers_progress_interval_ms", "buffer_size", "client_protocol_version",
    }
)  # fmt: skip
"""What a request may carry that is no setting of a query."""
_free: LifoQueue[Any] = LifoQueue()


@contextmanager
def serving_clickhouse(password: str) -> Iterator[str]:
    """The URL of a server for the user `holdfast`, whose questions it answers until the block ends."""

    expected = "Basic " + b64encode(f"holdfast:{password}".encode()).decode()

    async def answer(request: Request) -> Response:
        if request.headers.get("authorization") != expected:
            return _refuse("Code: 516. DB::Exception: Authentication failed (AUTHENTICATION_FAILED)", 403)
        body = await request.body()
        if request.headers.get("content-encoding") == "lz4":
            body = _frame.decompress(body)
        asked = request.query_params.get("query", "").encode()
        sql = b"\n".join(part for part in (asked, body) if part)
        try:
            found = await run_sync(_run, sql, dict(request.query_params))
        except RuntimeError as error:
            return _refuse(str(error), 500)
        return Response(found, headers={"x-clickhouse-timezone": "UTC", "x-clickhouse-summary": "{}"})

    sock = listen("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])]), log_config=None)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    try:
        yield f"clickhouse://holdfast:{quote(password)}@127.0.0.1:{sock.getsockname()[1]}/holdfast"
    finally:
        server.should_exit = True
        thread.join()


def _run(sql: bytes, given: dict[str, str]) -> bytes:
    try:
        connection = _free.get_nowait()
    except Empty:
        connection = _chdb.connect(":memory:")
    try:
        for name, value in given.items():
            if name not in _OF_HTTP and not name.startswith("param_"):
                connection.query(f"SET {name} = '{value}'")
        values = {name.removeprefix("param_"): value for name, value in given.items() if name.startswith("param_")}
        found: bytes = connection.query(sql, "TabSeparated", params=values).bytes()
        return found
    finally:
        _free.put(connection)


def _refuse(text: str, status: int) -> Response:
    return Response(text, status, {"x-clickhouse-exception-code": text.partition("Code: ")[2].partition(".")[0] or "1"})
