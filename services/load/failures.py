"""What the engine says of a full disk or too little memory, as errors that people read."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from domain.errors import OperationError


@contextmanager
def report_engine_errors(outcome: str) -> Iterator[None]:
    """Turns the engine's errors of disk and memory into an OperationError that ends with the outcome, a sentence."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise OperationError(f"the memory limit is too low for this; raise HOLDFAST_MEMORY_LIMIT. {outcome}.") from error
    except duckdb.IOException as error:
        raise OperationError(f"{str(error).splitlines()[0]}. {outcome}.") from error
