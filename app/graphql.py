"""The endpoint /graphql after the GraphQL-over-HTTP draft: negotiates, identifies, pins one snapshot, executes, answers."""

import asyncio

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from app.authentication import Asker
from app.clock import now
from app.envelope import current_request_id
from app.execution import Answer, Method, asks_for_schema_only, execute
from app.negotiation import GRAPHQL, JSON, choose_answer_type, wants_page
from app.pages import graphiql_page
from app.questions import GraphQLRequest, read_request
from app.refusals import HttpRefusalError, JsonResponse, refuse
from app.shell import Shell
from domain.errors import HoldfastError, UnauthenticatedError
from resolvers.context import Context

_VARIES = {"vary": "Accept, Authorization, Cookie"}


class GraphQLEndpoint:
    """Answers GET (queries only) and POST; a browser that opens it gets GraphiQL."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._abandoned: set[asyncio.Task[Answer]] = set()

    async def answer(self, request: Request) -> Response:
        """The answer to one request, refusals included."""
        accept = request.headers.get("accept")
        if request.method == "GET" and "query" not in request.query_params and wants_page(accept):
            return graphiql_page()
        media_type = choose_answer_type(accept)
        if media_type is None:
            return refuse(HttpRefusalError(406, f"accept: takes {GRAPHQL} or {JSON}"))
        try:
            answer = await self._answer(request)
        except HoldfastError as error:
            response = refuse(error, media_type)
        else:
            # the draft: a client of plain JSON learns of a refused document from the body alone
            status = 400 if media_type == GRAPHQL and not answer.executed else 200
            response = JsonResponse(answer.body, status, media_type)
        response.headers.update(_VARIES)
        return response

    async def _answer(self, request: Request) -> Answer:
        asker = await self._identify(request)
        asked = await read_request(request, self._shell.settings.document_bytes)
        context = None if asker is None else await self._make_context(asker)
        if context is None and not asks_for_schema_only(asked.query):
            raise UnauthenticatedError(
                "without a token only introspection is answered; send `Authorization: Bearer hf_...`"
            )
        return await self._execute_in_time(asked, context, "GET" if request.method == "GET" else "POST")

    async def _identify(self, request: Request) -> Asker | None:
        try:
            return await self._shell.authentication.identify(request, now())
        except UnauthenticatedError:
            if self._shell.settings.introspection == "open":
                return None
            raise

    async def _make_context(self, asker: Asker) -> Context:
        view = await run_sync(self._shell.house.view, asker.scope)
        publisher = await self._shell.publisher(asker.scope.publisher_id, now())
        return Context(view, publisher, current_request_id())

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
