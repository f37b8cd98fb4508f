"""Where export files lie, the same suite over a folder and S3."""

from pathlib import Path

import pytest

from db.exports import FileKey, open_store, read_key
from domain.errors import OperationError

KEY = "abcdefghijklmnop.1.csv"
OTHER = "abcdefghijklmnop.12.parquet"


def write(folder: Path, data: bytes) -> Path:
    path = folder / "finished"
    path.write_bytes(data)
    return path


def test_a_file_is_put_whole_read_in_pieces_and_deleted(exports_place: str, tmp_path: Path) -> None:
    store = open_store(exports_place)
    assert store.list_keys() == ()
    data = bytes(range(256)) * 40_000
    finished = write(tmp_path, data)
    store.put(finished, KEY)
    assert not finished.exists()
    assert store.size(KEY) == len(data)
    assert store.read(KEY, 0, len(data)) == data
    assert store.read(KEY, 255, 257) == bytes([255, 0])
    assert store.read(KEY, len(data) - 3, len(data)) == data[-3:]
    store.put(write(tmp_path, b"x"), OTHER)
    assert list(map(str, store.list_keys())) == [KEY, OTHER]
    store.delete(KEY)
    store.delete(KEY)
    assert store.list_keys() == (FileKey("abcdefghijklmnop", 12, "parquet"),)
    with pytest.raises(FileNotFoundError):
        store.read(KEY, 0, 1)
    with pytest.raises(FileNotFoundError):
        store.size(KEY)


def test_deleting_where_nothing_was_ever_put_is_no_error(exports_place: str) -> None:
    open_store(exports_place).delete(KEY)


def test_an_empty_file_is_a_file(exports_place: str, tmp_path: Path) -> None:
    store = open_store(exports_place)
    store.put(write(tmp_path, b""), KEY)
    assert (store.size(KEY), len(store.list_keys())) == (0, 1)


def test_what_others_put_there_is_left_out(exports_place: str, tmp_path: Path) -> None:
    store = open_store(exports_place)
    for name in ("notes.txt", "short.1.csv", f"{KEY}.new", "abcdefghijklmnop.0.csv", "abcdefghijklmnop.1.exe"):
        store.put(write(tmp_path, b"x"), name)
        assert read_key(name) is None
    assert store.list_keys() == ()


def test_from_another_file_system_a_file_is_copied_and_appears_whole(tmp_path: Path) -> None:
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("one file system")
    store = open_store(str(tmp_path / "files"))
    finished = memory / f"holdfast-{tmp_path.name}"
    finished.write_bytes(b"whole")
    store.put(finished, KEY)
    assert not finished.exists()
    assert [path.name for path in (tmp_path / "files").iterdir()] == [KEY]
    assert store.read(KEY, 0, 5) == b"whole"
    assert list(store.unfinished()) == []


def test_an_unknown_kind_of_storage_is_named() -> None:
    with pytest.raises(OperationError) as refused:
        open_store("nothing://bucket/folder")
    assert str(refused.value) == ("HOLDFAST_EXPORTS: nothing:// cannot be used here: Protocol not known: nothing")
