"""The endpoint /graphql after the GraphQL-over-HTTP draft: negotiates, identifies, pins one snapshot, executes, answers."""

import asyncio
from collections.abc import Mapping

import orjson
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from app.answers import AnswerCache, AnswerKey, Made, key_of
from app.auditing import action_of, delivered_by, refusal_in
from app.authentication import Asker
from app.clock import now
from app.envelope import current_request_id
from app.events import Streamed, asks_to_follow, send_alone, stream
from app.execution import Answer, Method, asks_for_schema_only, execute
from app.negotiation import GRAPHQL, JSON, choose_answer_type, prefers_events, takes_events, wants_page
from app.pages import graphiql_page
from app.questions import GraphQLRequest, read_text
from app.recognition import Recognised, Recognition
from app.refusals import HttpRefusalError, JsonBytes, refuse
from app.shell import Shell
from db.snapshots import Snapshot
from domain.audit import entry_of
from domain.errors import HoldfastError, UnauthenticatedError
from domain.scope import Scope
from resolvers.context import Context
from services.audit import Audit
from services.view import View

_SCHEMA_ONLY = "without a token only introspection is answered; send `Authorization: Bearer hf_...`"
_KNOWN = Made(b"", lasting=True)
"""What is delivered to a client that has the answer already, and by the beginning of a stream."""
_VARIES = (b"vary", b"Accept, Authorization, Cookie")


def _respond(made: Made, media_type: str | None, headers: Mapping[str, str] | None = None) -> Response:
    """The answer in the media type, None for events."""
    if media_type is None:
        return send_alone(made.body)
    # the draft: a client of plain JSON learns of a refused document from the body alone
    status = 400 if media_type == GRAPHQL and not made.executed else 200
    return JsonBytes(made.body, status, media_type, headers)


def _revalidated(key: AnswerKey) -> dict[str, str]:
    """Headers of an answer that its client may keep, asking each time whether it still holds."""
    return {"etag": key.etag, "cache-control": "private, no-cache"}


def _is_known(request: Request, key: AnswerKey) -> bool:
    """Whether the client has the answer already."""
    return request.method == "GET" and key.etag in request.headers.get("if-none-match", "")


def _answer_lasting(request: Request, key: AnswerKey, made: Made, media_type: str | None) -> Response:
    if request.method != "GET" or not made.lasting or media_type is None:
        return _respond(made, media_type)
    if _is_known(request, key):
        return Response(status_code=304, headers=_revalidated(key))
    return _respond(made, media_type, _revalidated(key))


