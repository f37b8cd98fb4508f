"""The lake: loads appear whole, are listed in order, and go as a whole."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from db.lake import (
    Load,
    check_publisher_id,
    clear_leftovers,
    erased_keys,
    find_load,
    loads,
    publisher_folder,
    remove_load,
    rewrite_load,
    write_erased_keys,
)
from domain.errors import BadInputError, NotFoundError
from tests.db.lakes import publish


def ids(found: Sequence[Load]) -> list[str]:
    """The ids of loads."""
    return [load.load_id for load in found]


def test_a_load_is_read_as_it_was_published(tmp_path: Path) -> None:
    load = publish(tmp_path, "acme", 1)
    assert loads(tmp_path) == (load,)
    assert list((tmp_path / "staging").iterdir()) == []
    assert load.files[0].path.read_bytes() == b"rows"


def test_a_load_is_rewritten_in_place(tmp_path: Path) -> None:
    load = publish(tmp_path, "acme", 1)
    told = replace(load, files=(replace(load.files[0], rows=1, quarantined=0), load.files[1]))
    rewrite_load(told)
    assert loads(tmp_path) == (told,)


def test_loads_are_listed_by_publisher_and_number(tmp_path: Path) -> None:
    for publisher_id, number in (("b", 2), ("a", 10), ("b", 1), ("a", 9)):
        publish(tmp_path, publisher_id, number)
    assert ids(loads(tmp_path)) == ["0009-a", "0010-a", "0001-b", "0002-b"]
    assert ids(loads(tmp_path, "b")) == ["0001-b", "0002-b"]
    assert loads(tmp_path, "c") == ()
    assert loads(tmp_path / "nowhere") == ()


def test_unfinished_and_foreign_folders_are_no_loads(tmp_path: Path) -> None:
    load = publish(tmp_path, "acme", 1)
    (tmp_path / "lake" / "acme" / "0002-unfinished").mkdir()
    (tmp_path / "lake" / "acme" / ".removed-0003").mkdir()
    (tmp_path / "lake" / "acme" / ".removed-0003" / "load.json").write_bytes((load.folder / "load.json").read_bytes())
    (tmp_path / "lake" / ".hidden").mkdir()
    assert loads(tmp_path) == (load,)
    assert loads(tmp_path, "acme") == (load,)


def test_a_load_is_found_by_its_id_and_removed(tmp_path: Path) -> None:
    first, second = publish(tmp_path, "a", 1), publish(tmp_path, "b", 1)
    assert find_load(tmp_path, "0001-b") == second
    assert remove_load(tmp_path, "0001-b") == second
    assert loads(tmp_path) == (first,)
    assert not second.folder.exists()
    for load_id in ("0002-a", "", "0001-b/"):
        with pytest.raises(NotFoundError, match="no such load; `holdfast loads` lists them"):
            remove_load(tmp_path, load_id)


def test_erased_keys_are_kept_sorted_and_whole(tmp_path: Path) -> None:
    publish(tmp_path, "acme", 1)
    assert erased_keys(tmp_path, "acme") == frozenset()
    write_erased_keys(tmp_path, "acme", frozenset({"b", "a"}))
    assert erased_keys(tmp_path, "acme") == {"a", "b"}
    assert (tmp_path / "lake" / "acme" / "erased.json").read_bytes() == b'{"format":1,"keys":["a","b"]}'
    assert len(loads(tmp_path)) == 1


def test_leftovers_are_cleared_and_nothing_else(tmp_path: Path) -> None:
    load = publish(tmp_path, "acme", 1)
    write_erased_keys(tmp_path, "acme", frozenset({"a"}))
    for folder in (tmp_path / "staging" / "load-acme-2" / "work", load.folder.parent / ".removed-0002"):
        folder.mkdir(parents=True)
        (folder / "file").write_bytes(b"half")
    (tmp_path / "staging" / "link").symlink_to(load.folder)
    (load.folder / ".load.json.new").write_bytes(b"half")
    (load.folder.parent / ".erased.json.new").write_bytes(b"half")
    clear_leftovers(tmp_path)
    assert loads(tmp_path) == (load,)
    assert erased_keys(tmp_path, "acme") == {"a"}
    assert list((tmp_path / "staging").iterdir()) == []
    assert sorted(path.name for path in load.folder.parent.iterdir()) == [load.load_id, "erased.json"]
    assert sorted(path.name for path in load.folder.iterdir()) == [
        "1-usage.parquet",
        "load.json",
        "quarantine-1.parquet",
    ]


def test_clearing_where_there_is_nothing(tmp_path: Path) -> None:
    clear_leftovers(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_publisher_ids_are_folder_names(tmp_path: Path) -> None:
    for publisher_id in ("a", "A.b_c-9", "0" * 64):
        assert check_publisher_id(publisher_id) == publisher_id
        assert publisher_folder(tmp_path, publisher_id) == tmp_path / "lake" / publisher_id
    for publisher_id in ("", ".", "..", "_benchmarks", "a/b", "0" * 65, "é", "a\n"):
        with pytest.raises(BadInputError):
            check_publisher_id(publisher_id)
        with pytest.raises(BadInputError):
            loads(tmp_path, publisher_id)
