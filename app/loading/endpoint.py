"""POST /loads takes reports in; GET /loads, /loads/{id} and /loads/{id}/quarantine say what became of them."""

import asyncio
import errno
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from anyio.to_thread import run_sync
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from app.clock import now
from app.facts import current_facts
from app.loading.options import FILE, read_options
from app.loading.receiving import Body, Form, OneFile, Reception, name_in, too_large
from app.refusals import HttpRefusalError, JsonResponse
from app.shell import Shell
from db.records.models import LoadJobRow
from db.uploads import Upload
from domain.audit import AuditAction, entry_of
from domain.errors import BadInputError, ForbiddenError
from domain.loads import LoadOptions, QueueFullError
from domain.scope import Loader, Role, Scope
from services.loading.account import describe, make_job, put_options
from services.loading.desk import find, list_newest, take_in, write_quarantine

_PIECE = 1 << 20
"""Bytes that are gathered before a thread writes them."""
_AT_ONCE = 4
"""Bodies of one publisher that a process receives at the same time."""
_GONE = 499
_MOST_LISTED = 100
_LISTED = 20
_SENDS = "reports are sent with a token of the role loader; `./holdfast token create --role loader` makes one"
_READS = "loads are shown to owners and to the tokens that send reports"
_CODINGS = frozenset({"", "identity", "gzip", "zstd"})
"""Packed files are recognised by their bytes, whether HTTP calls that a coding or not."""


class LoadsEndpoint:
    """The addresses below /loads; errors are raised for the application to refuse."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._place = shell, shell.loads
        self._receiving: Counter[str] = Counter()

    async def answer(self, request: Request) -> Response:
        """Takes reports in, or lists the newest loads."""
        return await (self._send(request) if request.method == "POST" else self._list(request))

    async def _send(self, request: Request) -> Response:
        loader = await self._shell.authentication.find_loader(request, now())
        if loader is None:
            asker = await self._shell.authentication.identify(request, now())
            raise self._forbid(asker.scope, _SENDS)
        current_facts().publisher = loader.publisher_id
        try:
            with self._counting(loader.publisher_id):
                return await self._take_in(request, loader)
        except ClientDisconnect:
            return Response(status_code=_GONE)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise HttpRefusalError(
                507, "there is no space left for the body; nothing was taken in", "INTERNAL"
            ) from None

    async def _take_in(self, request: Request, loader: Loader) -> Response:
        settings, options = self._shell.settings, dict(request.query_params)
        file = options.pop(FILE, None)
        read_options(options)
        if int(request.headers.get("content-length") or 0) > settings.load_bytes:
            raise too_large(settings.load_bytes)
        row = make_job(loader.publisher_id, loader.member, loader.member_id, LoadOptions(), 0, now())
        upload = await run_sync(Upload, self._place.uploads, row.id)
        try:
            reception = Reception(upload, settings.load_bytes, settings.load_unpacked_bytes)
            try:
                await self._receive(request, _choose(request, reception, file))
            finally:
                reception.end()
            put_options(row, read_options({**options, **reception.fields}))
            row.files = len(upload.names)
            await self._queue(row)
        except BaseException:
            upload.discard()
            raise
        finally:
            upload.release()
        self._shell.trail.record(entry_of(loader, AuditAction.LOAD_REQUESTED), now())
        return JsonResponse({"id": row.id, "status": row.status.value}, 202, headers={"location": f"/loads/{row.id}"})

    async def _queue(self, row: LoadJobRow) -> None:
        try:
            await take_in(self._place, row, self._shell.settings.loads_unfinished)
        except QueueFullError as error:
            raise _retry(error) from None

    async def _receive(self, request: Request, body: Body) -> None:
        """Reads the body; a client that says nothing as long as a request may take is refused."""
        pieces, gathered = request.stream(), bytearray()
        while True:
            try:
                piece = await asyncio.wait_for(anext(pieces, None), self._shell.settings.request_seconds)
            except TimeoutError:
                raise HttpRefusalError(408, "the body stopped coming; send it again", "TIMEOUT") from None
            if piece is None:
                break
            gathered += piece
            if len(gathered) >= _PIECE:
                await run_sync(body.take, bytes(gathered))
                gathered.clear()
        await run_sync(body.take, bytes(gathered))
        await run_sync(body.finish)

    @contextmanager
    def _counting(self, publisher_id: str) -> Iterator[None]:
        if self._receiving[publisher_id] >= _AT_ONCE:
            raise _retry(
                QueueFullError(f"{_AT_ONCE} loads of this publisher are being received; send them one after another")
            )
        self._receiving[publisher_id] += 1
        try:
            yield
        finally:
            self._receiving[publisher_id] -= 1

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
                raise self._forbid(reader, _READS)
        current_facts().publisher = reader.publisher_id
        return reader

    def _forbid(self, scope: Scope, told: str) -> ForbiddenError:
        self._shell.trail.record(entry_of(scope, AuditAction.REFUSED, code=ForbiddenError.code), now())
        return ForbiddenError(told)


def _choose(request: Request, reception: Reception, file: str | None) -> Body:
    kind = request.headers.get("content-type", "")
    coding = request.headers.get("content-encoding", "").strip().lower()
    form = kind.partition(";")[0].strip().lower() == "multipart/form-data"
    if coding not in _CODINGS or (form and coding not in ("", "identity")):
        raise HttpRefusalError(415, "content-encoding: takes gzip or zstd for one file, and none for a form")
    if form:
        return Form(reception, kind)
    name = file or name_in(request.headers.get("content-disposition", ""))
    if name is None:
        raise BadInputError(
            f"file: name it by `?{FILE}=report.csv` or by Content-Disposition, or send multipart/form-data"
        )
    return OneFile(reception, name)


def _retry(error: QueueFullError) -> HttpRefusalError:
    return HttpRefusalError(429, str(error), error.code, {"retry-after": "10"})