class GraphQLEndpoint:
    """Answers GET (queries only) and POST; a browser that opens it gets GraphiQL."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._abandoned: set[asyncio.Task[Answer]] = set()
        self._answers = AnswerCache(shell.settings.answer_bytes)
        self._recognition = Recognition(shell.settings.document_bytes)

    async def answer(self, request: Request) -> Response:
        """The answer to one request, refusals included."""
        accept = request.headers.get("accept")
        if request.method == "GET" and wants_page(accept) and "query" not in request.query_params:
            return graphiql_page()
        events = takes_events(accept)
        media_type = None if events and prefers_events(accept) else choose_answer_type(accept)
        if media_type is None and not events:
            return refuse(HttpRefusalError(406, f"accept: takes {GRAPHQL} or {JSON}"))
        try:
            response = await self._answer(request, media_type, events)
        except HoldfastError as error:
            response = refuse(error, media_type or JSON)
        response.raw_headers.append(_VARIES)
        return response

    async def _answer(self, request: Request, media_type: str | None, events: bool) -> Response:
        asker = await self._identify(request)
        text = await read_text(request, self._shell.settings.document_bytes)
        question = self._recognition.read(request.method, text)
        method: Method = "GET" if request.method == "GET" else "POST"
        if events and asks_to_follow(question.asked):
            return await self._follow(request, asker, question)
        if asker is None:
            return _respond(await self._introspect(question.asked, method), media_type)
        kept = self._find(asker.scope, question)
        if kept is not None:
            self._tell(asker, question, _KNOWN if _is_known(request, kept[0]) else kept[1])
            return _answer_lasting(request, *kept, media_type)
        view = await run_sync(self._shell.house.view, asker.scope)
        self._settle(view.snapshot)
        if question.fingerprint is None:
            made = await self._make(question.asked, view, method)
            self._tell(asker, question, made)
            return _respond(made, media_type)
        key = key_of(view.scope, view.snapshot, question.fingerprint)
        if _is_known(request, key):
            self._tell(asker, question, _KNOWN)
            return Response(status_code=304, headers=_revalidated(key))
        made = await self._answers.take(key, lambda: self._make(question.asked, view, method))
        self._tell(asker, question, made)
        return _answer_lasting(request, key, made, media_type)

    async def _follow(self, request: Request, asker: Asker | None, question: Recognised) -> Response:
        """Server-sent events of a subscription: the asker is identified again as long as they come."""
        if asker is None:
            raise UnauthenticatedError(_SCHEMA_ONLY)
        view = await run_sync(self._shell.house.view, asker.scope)
        self._settle(view.snapshot)
        context = await self._make_context(view)
        self._tell(asker, question, _KNOWN)

        async def check() -> None:
            if self._shell.closing.is_set():
                raise HttpRefusalError(503, "the service ends; ask again", "TIMEOUT")
            await self._identify(request)

        return stream(Streamed(question.asked, context, check, self._shell.settings.request_seconds))

    def _find(self, scope: Scope, question: Recognised) -> tuple[AnswerKey, Made] | None:
        """A kept answer, without leaving the event loop: there is one only while the snapshot of the last view is current."""
        if question.fingerprint is None:
            return None
        snapshot = self._shell.house.snapshots.unchanged()
        if snapshot is None or scope.publisher_id not in snapshot.parts:
            return None
        self._settle(snapshot)
        key = key_of(scope, snapshot, question.fingerprint)
        made = self._answers.find(key)
        return None if made is None else (key, made)

    def _tell(self, asker: Asker, question: Recognised, made: Made) -> None:
        """Notes an answer in the audit trail."""
        entry = entry_of(
            asker.scope,
            action_of(made.refused),
            operation=question.named.operation,
            document=question.named.document,
            delivered=made.delivered,
            code=made.refused,
        )
        self._shell.trail.record(entry, now())

    def _settle(self, snapshot: Snapshot) -> None:
        if self._answers.settle(snapshot):
            self._recognition.forget()

    async def _introspect(self, asked: GraphQLRequest, method: Method) -> Made:
        if not asks_for_schema_only(asked.query):
            raise UnauthenticatedError(_SCHEMA_ONLY)
        return await self._make(asked, None, method)

    async def _make(self, asked: GraphQLRequest, view: View | None, method: Method) -> Made:
        context = None if view is None else await self._make_context(view)
        answer = await self._execute_in_time(asked, context, method)
        current = context is not None and not context.pinned
        return Made(
            orjson.dumps(answer.body),
            current and "errors" not in answer.body,
            answer.executed,
            delivered_by(answer.body, context),
            refusal_in(answer.body),
        )

    async def _identify(self, request: Request) -> Asker | None:
        try:
            return await self._shell.authentication.identify(request, now())
        except UnauthenticatedError:
            if self._shell.settings.introspection == "open":
                return None
            raise

    async def _make_context(self, view: View) -> Context:
        publisher = await self._shell.publisher(view.scope.publisher_id, now())
        audit = Audit(self._shell.records, self._shell.trail, view.scope)
        return Context(view, publisher, current_request_id(), audit, self._shell.exports)

    async def _execute_in_time(self, asked: GraphQLRequest, context: Context | None, method: Method) -> Answer:
        execution = asyncio.ensure_future(execute(asked, context, method))
        seconds = self._shell.settings.request_seconds
        done, _ = await asyncio.wait({execution}, timeout=seconds)
        if not done:
            execution.cancel()
            # kept until it ends: the loop itself holds its tasks weakly
            self._abandoned.add(execution)
            execution.add_done_callback(self._abandoned.discard)
            raise HttpRefusalError(504, f"no answer within {seconds:g} seconds; ask for less at once", "TIMEOUT")
        return execution.result()
