"""Folders of reports that wait: what nobody holds and nobody wants is a leftover, and nothing else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.uploads import Upload, leftovers, list_files, remove_upload

LATER = datetime.now(UTC) + timedelta(hours=1)


def test_a_folder_is_a_leftover_once_nobody_holds_it(tmp_path: Path) -> None:
    upload = Upload(tmp_path, "one")
    with upload.open_next("b.csv") as file:
        file.write(b"x")
    with upload.open_next("a.csv") as file:
        file.write(b"y")
    upload.seal()
    assert [path.name for path in list_files(tmp_path, "one")] == ["b.csv", "a.csv"]
    with leftovers(tmp_path, LATER) as found:
        assert found == []
    upload.release()
    with leftovers(tmp_path, LATER - timedelta(hours=2)) as found:
        assert found == []
    with leftovers(tmp_path, LATER) as found:
        assert found == ["one"]
    remove_upload(tmp_path, "one")
    assert list(tmp_path.iterdir()) == []
