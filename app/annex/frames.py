"""What a serving process and its annex tell each other over a socket: facts as JSON, and bytes beside them."""

from asyncio import IncompleteReadError, StreamReader, StreamWriter
from collections.abc import Mapping
from struct import Struct
from typing import Any, NamedTuple

import orjson

_LENGTHS = Struct(">II")


class Frame(NamedTuple):
    """One message."""

    facts: dict[str, Any]
    body: bytes


async def read_frame(reader: StreamReader) -> Frame | None:
    """The next message, None where the other process has ended."""
    try:
        facts, body = _LENGTHS.unpack(await reader.readexactly(_LENGTHS.size))
        return Frame(orjson.loads(await reader.readexactly(facts)), await reader.readexactly(body))
    except (IncompleteReadError, OSError):
        return None


def write_frame(writer: StreamWriter, facts: Mapping[str, Any], body: bytes = b"") -> None:
    """Sends a message; the other process reads as fast as it can, so nobody waits for that."""
    told = orjson.dumps(facts)
    writer.write(_LENGTHS.pack(len(told), len(body)) + told + body)
