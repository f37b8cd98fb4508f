"""A home's data served from a folder of its own: records, files of exports and whatever else a server writes are gone afterwards."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.serving import environment, make_token
from db.snapshots import SnapshotStore
from domain.errors import NoSnapshotError

_DATA = ("lake", "parts", "snapshots")
_PUBLISHERS = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """`tokens` are owners' of the biggest publishers, which come with the most usage first; `given` are the variables of its commands."""

    home: Path
    given: Mapping[str, str]
    tokens: Mapping[str, tuple[str, ...]]

    @property
    def exports(self) -> Path:
        """Where files of exports appear."""
        return self.home / "exports"


@contextmanager
def staging(source: Path, tokens: int, **settings: str) -> Iterator[Stage]:
    """A stage with so many tokens for each of three publishers; settings without their prefix. NoSnapshotError where nothing is built."""
    with tempfile.TemporaryDirectory(prefix="holdfast-soak-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        for name in _DATA:
            (home / name).symlink_to((source / name).absolute())
        given = {**environment(home, Path(folder)), **{f"HOLDFAST_{name}": value for name, value in settings.items()}}
        made = {
            each: tuple(make_token(given, each) for _ in range(tokens))
            for each in list_publishers(source)[:_PUBLISHERS]
        }
        yield Stage(home, given, made)


def list_publishers(home: Path) -> list[str]:
    """The publishers of the current snapshot, the one with most usage first."""
    store = SnapshotStore(home)
    snapshot = store.current()
    if snapshot is None:
        raise NoSnapshotError(f"{home}: nothing is built there")
    parts = [store.part(publisher_id, part_id) for publisher_id, part_id in snapshot.parts.items()]
    return [part.publisher_id for part in sorted(parts, key=lambda part: -part.usage_days)]
