"""What the engine says of a full disk, too little memory or a damaged file, as errors that people read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

from domain.errors import OperationError

_FILE_ERROR: Final = re.compile(r'file \\?"([^"\\]+)\\?": ([^"\\]+)')
"""How the engine names a file and what is wrong with it, in plain text or in JSON."""

_DAMAGED: Final = re.compile(r"""['"]([^'"]+\.parquet)['"]""")


@contextmanager
def report_engine_errors(outcome: str) -> Iterator[None]:
    """Turns the engine's errors of disk, memory and damaged files into an OperationError that ends with the outcome, a sentence."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise OperationError(
            f"the memory limit is too low for this; raise HOLDFAST_MEMORY_LIMIT. {outcome}."
        ) from error
    except duckdb.IOException as error:
        raise OperationError(f"{_explain(str(error).splitlines()[0])}. {outcome}.") from error
    except duckdb.InvalidInputException as error:
        found = _DAMAGED.search(str(error))
        if found is None:
            raise
        raise OperationError(f"{found[1]} is damaged; put it back from a backup. {outcome}.") from error


def _explain(message: str) -> str:
    found = _FILE_ERROR.search(message)
    return f"{found[2].rstrip()}: {found[1]}" if found else message
