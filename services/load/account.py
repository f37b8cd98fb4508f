"""What a load answers: of each file, how many rows were taken in, replaced, quarantined and left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file of a load.

    `report` is the report's name; `already_loaded` the load that has the same bytes, in which case nothing was added; `accepted` rows
    went in; `replaced` rows of earlier files are overridden by them; `quarantined` rows are bad. `left_out` counts by reason: rows "all
    zero" and "erased" did not go in; among those that did, "abandoned" orders, values "not in USD" and "dates emptied" are unknown.
    """

    name: str
    report: str
    already_loaded: str | None = None
    accepted: int = 0
    replaced: int = 0
    quarantined: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadReport:
    """A load of a publisher: its id, None where every file was loaded before, and its files in the order given."""

    publisher_id: str
    load_id: str | None
    files: tuple[FileReport, ...]

    def describe(self) -> dict[str, object]:
        """The account as programs read it."""
        return {
            "publisher": self.publisher_id,
            "load": self.load_id,
            "files": [
                {
                    "file": each.name,
                    "report": each.report,
                    "accepted": each.accepted,
                    "replaced": each.replaced,
                    "quarantined": each.quarantined,
                    "leftOut": dict(each.left_out),
                    "unknownColumns": each.unknown_columns,
                    "alreadyLoaded": each.already_loaded,
                }
                for each in self.files
            ],
        }
