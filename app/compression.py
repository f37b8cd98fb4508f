"""Content codings of answers: chosen by Accept-Encoding, applied where a body is large enough to be worth it."""

import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeVar

from anyio.to_thread import run_sync
from backports import zstd
from starlette.requests import Request
from starlette.responses import Response

Coding = Literal["zstd", "gzip"]
Name = TypeVar("Name", bound=str)
SMALLEST = 1_400
"""Bytes of a body that fits one packet anyway."""
_INLINE = 32_000
"""Bytes that are compressed in less time than a worker thread takes to wake up and be waited for."""
_CODINGS: tuple[Coding, ...] = ("zstd", "gzip")
_NAMES = {"x-gzip": "gzip"}
_GZIP_HEAD = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
_ZSTD: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 3,
    # the size and a checksum of all would have to be known before the end is
    zstd.CompressionParameter.content_size_flag: 0,
    zstd.CompressionParameter.checksum_flag: 0,
}


def choose_coding(accept: str | None) -> Coding | None:
    """The coding that a client weighs most, of equals zstd; None where it takes none or prefers none."""
    return choose_of(accept, _CODINGS)


@lru_cache(maxsize=256)
def choose_of(accept: str | None, codings: tuple[Name, ...]) -> Name | None:
    """The one of some codings that a client weighs most, of equals the first."""
    if not accept:
        return None
    weights = dict(map(_weigh, accept.lower().split(",")))
    others = weights.get("*", 0.0)
    weight, coding = max(((weights.get(each, others), each) for each in codings), key=lambda found: found[0])
    return coding if weight > 0 and weight >= weights.get("identity", 0.0) else None


def _weigh(entry: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in entry.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return _NAMES.get(name, name), min(max(float(value), 0.0), 1.0)
            except ValueError:
                return _NAMES.get(name, name), 0.0
    return _NAMES.get(name, name), 1.0


@dataclass(frozen=True, slots=True)
class Begun:
    """The beginning of a body in a coding; any end of up to 65,535 bytes is added to it as it is, in microseconds.

    `size` and `check` are bytes and CRC-32 of what is coded.
    """

    coding: Coding
    coded: bytes
    size: int
    check: int

    def finish(self, end: bytes) -> bytes:
        """The whole body in the coding."""
        if self.coding == "zstd":
            # RFC 8878, 3.1.1.2: the last block, raw
            return self.coded + (len(end) << 3 | 1).to_bytes(3, "little") + end
        # RFC 1951, 3.2.4: the last block, stored; RFC 1952, 2.3.1: CRC-32 and size of all
        stored = struct.pack("<BHH", 1, len(end), len(end) ^ 0xFFFF)
        return self.coded + stored + end + struct.pack("<II", zlib.crc32(end, self.check), self.size + len(end))


def begin(body: bytes, coding: Coding) -> Begun:
    """The beginning of a body, which is not empty, in a coding; the same bytes each time."""
    if coding == "zstd":
        framing = zstd.ZstdCompressor(options=_ZSTD)
        return Begun(coding, framing.compress(body, framing.FLUSH_BLOCK), len(body), 0)
    deflating = zlib.compressobj(5, zlib.DEFLATED, -zlib.MAX_WBITS)
    coded = _GZIP_HEAD + deflating.compress(body) + deflating.flush(zlib.Z_SYNC_FLUSH)
    return Begun(coding, coded, len(body), zlib.crc32(body))


async def begin_aside(body: bytes, coding: Coding) -> Begun:
    """The same without holding up the event loop where the body is large."""
    return begin(body, coding) if len(body) <= _INLINE else await run_sync(begin, body, coding)


async def compressed(request: Request, response: Response) -> Response:
    """A whole response in the coding that the client weighs most, where it is large; not for streams, downloads or what has an ETag."""
    response.headers.add_vary_header("accept-encoding")
    coding = choose_coding(request.headers.get("accept-encoding"))
    if coding is None or len(response.body) < SMALLEST:
        return response
    response.body = (await begin_aside(bytes(response.body), coding)).finish(b"")
    response.headers["content-encoding"] = coding
    response.headers["content-length"] = str(len(response.body))
    return response
