"""What commands print: tables for people, JSON for programs, and remarks beside the result."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click
import orjson


def print_json(value: Any) -> None:
    """Prints a value as indented JSON on standard output."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z).decode())


def print_table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints rows in columns under their names; numbers to the right; nothing where there are no rows."""
    if not rows:
        return
    texts = [[_text(cell) for cell in row] for row in rows]
    numeric = [all(isinstance(row[column], int) for row in rows) for column in range(len(names))]
    widths = [max(len(name), *(len(row[column]) for row in texts)) for column, name in enumerate(names)]
    for line in [list(names), *texts]:
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())


def remark(text: str) -> None:
    """Says something beside the result, on standard error."""
    click.echo(f"holdfast: {text}", err=True)


def _text(cell: object) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell)
