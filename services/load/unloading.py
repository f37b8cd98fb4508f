"""Takes a load back out of the lake."""

from pathlib import Path

from db.lake import Load, clear_leftovers, remove_load


def unload(home: Path, load_id: str) -> Load:
    """Removes a load as a whole and returns what it was; NotFoundError where there is none of that id."""
    clear_leftovers(home)
    return remove_load(home, load_id)
