"""The ASGI application: routes, start and end."""

import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from anyio.to_thread import run_sync
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.annex.annex import Annex
from app.clock import now
from app.compression import compressed
from app.downloads import DownloadEndpoint
from app.draining import Turnstile, draining_on_signals, ending_with_starter
from app.envelope import Envelope, current_request_id
from app.escaping import printable
from app.graphql import GraphQLEndpoint
from app.ledger import keeping_trail
from app.loading.endpoint import LoadsEndpoint
from app.logs import configure_logs
from app.observation import observe
from app.pages import page_routes
from app.promptness import answering_promptly
from app.quick_request import QuickRequest
from app.reconciliation import ready_records
from app.refusals import HttpRefusalError, JsonResponse, refuse, refuse_unexpected
from app.replication import following
from app.sessions import SessionEndpoint
from app.settings import Settings, read_settings
from app.shell import Shell, open_shell
from app.sign_in import IdentityEndpoint
from app.site import Site
from app.watching import MetricsEndpoint, Process
from domain.errors import ForbiddenError, HoldfastError
from resolvers.assembly import sdl

_log = logging.getLogger("holdfast.http")

Handler = Callable[[Request], Awaitable[Response]]
_ASKING = ("GET", "POST")
_READ_HEADERS = (
    "authorization", "content-type", "if-match", "if-none-match", "if-range", "range", "traceparent", "tracestate",
    "x-request-id",
)  # fmt: skip
_SHOWN_HEADERS = (
    "accept-ranges", "content-disposition", "content-range", "etag", "holdfast-cost", "repr-digest", "retry-after",
    "x-request-id",
)  # fmt: skip
"""Of other sites' scripts: headers that they may send, and that they may read."""


class Front:
    """Leads questions straight to their endpoint: through the framework's routes an answer from memory takes a sixth longer."""

    def __init__(self, endpoint: GraphQLEndpoint, application: ASGIApp) -> None:
        self._endpoint, self._application = endpoint, application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/graphql" or scope["method"] not in _ASKING:
            await self._application(scope, receive, send)
            return
        request = QuickRequest(scope, receive)
        try:
            response = await self._endpoint.answer(request)
        except Exception as error:
            response = await _answer_unexpected(request, error)
            await response(scope, receive, send)
            raise
        await response(scope, receive, send)


def create_from_environment() -> ASGIApp:
    """What each process of `serve` calls: the application with the settings of its environment, whose records are ready."""
    settings = read_settings()
    configure_logs(settings.logs)
    return create_application(settings, ready=True)


def create_application(settings: Settings, *, ready: bool = False) -> ASGIApp:
    """The application on a home; nothing is opened before it starts. Unless they are `ready`, it makes the records so first."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    observation = observe(settings)
    shell = open_shell(settings, observation.of_questions)
    annex = Annex(settings, observation.of_questions)
    site = Site(settings.pages)
    endpoint = GraphQLEndpoint(shell, annex, site)

    @asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncIterator[None]:
        if not ready:
            async with ready_records(settings):
                pass
        try:
            with answering_promptly():
                async with (
                    following(shell.house.snapshots),
                    annex.lasting(),
                    observation.lasting(settings.workers),
                    keeping_trail(shell.trail, shell.records, settings.audit_days),
                    endpoint.spending.lasting(),
                    shell.clock.lasting(),
                ):
                    with (
                        draining_on_signals(turnstile, settings.notice_seconds, settings.request_seconds),
                        ending_with_starter(settings.workers),
                    ):
                        yield
        finally:
            await shell.close()

    application = Starlette(
        lifespan=lifespan,
        exception_handlers={
            HoldfastError: _answer_refusal,
            HTTPException: _answer_http_error,
            Exception: _answer_unexpected,
        },
    )
    turnstile = Turnstile(_allow_origins(Front(endpoint, application), settings), shell.closing)
    application.routes.extend([_route("/graphql", endpoint.answer, *_ASKING), *page_routes(site), *_routes(shell)])
    if observation.metrics is not None:
        Process(observation.metrics, shell, endpoint, turnstile, annex)
        application.routes.append(_route("/metrics", MetricsEndpoint(observation.metrics, shell).answer, "GET"))
    return Envelope(observation.trace(turnstile), observation.of_requests)


def _allow_origins(application: ASGIApp, settings: Settings) -> ASGIApp:
    """Lets scripts of the origins in the settings ask with a token; cookies stay with this service's own pages."""
    if not settings.known_origins:
        return application
    return CORSMiddleware(
        application,
        allow_origins=settings.known_origins,
        allow_methods=_ASKING,
        allow_headers=_READ_HEADERS,
        expose_headers=_SHOWN_HEADERS,
    )


def _routes(shell: Shell) -> list[Route]:
    async def schema(request: Request) -> Response:
        if shell.settings.documents == "trusted":
            raise ForbiddenError("this service executes registered documents only; it does not tell its schema")
        if shell.settings.introspection != "open":
            await shell.authentication.identify(request, now())
        return await compressed(request, PlainTextResponse(sdl(), headers={"cache-control": "no-store"}))

    async def health(_request: Request) -> Response:
        return JsonResponse({"status": "ok"})

    async def readiness(_request: Request) -> Response:
        if shell.closing.is_set():
            return JsonResponse({"status": "ending; ask another process"}, 503)
        return await _tell_readiness(shell)

    loads = LoadsEndpoint(shell)
    return [
        _route("/schema.graphql", schema, "GET"),
        _route("/downloads/{id}", DownloadEndpoint(shell).answer, "GET"),
        _route("/loads", loads.answer, "GET", "POST"),
        _route("/loads/{id}", loads.show, "GET"),
        _route("/loads/{id}/quarantine", loads.quarantine, "GET"),
        _route("/identity", IdentityEndpoint(shell).answer, "GET"),
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
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    if "allow" in headers:  # the framework gives them in no order
        headers["allow"] = ", ".join(sorted(headers["allow"].split(", ")))
    return refuse(HttpRefusalError(error.status_code, error.detail.lower(), code, headers))


async def _answer_unexpected(request: Request, error: Exception) -> Response:
    path = printable(request.scope["path"])
    _log.error("%s %s failed, request %s", request.method, path, current_request_id(), exc_info=error)
    return refuse_unexpected()
