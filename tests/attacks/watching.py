"""The personal values of a publisher's customers, and where one of them stands in a text that should hold none."""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from app.settings import ROOT
from db.parts import part_folder
from db.snapshots import SnapshotStore
from domain.measures import MASK
from services.masking import PERSONAL
from tests.attacks.home import PUBLISHER

_OPAQUE = re.compile(r"[A-Za-z0-9_-]{16,}")
_SHORTEST = 4
"""Shorter words stand in the midst of ids and cursors by chance: they are looked for as whole values alone."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A personal value of a customer; `visible`: an owner may read it. `worded`: it can be looked for within a text."""

    customer_id: str
    column: str
    text: str
    visible: bool
    worded: bool

    @property
    def name(self) -> str:
        """Whose and which, without the value."""
        return f"{self.column} of {self.customer_id}"


class Watch:
    """Looks for secrets in texts; compares casefolded."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        self.secrets = secrets
        self._whole = {secret.text.casefold(): secret for secret in secrets}
        worded = sorted({each.text.casefold() for each in secrets if each.worded}, key=len, reverse=True)
        self._within = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, worded))})(?![\w-])")

    def name_whole(self, text: str) -> str | None:
        """The secret that a value is."""
        found = self._whole.get(text.strip().casefold())
        return found.name if found else None

    def names_within(self, text: str) -> list[str]:
        """The secrets that stand in a text as words, or in what its opaque words stand for."""
        texts = [text, *_decoded(text)]
        return sorted({self._whole[word].name for each in texts for word in self._within.findall(each.casefold())})


def _decoded(text: str) -> Iterator[str]:
    """What words that look like base64 say."""
    for word in set(_OPAQUE.findall(text)):
        try:
            yield base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode("utf-8", "replace")
        except binascii.Error:
            continue


def read_secrets(home: Path) -> list[Secret]:
    """All personal values that were reported, those that nobody may read included; without those that public columns hold too."""
    folder = _part(home)
    customers = {row["customer"]: row for row in pq.read_table(folder / "customers.parquet").to_pylist()}
    public = _public_texts(folder)
    everywhere = "\n".join(public)
    found = []
    for person in pq.read_table(folder / "people.parquet").to_pylist():
        customer = customers[person["customer"]]
        visible = customer["consent"] and not customer["protected"]
        for column in PERSONAL:
            text = person[column]
            if text in (None, MASK) or text.casefold() in public:
                continue
            worded = _is_word(text.casefold(), everywhere)
            found.append(Secret(customer["customer_id"], column, text, visible, worded))
    return found


def count_reported(home: Path) -> int:
    """How many personal values there are, masks left out."""
    people = pq.read_table(_part(home) / "people.parquet", columns=list(PERSONAL)).to_pylist()
    return sum(text not in (None, MASK) for person in people for text in person.values())


def _is_word(text: str, everywhere: str) -> bool:
    """Numbers stand in answers by chance, and so do words that public texts are made of."""
    if len(text) < _SHORTEST or not any(letter.isalpha() for letter in text):
        return False
    return re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", everywhere) is None


def _public_texts(folder: Path) -> set[str]:
    """Every text that is no personal value, casefolded: those of the other tables, and the schema's words."""
    found = {(ROOT / "schema.graphql").read_text(encoding="utf-8").casefold()}
    for path in folder.glob("*.parquet"):
        if path.stem != "people" and not path.stem.startswith("mart-"):
            table = pq.read_table(path)
            columns = [each.name for each in table.schema if pa.types.is_string(each.type)]
            found |= {text.casefold() for name in columns for text in table[name].unique().to_pylist() if text}
    return found


def _part(home: Path) -> Path:
    snapshot = SnapshotStore(home).current()
    assert snapshot is not None
    return part_folder(home, PUBLISHER, snapshot.parts[PUBLISHER])
