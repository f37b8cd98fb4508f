"""The endpoint /graphql after the GraphQL-over-HTTP draft: negotiates, identifies, pins one snapshot, executes, answers."""

import asyncio
from functools import partial

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.annex.annex import Annex
from app.answers import AnswerCache, AnswerKey, Made, edition_of, key_of
from app.auditing import action_of
from app.authentication import Asker
from app.clock import now
from app.compression import SMALLEST, begin_aside, choose_coding
from app.envelope import current_request_id
from app.events import Streamed, asks_to_follow, send_alone, stream
from app.execution import Method, asks_for_schema_only
from app.facts import current_facts
from app.limits.allowance import KEPT, Allowance
from app.limits.deadline import Deadline
from app.limits.gate import Gates
from app.limits.measuring import Measuring
from app.limits.spending import open_spending
from app.making import make_answer
from app.negotiation import GRAPHQL, JSON, choose_answer_type, prefers_events, takes_events, wants_page
from app.pages import ask_to_sign_in, send_graphiql
from app.promptness import Turns
from app.questions import read_text
from app.recognition import Recognised, Recognition
from app.refusals import HttpRefusalError, JsonBytes, refuse
from app.revalidation import READING, answer_known, recognise_etag, revalidated
from app.shell import Shell
from app.site import Site
from app.trusted import FILE, TrustedDocuments
from db.snapshots import Snapshot
from domain.audit import entry_of
from domain.errors import ForbiddenError, HoldfastError, UnauthenticatedError
from domain.scope import Scope
from resolvers.context import Context
from resolvers.workers import asking
from schema.directives import ROWS
from services.audit import Audit
from services.view import View

_SCHEMA_ONLY = "without a token only introspection is answered; send `Authorization: Bearer hf_...`"
_KNOWN = Made(b"", lasting=True)
"""What is delivered to a client that has the answer already, and by the beginning of a stream."""
_ASKED = frozenset({"query", "documentId"})
"""Parameters by which a browser that opens the endpoint asks a question."""
_LONG = 10_000
"""What a request costs that others wait for: more than any page of the dashboards."""
_FETCHING = 16
"""Requests that wait at the same time for parts from a storage; the others wait in line."""
_GONE = 499
"""What the log says of a client that did not wait."""
_VARIES = (b"vary", b"Accept, Accept-Encoding, Authorization, Cookie")


def _note(question: Recognised, asker: Asker | None) -> None:
    facts = current_facts()
    facts.kind, facts.operation = question.kind, question.operation
    facts.publisher = asker.scope.publisher_id if asker else None


