"""An engine of an export's own: what a long list takes to be ordered goes to its disk and not to the memory of the others."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import duckdb

from db.embedded import EmbeddedWarehouse
from db.parts import PARTS_FOLDER
from domain.errors import OperationError
from services.load.failures import report_engine_errors
from services.slices import Slices
from services.view import View

MEMORY: Final = "112MB"
"""What such an engine holds; with what is shown and written at a time that is less than 200 MB."""
THREADS: Final = 1
"""Those who wait for pages come first."""
_NEVER: Final = 1 << 40
"""Bytes of slices after which one is given up: there is one list."""


@contextmanager
def open_engine(view: View, spill: Path) -> Iterator[View]:
    """The view on an engine of its own that spills into a folder, which must be on a disk with room for the list.

    Another engine than the embedded one is asked itself: it spills by itself, and its rows are nowhere else.
    """
    if not isinstance(view.house.warehouse, EmbeddedWarehouse):
        yield view
        return
    warehouse = EmbeddedWarehouse(MEMORY, THREADS, [view.house.snapshots.home / PARTS_FOLDER], spill)
    try:
        yield replace(view, house=replace(view.house, warehouse=warehouse, slices=Slices(warehouse, _NEVER)))
    finally:
        warehouse.close()


@contextmanager
def telling_engine_errors(target: Path) -> Iterator[None]:
    """Raises OperationError where the engine had too little room, or could not read or write a file."""
    try:
        with report_engine_errors("Nothing was exported"):
            yield
    except OperationError as error:
        if isinstance(error.__cause__, duckdb.OutOfMemoryException):
            raise OperationError(
                f"there is too little room beside {target} to order the rows; make some, or export fewer."
                " Nothing was exported."
            ) from error
        raise
