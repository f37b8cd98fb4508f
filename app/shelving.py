"""Parts that were removed go from the engine too, where it holds rows of its own: an erased customer must be nowhere."""

from app.settings import Settings
from db.depot import Depot
from db.opening import forget_other_parts


def forget_removed_parts(settings: Settings, depot: Depot) -> None:
    """Deletes what the engine of the settings holds of parts that are gone; OperationError where it does not answer."""
    forget_other_parts(settings.warehouse, frozenset(map("/".join, depot.list_parts())))
