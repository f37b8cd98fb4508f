"""The endpoint /graphql after the GraphQL-over-HTTP draft: negotiates, identifies, pins one snapshot, executes, answers."""

from functools import partial

import orjson
from anyio.to_thread import run_sync
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from app.answers import AnswerCache, AnswerKey, Made, key_of
from app.auditing import action_of, delivered_by, refusal_in
from app.authentication import Asker
from app.clock import now
from app.envelope import current_request_id
from app.events import Streamed, asks_to_follow, send_alone, stream
from app.execution import Method, asks_for_schema_only, execute
from app.limits.allowance import KEPT, Allowance, Spending
from app.limits.deadline import Deadline
from app.limits.gate import Gate
from app.limits.measuring import Measuring
from app.negotiation import GRAPHQL, JSON, choose_answer_type, prefers_events, takes_events, wants_page
from app.pages import graphiql_page
from app.questions import read_text
from app.recognition import Recognised, Recognition
from app.refusals import HttpRefusalError, JsonBytes, refuse
from app.shell import Shell
from app.trusted import TrustedDocuments
from db.snapshots import Snapshot
from domain.audit import entry_of
from domain.errors import ForbiddenError, HoldfastError, UnauthenticatedError
from domain.scope import Scope
from resolvers.context import Context
from schema.directives import ROWS
from services.audit import Audit
from services.view import View

_SCHEMA_ONLY = "without a token only introspection is answered; send `Authorization: Bearer hf_...`"
_KNOWN = Made(b"", lasting=True)
"""What is delivered to a client that has the answer already, and by the beginning of a stream."""
_ASKED = frozenset({"query", "documentId"})
"""Parameters by which a browser that opens the endpoint asks a question."""
_GONE = 499
"""What the log says of a client that did not wait."""
_VARIES = (b"vary", b"Accept, Authorization, Cookie")


def _respond(made: Made, media_type: str | None, allowance: Allowance | None) -> Response:
    """The answer in the media type, None for events."""
    # the draft: a client of plain JSON learns of a refused document from the body alone
    status = 400 if media_type == GRAPHQL and not made.executed else 200
    body = allowance.extend(made.body) if allowance is not None and made.executed else made.body
    return send_alone(body) if media_type is None else JsonBytes(body, status, media_type)


def _revalidated(key: AnswerKey) -> dict[str, str]:
    """Headers of an answer that its client may keep, asking each time whether it still holds."""
    return {"etag": key.etag, "cache-control": "private, no-cache"}


def _is_known(request: Request, key: AnswerKey) -> bool:
    """Whether the client has the answer already."""
    return request.method == "GET" and key.etag in request.headers.get("if-none-match", "")


def _answer_lasting(
    request: Request, key: AnswerKey, made: Made, media_type: str | None, allowance: Allowance
) -> Response:
    if request.method != "GET" or not made.lasting or media_type is None:
        return _respond(made, media_type, allowance)
    if _is_known(request, key):
        return _answer_known(key, allowance)
    response = JsonBytes(made.body, 200, media_type, _revalidated(key))
    response.raw_headers.append(allowance.header())
    return response


def _answer_known(key: AnswerKey, allowance: Allowance) -> Response:
    response = Response(status_code=304, headers=_revalidated(key))
    response.raw_headers.append(allowance.header())
    return response