class GraphQLEndpoint:
    """Answers GET (queries only) and POST; a browser that is signed in and opens it gets GraphiQL."""

    def __init__(self, shell: Shell, annex: Annex, site: Site) -> None:
        self._shell, self._annex, self._site = shell, annex, site
        settings = shell.settings
        self._trusted = settings.documents == "trusted"
        self.answers = AnswerCache(settings.answer_bytes)
        documents = TrustedDocuments([settings.home / FILE, settings.pages / FILE], only=self._trusted)
        self._recognition = Recognition(settings.document_bytes, Measuring(settings), documents, edition_of(settings))
        self.spending = open_spending(settings, shell.records)
        self.gates = Gates(settings.running_requests, settings.waiting_requests)
        self._deadline = Deadline(settings.request_seconds)
        self._fetching = CapacityLimiter(_FETCHING)
        self._looked = False
        self._turns = Turns()
        self._seen: Snapshot | None = None

    async def answer(self, request: Request) -> Response:
        """The answer to one request, refusals included."""
        accept = request.headers.get("accept")
        events = takes_events(accept)
        media_type = None if events and prefers_events(accept) else choose_answer_type(accept)
        try:
            if (
                request.scope["method"] in READING
                and wants_page(accept)
                and request.query_params.keys().isdisjoint(_ASKED)
            ):
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
            return await send_graphiql(self._site, request)
        return ask_to_sign_in()

    async def _answer(self, request: Request, media_type: str | None, events: bool) -> Response:
        asker = await self._identify(request)
        method: Method = "GET" if request.scope["method"] in READING else "POST"
        text = await read_text(request, self._shell.settings.document_bytes)
        question = self._recognition.read(method, text)
        _note(question, asker)
        if events and asks_to_follow(question.asked):
            return await self._follow(request, asker, question)
        if asker is None:
            return await self._send(request, await self._introspect(question, method), media_type, None)
        key, kept = self._find(asker.scope, question)
        self._turns.note(long=kept is None and question.cost > _LONG)
        if kept is not None and key is not None:
            return await self._answer_kept(request, asker, question, media_type, key, kept)
        view = await self._open_view(request, asker.scope)
        try:
            return await self._answer_in(view, request, asker, question, media_type)
        finally:
            view.release()

    async def _answer_kept(
        self, request: Request, asker: Asker, question: Recognised, media_type: str | None, key: AnswerKey, kept: Made
    ) -> Response:
        known = await self._answer_known(request, asker, question, media_type, key)
        if known is not None:
            return known
        allowance = await self.spending.charge(asker.scope.member_id, KEPT)
        self._tell(request, asker, question, kept)
        return await self._send(request, kept, media_type, allowance, key)

    async def _answer_in(
        self, view: View, request: Request, asker: Asker, question: Recognised, media_type: str | None
    ) -> Response:
        """An answer that is made, unless the client has it or somebody else has just made it."""
        method: Method = "GET" if request.scope["method"] in READING else "POST"
        make = partial(self._make, question, view, method)
        if question.fingerprint is None:
            allowance = await self._admit(asker, question)
            made = await self._deadline.meet(request, make())
            self._tell(request, asker, question, made)
            return await self._send(request, made, media_type, allowance)
        key = key_of(view.scope, view.snapshot, question.fingerprint)
        known = await self._answer_known(request, asker, question, media_type, key)
        if known is not None:
            return known
        allowance = await self._admit(asker, question)
        made = await self._deadline.meet(request, self.answers.take(key, make))
        self._tell(request, asker, question, made)
        return await self._send(request, made, media_type, allowance, key)

    async def _answer_known(
        self, request: Request, asker: Asker, question: Recognised, media_type: str | None, key: AnswerKey
    ) -> Response | None:
        """To a client that has the answer already; None to one that has not."""
        etag = None if media_type is None else recognise_etag(request, key)
        if etag is None:
            return None
        allowance = await self.spending.charge(asker.scope.member_id, KEPT)
        self._tell(request, asker, question, _KNOWN)
        return answer_known(etag, allowance)

    async def _open_view(self, request: Request, scope: Scope) -> View:
        """The view of a request, which has to release it."""
        house = self._shell.house
        if house.snapshots.lacks(scope.publisher_id):
            # from far away: threads of its own, so that who has everything here does not wait
            await self._deadline.meet(request, run_sync(house.prepare, scope.publisher_id, limiter=self._fetching))
        view = await run_sync(house.view, scope)
        self._settle(view.snapshot)
        return view

    async def _send(
        self,
        request: Request,
        made: Made,
        media_type: str | None,
        allowance: Allowance | None,
        key: AnswerKey | None = None,
    ) -> Response:
        """The answer, in the coding that the client weighs most where it is large; `key` where it has one, no media type for events."""
        lasting = key if made.lasting else None
        tagged = lasting is not None and request.scope["method"] in READING and media_type is not None
        end = b"}" if tagged or allowance is None or not made.executed else allowance.end()
        if media_type is None:
            return send_alone(made.body + end)
        # the draft: a client of plain JSON learns of a refused document from the body alone
        status = 400 if media_type == GRAPHQL and not made.executed else 200
        coding = choose_coding(request.headers.get("accept-encoding")) if len(made.body) >= SMALLEST else None
        headers: dict[str, str] = {}
        if tagged and lasting is not None:
            # weak in a coding: other bytes than those of the answer itself
            headers = revalidated(f"W/{lasting.etag}" if coding else lasting.etag)
        if coding is None:
            response = JsonBytes(made.body + end, status, media_type, headers)
        else:
            begun = await (self.answers.begin(lasting, made, coding) if lasting else begin_aside(made.body, coding))
            response = JsonBytes(begun.finish(end), status, media_type, {**headers, "content-encoding": coding})
        if tagged and allowance is not None:
            response.raw_headers.append(allowance.header())
        return response

    async def _admit(self, asker: Asker, question: Recognised) -> Allowance:
        """Takes the cost of a question that has to be executed; refused before any work is done, and for nothing where all is full."""
        if _waits(question):
            self.gates.gate(question.narrows).check()
        return await self.spending.charge(asker.scope.member_id, question.cost)

    async def _follow(self, request: Request, asker: Asker | None, question: Recognised) -> Response:
        """Server-sent events of a subscription: the asker is identified again as long as they come."""
        if asker is None:
            raise UnauthenticatedError(_SCHEMA_ONLY)
        await self.spending.charge(asker.scope.member_id, question.cost)
        view = await self._open_view(request, asker.scope)
        # what it follows is in the records; should it read a part, that was used just now
        view.release()
        context = await self._make_context(view)
        self._tell(request, asker, question, _KNOWN)

        async def check() -> None:
            if self._shell.closing.is_set():
                raise HttpRefusalError(503, "the service ends; ask again", "TIMEOUT")
            await self._identify(request)

        return stream(Streamed(question.asked, context, check, self._shell.settings.request_seconds))

    def _find(self, scope: Scope, question: Recognised) -> tuple[AnswerKey | None, Made | None]:
        """A kept answer, without leaving the event loop: there is one only while the snapshot of the last view is current."""
        if question.fingerprint is None:
            return None, None
        snapshot = self._look()
        if snapshot is None or scope.publisher_id not in snapshot.parts:
            return None, None
        self._settle(snapshot)
        key = key_of(scope, snapshot, question.fingerprint)
        return key, self.answers.find(key)

    def _look(self) -> Snapshot | None:
        """The current snapshot where it is known, looked at once in a turn of the loop: what a turn answers was asked before it."""
        if not self._looked:
            self._looked = True
            asyncio.get_running_loop().call_soon(self._look_again)
            self._seen = self._shell.house.snapshots.unchanged()
        return self._seen

    def _look_again(self) -> None:
        self._looked = False

    def _tell(self, request: Request, asker: Asker, question: Recognised, made: Made) -> None:
        """Notes an answer in the audit trail; to a HEAD its body is not delivered."""
        if request.scope["method"] == "HEAD":
            made = _KNOWN
        entry = entry_of(
            asker.scope,
            action_of(made.refused),
            operation=question.operation,
            document=question.document,
            delivered=made.delivered,
            code=made.refused,
        )
        self._shell.trail.record(entry, now())

    def _settle(self, snapshot: Snapshot) -> None:
        if self.answers.settle(snapshot):
            self._recognition.forget()
            self._annex.settle()

    async def _introspect(self, question: Recognised, method: Method) -> Made:
        if not asks_for_schema_only(question.asked.query):
            raise UnauthenticatedError(_SCHEMA_ONLY)
        return await self._execute(question, None, method)

    async def _make(self, question: Recognised, view: View, method: Method) -> Made:
        # it may be made for others by now, when the request has ended that it was begun for
        view.retain()
        try:
            if not _waits(question):
                return await self._execute_for(question, view, method)
            async with self.gates.gate(question.narrows).pass_through(view.scope.member_id):
                return await self._execute_for(question, view, method)
        finally:
            view.release()

    async def _execute_for(self, question: Recognised, view: View, method: Method) -> Made:
        if question.narrows and question.of_parts:
            publisher = await self._shell.publisher(view.scope.publisher_id, now())
            made = await self._annex.answer(
                question.asked, view, publisher, current_request_id(), method, not self._trusted
            )
            if made is not None:
                return made
        context = await self._make_context(view)
        try:
            with asking():
                return await self._deadline.stoppable(self._execute(question, context, method))
        finally:
            context.release()

    async def _execute(self, question: Recognised, context: Context | None, method: Method) -> Made:
        return await make_answer(question.asked, context, method, context is not None and not self._trusted)

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
