"""The ASGI application: routes, start and end."""

import gc
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from anyio.to_thread import run_sync
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.clock import now
from app.closing import telling
from app.downloads import DownloadEndpoint
from app.envelope import Envelope, current_request_id
from app.graphql import GraphQLEndpoint
from app.ledger import keeping_trail
from app.logs import configure_logs
from app.pages import door_page
from app.reconciliation import ready_records
from app.refusals import HttpRefusalError, JsonResponse, refuse, refuse_unexpected
from app.sessions import SessionEndpoint
from app.settings import Settings, read_settings
from app.shell import Shell, open_shell
from domain.errors import ForbiddenError, HoldfastError
from resolvers.assembly import sdl

_log = logging.getLogger("holdfast.http")

Handler = Callable[[Request], Awaitable[Response]]
_ASKING = ("GET", "POST")


class Front:
    """Leads questions straight to their endpoint: through the framework's routes an answer from memory takes a sixth longer."""

    def __init__(self, endpoint: GraphQLEndpoint, application: ASGIApp) -> None:
        self._endpoint, self._application = endpoint, application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/graphql" or scope["method"] not in _ASKING:
            await self._application(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await self._endpoint.answer(request)
        except Exception as error:
            response = await _answer_unexpected(request, error)
            await response(scope, receive, send)
            raise
        await response(scope, receive, send)


def create_from_environment() -> ASGIApp:
    """What a server process calls: the application with the settings of its environment."""
    configure_logs()
    return create_application(read_settings())


def create_application(settings: Settings) -> ASGIApp:
    """The application on a home; nothing is opened before it starts."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    shell = open_shell(settings)

    @asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncIterator[None]:
        async with ready_records(settings):
            pass
        # what was made by now stays: looking through all of it for garbage would take a tenth of a second each time
        gc.collect()
        gc.freeze()
        try:
            with telling(shell.closing):
                async with keeping_trail(shell.trail, shell.records, settings.audit_days):
                    yield
        finally:
            gc.unfreeze()
            await shell.close()

    endpoint = GraphQLEndpoint(shell)
    application = Starlette(
        routes=[_route("/graphql", endpoint.answer, *_ASKING), *_routes(shell)],
        lifespan=lifespan,
        exception_handlers={
            HoldfastError: _answer_refusal,
            HTTPException: _answer_http_error,
            Exception: _answer_unexpected,
        },
    )
    return Envelope(Front(endpoint, application))


def _routes(shell: Shell) -> list[Route]:
    async def door(_request: Request) -> Response:
        return door_page()

    async def schema(request: Request) -> Response:
        if shell.settings.documents == "trusted":
            raise ForbiddenError("this service executes registered documents only; it does not tell its schema")
        if shell.settings.introspection != "open":
            await shell.authentication.identify(request, now())
        return PlainTextResponse(sdl(), headers={"cache-control": "no-store"})

    async def health(_request: Request) -> Response:
        return JsonResponse({"status": "ok"})

    async def readiness(_request: Request) -> Response:
        return await _tell_readiness(shell)

    return [
        _route("/", door, "GET"),
        _route("/schema.graphql", schema, "GET"),
        _route("/downloads/{id}", DownloadEndpoint(shell).answer, "GET"),
        _route("/session", SessionEndpoint(shell).answer, "GET", "POST", "DELETE"),
        _route("/healthz", health, "GET"),
        _route("/readyz", readiness, "GET"),
    ]


def _route(path: str, handler: Handler, *methods: str) -> Route:
    return Route(path, handler, methods=list(methods))


async def _tell_readiness(shell: Shell) -> Response:
    snapshot = await run_sync(shell.house.snapshots.current)
    if snapshot is None:
        return JsonResponse({"status": "no snapshot; load reports and run `./holdfast build`"}, 503)
    try:
        await shell.registry.known(now())
    except (SQLAlchemyError, sqlite3.Error, OSError):
        return JsonResponse({"status": "the service records cannot be read; run `./holdfast doctor`"}, 503)
    return JsonResponse({"status": "ready", "snapshot": snapshot.version})


async def _answer_refusal(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HoldfastError)
    return refuse(error)


async def _answer_http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = "NOT_FOUND" if error.status_code == 404 else "BAD_INPUT"
    return refuse(HttpRefusalError(error.status_code, error.detail.lower(), code, error.headers))


async def _answer_unexpected(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed, request %s", request.method, request.url.path, current_request_id(), exc_info=error)
    return refuse_unexpected()
