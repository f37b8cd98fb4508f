"""The built pages of web/dist: which files there are, read whole and sent as they were compressed when they were built."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from app.compression import choose_of
from app.ranges import names

_log = logging.getLogger("holdfast.pages")

POLICY = (
    "default-src 'self'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:;"
    " img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_FOREVER = "public, max-age=31536000, immutable"
_SUFFIXES: Mapping[str, str] = MappingProxyType({"br": ".br", "gzip": ".gz"})
_TYPES = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".svg": "image/svg+xml",
        ".ttf": "font/ttf",
        ".woff2": "font/woff2",
    }
)
_UNBUILT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Holdfast</title><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body>
<h1>Holdfast</h1>
<p>The pages are not built: run <code>make web</code> in the service's folder, and load this page again.</p>
<p>The API does not need them: <code>POST /graphql</code> with a token answers.</p>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class _Stamp:
    inode: int
    changed: int


class Site:
    """The files of a build, found by exact name, so that no path leads out of it; looked for again when it was built anew."""

    def __init__(self, dist: Path) -> None:
        self._dist = dist
        self._stamp: _Stamp | None = None
        self._files: dict[str, Path] = {}

    async def send_page(self, request: Request, name: str) -> Response:
        """A page, like `index`; where nothing is built, one that says how to."""
        await run_sync(self._look)
        headers = {"content-security-policy": POLICY, "cache-control": "no-cache"}
        path = self._files.get(f"{name}.html")
        if path is None:
            return Response(_UNBUILT, 503, headers, _TYPES[".html"])
        return await self._send(request, path, headers)

    async def send_asset(self, request: Request, name: str) -> Response | None:
        """A file with a hash in its name; None where there is none."""
        name = f"assets/{name}"
        if name not in self._files:
            await run_sync(self._look)
        path = self._files.get(name)
        if path is None or path.suffix in _SUFFIXES.values():
            return None
        return await self._send(request, path, {"cache-control": _FOREVER})

    async def _send(self, request: Request, path: Path, headers: Mapping[str, str]) -> Response:
        coding = choose_of(request.headers.get("accept-encoding"), tuple(_SUFFIXES))
        coded = path.with_name(path.name + _SUFFIXES[coding]) if coding else path
        if coding is None or coded not in self._files.values():
            coding, coded = None, path
        body = await run_sync(coded.read_bytes)
        etag = f'"{sha256(body).hexdigest()[:32]}"'
        sent = {**headers, "vary": "Accept-Encoding", "etag": etag}
        if names(request.headers.get("if-none-match", ""), etag, weakly=True):
            return Response(status_code=304, headers=sent)
        if coding:
            sent["content-encoding"] = coding
        return Response(body, headers=sent, media_type=_TYPES.get(path.suffix, "application/octet-stream"))

    def _look(self) -> None:
        stamp = _read_stamp(self._dist / "index.html")
        if stamp == self._stamp:
            return
        found = [path for path in self._dist.rglob("*") if path.is_file()] if stamp else []
        self._files = {path.relative_to(self._dist).as_posix(): path for path in found}
        self._stamp = stamp


def _read_stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return _Stamp(found.st_ino, found.st_mtime_ns)
