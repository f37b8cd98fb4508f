"""GET /loads, /loads/{id} and /loads/{id}/quarantine: what became of reports that were sent."""

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.clock import now
from app.facts import current_facts
from app.loading.sending import LoadSending, forbid
from app.refusals import JsonResponse
from app.shell import Shell
from domain.audit import AuditAction, entry_of
from domain.errors import BadInputError
from domain.scope import Loader, Role, Scope
from services.loading.account import describe
from services.loading.desk import find, list_newest, write_quarantine

_MOST_LISTED = 100
_LISTED = 20
_READS = "loads are shown to owners and to the tokens that send reports"


class LoadsEndpoint:
    """The addresses below /loads; errors are raised for the application to refuse."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._place, self._sending = shell, shell.loads, LoadSending(shell)

    async def answer(self, request: Request) -> Response:
        """Takes reports in, or lists the newest loads."""
        return await (self._sending.answer(request) if request.method == "POST" else self._list(request))

    async def _list(self, request: Request) -> Response:
        reader = await self._read_as(request)
        text = request.query_params.get("first", str(_LISTED))
        if not text.isdecimal() or not 1 <= int(text) <= _MOST_LISTED:
            raise BadInputError(f"first: got {text[:40]!r}; takes a whole number from 1 to {_MOST_LISTED}")
        rows = await list_newest(self._place, reader.publisher_id, int(text))
        return JsonResponse({"loads": [describe(row) for row in rows]})

    async def show(self, request: Request) -> Response:
        """One load."""
        reader = await self._read_as(request)
        return JsonResponse(describe(await find(self._place, reader.publisher_id, request.path_params["id"])))

    async def quarantine(self, request: Request) -> Response:
        """The rows that a load set aside, as CSV; their values for an owner alone."""
        reader = await self._read_as(request)
        row = await find(self._place, reader.publisher_id, request.path_params["id"])
        pieces = await run_sync(write_quarantine, self._place, row, isinstance(reader, Scope))
        self._shell.trail.record(entry_of(reader, AuditAction.QUARANTINE_READ), now())
        headers = {
            "cache-control": "private, no-store",
            "content-disposition": 'attachment; filename="quarantine.csv"',
            "content-type": "text/csv; charset=utf-8; header=present",
            "x-content-type-options": "nosniff",
        }
        return StreamingResponse(pieces, headers=headers)

    async def _read_as(self, request: Request) -> Loader | Scope:
        """Who sends reports, or an owner; ForbiddenError for a contributor."""
        reader: Loader | Scope | None = await self._shell.authentication.find_loader(request, now())
        if reader is None:
            reader = (await self._shell.authentication.identify(request, now())).scope
            if reader.role is not Role.OWNER:
                raise forbid(self._shell, reader, _READS)
        current_facts().publisher = reader.publisher_id
        return reader
