"""What a store of snapshots says without reading."""

from datetime import UTC, datetime
from pathlib import Path

from db.snapshots import Snapshot, SnapshotStore

BUILT_AT = datetime(2026, 1, 1, tzinfo=UTC)


def publish(home: Path, version: str) -> None:
    SnapshotStore(home).publish(Snapshot(version, BUILT_AT, {"acme": "part-1"}, None, None, {}))


def test_a_snapshot_is_unchanged_from_its_first_reading_to_the_next_publication(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    assert store.unchanged() is None
    publish(tmp_path, "1")
    assert store.unchanged() is None
    first = store.current()
    assert first is not None
    assert store.unchanged() is first
    publish(tmp_path, "2")
    assert store.unchanged() is None
    second = store.current()
    assert second is not None
    assert second.version == "2"
    assert store.unchanged() is second
    SnapshotStore(tmp_path).switch("1")
    assert store.unchanged() is None
    (tmp_path / "snapshots" / "current").unlink()
    assert store.unchanged() is None
