"""POST /loads: takes reports in, for a worker to load."""

import asyncio
import errno
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from anyio.to_thread import run_sync
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.clock import now
from app.facts import current_facts
from app.loading.form import Form
from app.loading.options import FILE, read_options
from app.loading.receiving import Body, OneFile, Reception, name_in, too_large
from app.refusals import HttpRefusalError, JsonResponse
from app.shell import Shell
from db.records.models import LoadJobRow
from db.uploads import Upload
from domain.audit import AuditAction, entry_of
from domain.errors import BadInputError, ForbiddenError
from domain.loads import LoadOptions, QueueFullError
from domain.scope import Loader, Scope
from services.loading.account import make_job, put_options
from services.loading.desk import take_in

_PIECE = 1 << 20
"""Bytes that are gathered before a thread writes them."""
_AT_ONCE = 4
"""Bodies of one publisher that a process receives at the same time."""
_GONE = 499
_SENDS = "reports are sent with a token of the role loader; `./holdfast token create --role loader` makes one"
_CODINGS = frozenset({"", "identity", "gzip", "zstd"})
"""Packed files are recognised by their bytes, whether HTTP calls that a coding or not."""


class LoadSending:
    """Of one serving process."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._place = shell, shell.loads
        self._receiving: Counter[str] = Counter()

    async def answer(self, request: Request) -> Response:
        """202 with the load's address once all of it is on disk; errors are raised for the application to refuse."""
        loader = await self._shell.authentication.find_loader(request, now())
        if loader is None:
            asker = await self._shell.authentication.identify(request, now())
            raise forbid(self._shell, asker.scope, _SENDS)
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


def forbid(shell: Shell, scope: Scope, told: str) -> ForbiddenError:
    """A refusal of who asks, noted in the audit trail."""
    shell.trail.record(entry_of(scope, AuditAction.REFUSED, code=ForbiddenError.code), now())
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
