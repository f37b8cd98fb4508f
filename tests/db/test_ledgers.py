"""Ledgers that a host keeps: what it reads is what the storage has, and only what changed is fetched."""

import logging
import re
from pathlib import Path

import pytest

from db.addresses import open_storage
from db.ledgers import Ledgers
from db.storage import Storage
from tests.db.storage import make_bucket


@pytest.fixture
def storage(s3_server: str) -> Storage:
    """A storage with the ledgers of two publishers."""
    return fill(open_storage(make_bucket(s3_server)), a=b"of a", b=b"of b")


def fill(storage: Storage, **ledgers: bytes) -> Storage:
    for publisher_id, data in ledgers.items():
        Ledgers(storage).put(publisher_id, data)
    return storage


def fetched(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The publishers whose ledgers were asked of the server since the last call."""
    found = [re.search(r"GET /[^ ]*/ledgers/(\w+)\.zip ", record.getMessage()) for record in caplog.records]
    caplog.clear()
    return sorted(each[1] for each in found if each)


def test_only_what_changed_is_fetched_again(storage: Storage, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "werkzeug")
    ledgers, again = (Ledgers(storage, tmp_path / "kept") for _ in range(2))
    assert ledgers.read_all() == {"a": b"of a", "b": b"of b"}
    assert fetched(caplog) == ["a", "b"]
    assert again.read_all() == {"a": b"of a", "b": b"of b"}
    assert fetched(caplog) == []
    fill(storage, b=b"other", c=b"of c")
    assert again.read_all() == {"a": b"of a", "b": b"other", "c": b"of c"}
    assert fetched(caplog) == ["b", "c"]
    assert ledgers.read("b") == {"b": b"other"}
    assert fetched(caplog) == ["b"]


def test_what_was_replaced_or_removed_is_not_kept(storage: Storage, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    ledgers = Ledgers(storage, kept)
    ledgers.read_all()
    assert b"of a" in kept.read_bytes() and b"of b" in kept.read_bytes()
    storage.remove(["ledgers/a.zip"])
    fill(storage, b=b"other")
    assert ledgers.read_all() == {"b": b"other"}
    assert b"of a" not in kept.read_bytes() and b"of b" not in kept.read_bytes()
    storage.remove(["ledgers/b.zip"])
    assert ledgers.read_all() == {}
    assert b"other" not in kept.read_bytes()


def test_what_changed_is_forgotten_when_it_is_told(
    storage: Storage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = tmp_path / "kept"
    ledgers = Ledgers(storage, kept)
    ledgers.read_all()
    fill(storage, a=b"other")
    ledgers.forget_changed()
    assert b"of a" not in kept.read_bytes() and b"of b" in kept.read_bytes()
    ledgers.forget("b")
    assert b"of b" not in kept.read_bytes()
    caplog.clear()
    ledgers.forget_changed()  # of nothing: nobody is asked
    assert caplog.records == []


def test_storages_are_told_apart(storage: Storage, s3_server: str, tmp_path: Path) -> None:
    other = fill(open_storage(make_bucket(s3_server)), a=b"others")
    for _ in range(2):
        assert Ledgers(storage, tmp_path / "kept").read_all() == {"a": b"of a", "b": b"of b"}
        assert Ledgers(other, tmp_path / "kept").read_all() == {"a": b"others"}


def test_a_broken_file_is_made_anew(storage: Storage, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "werkzeug")
    kept = tmp_path / "kept"
    kept.write_bytes(
        b"no database at all, but as long as the head of one would be, a hundred bytes and then some more...."
    )
    for expected in (["a", "b"], []):
        assert Ledgers(storage, kept).read_all() == {"a": b"of a", "b": b"of b"}
        assert fetched(caplog) == expected


def test_a_place_that_cannot_be_written_is_none(storage: Storage, tmp_path: Path) -> None:
    assert Ledgers(storage, tmp_path / "nowhere" / "kept").read_all() == {"a": b"of a", "b": b"of b"}


def test_what_is_put_after_the_listing_is_not_taken_for_what_was_listed(storage: Storage, tmp_path: Path) -> None:
    class Overtaken(Storage):
        """To which another host puts something as soon as it was listed."""

        def marks(self, below: str) -> dict[str, str | None]:
            listed = super().marks(below)
            self.put("ledgers/a.zip", b"later")
            return listed

    overtaken = Overtaken(storage._files, storage.address.removeprefix("s3://"), storage.address)
    assert Ledgers(overtaken, tmp_path / "kept").read_all()["a"] == b"later"
    # by which it has the mark again that was listed
    fill(storage, a=b"of a")
    assert Ledgers(storage, tmp_path / "kept").read_all() == {"a": b"of a", "b": b"of b"}


def test_of_a_folder_nothing_is_kept(tmp_path: Path) -> None:
    storage = fill(open_storage((tmp_path / "stored").as_uri()), a=b"of a")
    assert Ledgers(storage, tmp_path / "kept").read_all() == {"a": b"of a"}
    assert not (tmp_path / "kept").exists()
