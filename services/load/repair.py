"""A text whose records the engine cannot read as they are: rewritten record by record, each keeping its number."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from db.files import writing
from domain.errors import LoadRefusedError
from services.load.source import Source
from services.load.values import LONGEST_TEXT

_LONGEST_CELL: Final = 1 << 24


def repair_source(source: Source, target: Path) -> Source:
    """A copy in which every record has the header's cells and one more, which says what is broken about it, else is empty.

    LoadRefusedError where a quote is not closed or the text is not UTF-8.
    """
    number = 1
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        with (
            writing(target),
            source.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file,
            target.open("w", encoding="utf-8", newline="") as out,
        ):
            writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
            for record in _records(csv.reader(file, delimiter=source.delimiter, strict=True)):
                _check_text(source, number, record)
                writer.writerow(_mend(record, len(source.header)) if number > 1 else [*source.header, "broken"])
                number += 1
    except csv.Error as error:
        raise _refuse(source, number, f"cannot be read: {_explain(str(error))}") from error
    finally:
        csv.field_size_limit(limit)
    return replace(source, path=target, delimiter=",", size=target.stat().st_size, broken=True)


def _records(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    # a line without anything is no record, as it is to the engine
    return (record for record in reader if record)


def _check_text(source: Source, number: int, record: Sequence[str]) -> None:
    """Refuses bytes that are no UTF-8, which were read as lone surrogates."""
    try:
        "".join(record).encode()
    except UnicodeEncodeError as error:
        place = next(place for place, cell in enumerate(record) if not cell.isascii() and _is_foreign(cell))
        named = source.header[place] if place < len(source.header) else str(place + 1)
        raise LoadRefusedError(
            f"{source.name}: line {number}, column {named}: is not UTF-8; save the file as UTF-8. Nothing was loaded."
        ) from error


def _is_foreign(cell: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in cell)


def _mend(record: Sequence[str], width: int) -> list[str]:
    cells = [cell[: LONGEST_TEXT + 1] for cell in record]
    if len(cells) == width + 1 and not cells[-1]:
        cells.pop()
    if len(cells) == width:
        return [*cells, ""]
    return [
        *[""] * width,
        f"the record has {len(cells)} cells where the header has {width}: a quote or a line's end may be missing",
    ]


def _explain(error: str) -> str:
    if "unexpected end" in error:
        return "a quote is opened and never closed; fetch the file again"
    if "expected after" in error:
        return "a quoted value goes on after its closing quote"
    return error


def _refuse(source: Source, number: int, text: str) -> LoadRefusedError:
    return LoadRefusedError(f"{source.name}: line {number}: {text}. Nothing was loaded.")