class GraphQLEndpoint:
    """Answers GET (queries only) and POST; a browser that is signed in and opens it gets GraphiQL."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        settings = shell.settings
        self._trusted = settings.documents == "trusted"
        self._answers = AnswerCache(settings.answer_bytes)
        documents = TrustedDocuments(settings.home, only=self._trusted)
        self._recognition = Recognition(settings.document_bytes, Measuring(settings), documents)
        self._spending = Spending(settings)
        self._gate = Gate(settings.running_requests, settings.waiting_requests)
        self._deadline = Deadline(settings.request_seconds)

    async def answer(self, request: Request) -> Response:
        """The answer to one request, refusals included."""
        accept = request.headers.get("accept")
        events = takes_events(accept)
        media_type = None if events and prefers_events(accept) else choose_answer_type(accept)
        try:
            if request.method == "GET" and wants_page(accept) and request.query_params.keys().isdisjoint(_ASKED):
                return await self._show_page(request)
            if media_type is None and not events:
                return refuse(HttpRefusalError(406, f"accept: takes {GRAPHQL} or {JSON}"))
            response = await self._answer(request, media_type, events)
        except HoldfastError as error:
            response = refuse(error, media_type or JSON)
        except ClientDisconnect:
            response = Response(status_code=_GONE)
        response.raw_headers.append(_VARIES)
        return response

    async def _show_page(self, request: Request) -> Response:
        if self._trusted:
            raise ForbiddenError("this service executes registered documents only; GraphiQL is not served")
        if self._shell.settings.introspection == "open" or await self._shell.authentication.knows_browser(
            request, now()
        ):
            return graphiql_page()
        return RedirectResponse("/", 303, {"cache-control": "no-store"})

    async def _answer(self, request: Request, media_type: str | None, events: bool) -> Response:
        asker = await self._identify(request)
        text = await read_text(request, self._shell.settings.document_bytes)
        question = self._recognition.read(request.method, text)
        method: Method = "GET" if request.method == "GET" else "POST"
        if events and asks_to_follow(question.asked):
            return await self._follow(request, asker, question)
        if asker is None:
            return _respond(await self._introspect(question, method), media_type, None)
        kept = self._find(asker.scope, question)
        if kept is not None:
            allowance = self._spending.charge(asker.scope.member_id, KEPT)
            self._tell(asker, question, _KNOWN if _is_known(request, kept[0]) else kept[1])
            return _answer_lasting(request, *kept, media_type, allowance)
        view = await run_sync(self._shell.house.view, asker.scope)
        self._settle(view.snapshot)
        make = partial(self._make, question, view, method)
        if question.fingerprint is None:
            allowance = self._admit(asker, question)
            made = await self._deadline.meet(request, make())
            self._tell(asker, question, made)
            return _respond(made, media_type, allowance)
        key = key_of(view.scope, view.snapshot, question.fingerprint)
        if _is_known(request, key):
            allowance = self._spending.charge(asker.scope.member_id, KEPT)
            self._tell(asker, question, _KNOWN)
            return _answer_known(key, allowance)
        allowance = self._admit(asker, question)
        made = await self._deadline.meet(request, self._answers.take(key, make))
        self._tell(asker, question, made)
        return _answer_lasting(request, key, made, media_type, allowance)

    def _admit(self, asker: Asker, question: Recognised) -> Allowance:
        """Takes the cost of a question that has to be executed; refused before any work is done, and for nothing where all is full."""
        if _waits(question):
            self._gate.check()
        return self._spending.charge(asker.scope.member_id, question.cost)

    async def _follow(self, request: Request, asker: Asker | None, question: Recognised) -> Response:
        """Server-sent events of a subscription: the asker is identified again as long as they come."""
        if asker is None:
            raise UnauthenticatedError(_SCHEMA_ONLY)
        self._spending.charge(asker.scope.member_id, question.cost)
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

    async def _introspect(self, question: Recognised, method: Method) -> Made:
        if not asks_for_schema_only(question.asked.query):
            raise UnauthenticatedError(_SCHEMA_ONLY)
        return await self._execute(question, None, method)

    async def _make(self, question: Recognised, view: View, method: Method) -> Made:
        if not _waits(question):
            return await self._execute_for(question, view, method)
        async with self._gate.pass_through(view.scope.member_id):
            return await self._execute_for(question, view, method)

    async def _execute_for(self, question: Recognised, view: View, method: Method) -> Made:
        context = await self._make_context(view)
        return await self._deadline.stoppable(self._execute(question, context, method))

    async def _execute(self, question: Recognised, context: Context | None, method: Method) -> Made:
        suggestions = context is not None and not self._trusted
        answer = await execute(question.asked, context, method, suggestions)
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
            if self._shell.settings.introspection == "open" and not self._trusted:
                return None
            raise

    async def _make_context(self, view: View) -> Context:
        publisher = await self._shell.publisher(view.scope.publisher_id, now())
        audit = Audit(self._shell.records, self._shell.trail, view.scope)
        return Context(view, publisher, current_request_id(), audit, self._shell.exports)


def _waits(question: Recognised) -> bool:
    """Whether a question may ask the engine for more than a look-up: it costs no less than a page of rows."""
    return question.cost >= ROWS.weight
