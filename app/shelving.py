"""Parts that were removed go from the engine too, where it holds rows of its own: an erased customer must be nowhere."""

from pathlib import Path

from app.settings import Settings
from db.opening import forget_other_parts
from services.build.publishing import list_part_folders


def forget_removed_parts(settings: Settings, home: Path) -> None:
    """Deletes what the engine of the settings holds of parts that are no longer in a home; OperationError where it does not answer."""
    forget_other_parts(settings.warehouse, frozenset(list_part_folders(home)))
