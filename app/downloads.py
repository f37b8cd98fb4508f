"""GET and HEAD /downloads/{id}: the file of an export, streamed whole or in part to whoever may still see it."""

from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.clock import now
from app.facts import current_facts
from app.ranges import Span, UnsatisfiableError, names, read_range
from app.refusals import HttpRefusalError
from app.shell import Shell
from domain.audit import AuditAction, entry_of
from domain.errors import NotFoundError
from domain.exports import ExportFormat
from domain.scope import Role, Scope
from resolvers.nodes import EXPORT, GlobalId
from services.exports.export import Export

_PIECE = 1 << 20
"""Bytes that are held at once."""
_TYPES = MappingProxyType(
    {
        ExportFormat.CSV: "text/csv; charset=utf-8; header=present",
        ExportFormat.TSV: "text/tab-separated-values; charset=utf-8",
        ExportFormat.PARQUET: "application/vnd.apache.parquet",
        ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
_GONE = "no file of that id is ready for you; `exports` lists those that are"


class DownloadEndpoint:
    """Answers with the bytes of a file; errors are raised for the application to refuse."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    async def answer(self, request: Request) -> Response:
        """The file, a part of it, or 304; 404 says nothing of why there is none."""
        asker = await self._shell.authentication.identify(request, now())
        current_facts().publisher = asker.scope.publisher_id
        export = await self._find(asker.scope, request.path_params["id"])
        etag, size = f'"{export.sha256}"', export.bytes or 0
        headers = {**_describe(export), "etag": etag}
        if names(request.headers.get("if-none-match", ""), etag, weakly=True):
            return Response(status_code=304, headers=headers)
        if not names(request.headers.get("if-match", "*"), etag):
            raise HttpRefusalError(412, "if-match: the file has another entity tag; ask for it without")
        try:
            span = _choose(request, etag, size)
        except UnsatisfiableError:
            behind = {"content-range": f"bytes */{size}"}
            raise HttpRefusalError(416, f"range: the file has {size} bytes", headers=behind) from None
        whole = span is None
        chosen = span or Span(0, size)
        headers |= {"content-type": _TYPES[export.format], "content-length": str(len(chosen))}
        if not whole:
            headers["content-range"] = f"bytes {chosen.start}-{chosen.end - 1}/{size}"
        return await self._send(request, asker.scope, export, chosen, 200 if whole else 206, headers)

    async def _find(self, scope: Scope, export_id: str) -> Export:
        try:
            export = await self._shell.exports.find(scope, export_id)
        except NotFoundError:
            raise NotFoundError(_GONE) from None
        if export.file is None or (export.personal_data and scope.role is not Role.OWNER):
            raise NotFoundError(_GONE)
        return export

    async def _send(
        self, request: Request, scope: Scope, export: Export, span: Span, status: int, headers: Mapping[str, str]
    ) -> Response:
        file = export.file
        assert file is not None
        if request.method == "HEAD":
            return Response(status_code=status, headers=dict(headers))
        try:
            # read before anything is sent: what fails later can only be cut off
            first = await self._read(file, span.start, span.end)
        except FileNotFoundError:
            raise NotFoundError(_GONE) from None
        self._tell(scope, export)
        return StreamingResponse(self._pieces(file, first, span), status, dict(headers))

    def _tell(self, scope: Scope, export: Export) -> None:
        """Notes in the audit trail that a file, or a part of it, is given out."""
        action = AuditAction.EXPORT_DOWNLOADED
        entry = entry_of(
            scope, action, delivered=export.delivered, exports=(GlobalId(EXPORT, export.export_id).text(),)
        )
        self._shell.trail.record(entry, now())

    async def _pieces(self, file: str, first: bytes, span: Span) -> AsyncIterator[bytes]:
        place, piece = span.start, first
        while piece:
            yield piece
            place += len(piece)
            piece = await self._read(file, place, span.end)

    async def _read(self, file: str, start: int, end: int) -> bytes:
        if start >= end:
            return b""
        return await run_sync(self._shell.place.store.read, file, start, min(start + _PIECE, end))


def _choose(request: Request, etag: str, size: int) -> Span | None:
    # If-Range: only the very same file may be gone on with; a date is of no file here
    condition = request.headers.get("if-range")
    if condition is not None and condition.strip() != etag:
        return None
    return read_range(request.headers.get("range"), size) if request.method == "GET" else None


def _describe(export: Export) -> dict[str, str]:
    digest = b64encode(bytes.fromhex(export.sha256 or "")).decode()
    return {
        "cache-control": "private, no-store",
        "accept-ranges": "bytes",
        "repr-digest": f"sha-256=:{digest}:",
        "content-disposition": f'attachment; filename="{export.file_name}"',
        "x-content-type-options": "nosniff",
        "vary": "Authorization, Cookie",
    }
