"""The id of a part: the hash of all that it is a function of, so that nothing is built twice and an id names one content."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import orjson

from db.lake import Load
from db.tables import PART_FORMAT

_LENGTH = 20


def part_id_of(loads: Sequence[Load], as_of: int, erased: bytes, version: str) -> str:
    """The id of the part of these loads at as_of (a day number), of a publisher whose erased keys and a build whose version are given."""
    facts = {
        "format": PART_FORMAT,
        "version": version,
        "as_of": as_of,
        "erased": sha256(erased).hexdigest(),
        "loads": [
            [load.load_id, load.zone, [[each.report, each.sha256, each.replaces, each.plain] for each in load.files]]
            for load in sorted(loads, key=lambda load: load.number)
        ],
    }
    return sha256(orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)).hexdigest()[:_LENGTH]


def version_of(folder: Path, texts: Sequence[str]) -> str:
    """The version of the build: the hash of its own modules and texts, and of the questions whose answers it stores."""
    own = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".sql")]
    return sha256(b"\0".join([*own, *(text.encode() for text in texts)])).hexdigest()
