"""The reference's marketplace: the plain tables of several publishers, and the facts they resolve to."""

from dataclasses import dataclass, field
from datetime import date

from tests.reference.facts import Facts, Tables, find_last_day, resolve_facts

__all__ = ["Marketplace", "Settings", "Tables"]


@dataclass(frozen=True, slots=True)
class Settings:
    """When other publishers may enter a benchmark."""

    minimum_publishers: int = 3
    minimum_accounts: int = 5


@dataclass(frozen=True, slots=True)
class Marketplace:
    """All publishers by id; `as_of` None means each publisher's own default."""

    as_of: date | None
    publishers: dict[str, Tables]
    settings: Settings = Settings()
    resolved: dict[tuple[str, date], Facts] = field(default_factory=dict, compare=False, repr=False)

    def find_as_of(self, publisher_id: str) -> date | None:
        """The day that the publisher's part speaks for; None where nothing is dated."""
        return self.as_of or find_last_day(self.publishers[publisher_id])

    def facts(self, publisher_id: str, as_of: date | None = None) -> Facts:
        """The publisher's facts on its as_of, or on another day; ValueError where nothing is dated."""
        day = as_of or self.find_as_of(publisher_id)
        if day is None:
            raise ValueError(f"{publisher_id} has no dated row and no as_of")
        key = (publisher_id, day)
        if key not in self.resolved:
            self.resolved[key] = resolve_facts(publisher_id, self.publishers[publisher_id], day)
        return self.resolved[key]
