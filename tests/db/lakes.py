"""Loads in a lake, without a load."""

from dataclasses import replace
from pathlib import Path

from db.lake import LakeFile, Load, publish_load, publisher_folder


def publish(home: Path, publisher_id: str, number: int) -> Load:
    """A load with one file, staged and published."""
    load_id = f"{number:04}-{publisher_id}"
    folder = publisher_folder(home, publisher_id) / load_id
    staged = home / "staging" / load_id
    staged.mkdir(parents=True)
    for name in ("1-usage.parquet", "quarantine-1.parquet"):
        (staged / name).write_bytes(b"rows")
    file = LakeFile(
        report="usage",
        path=folder / "1-usage.parquet",
        name="usage.csv",
        sha256="ab" * 32,
        carried=frozenset({"used_on", "raw_hours"}),
        rows=3,
        days=(8826, 8830),
        replaces=(8000, 9000),
        plain=True,
        quarantined=2,
        quarantine=folder / "quarantine-1.parquet",
        left_out={"all zero": 4},
    )
    bare = replace(file, report="offers", days=None, replaces=None, quarantined=0, quarantine=None, left_out={})
    load = Load(load_id, publisher_id, number, "2026-11-20T12:00:00+00:00", "UTC", (file, bare), folder, "Acme Ltd")
    publish_load(staged, load)
    return load
