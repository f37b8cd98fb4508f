"""Takes a load back out of the lake."""

from pathlib import Path

from db.lake import Load, clear_leftovers, remove_load


def unload(home: Path, load_id: str) -> Load | None:
    """Removes a load as a whole and returns what it was, None where that was done before; NotFoundError where there was none of that id."""
    clear_leftovers(home)
    return remove_load(home, load_id)
