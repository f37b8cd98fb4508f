"""The id of a part, and the days on which files meet."""

from dataclasses import replace
from pathlib import Path

import pytest

from db.lake import LakeFile
from services.build.identity import part_id_of, version_of
from services.build.sources import Source, contested_spans
from tests.services.build.lakes import Given, write_load


def test_an_id_is_a_function_of_all_that_the_part_is(tmp_path: Path) -> None:
    load = write_load(tmp_path, 1, Given("offers", [{"offer_id": "o1"}]))
    other = write_load(tmp_path, 2, Given("offers", [{"offer_id": "o2"}]))
    [file] = load.files
    ids = [
        part_id_of([load], 1, b"", "v"),
        part_id_of([load, other], 1, b"", "v"),
        part_id_of([load], 2, b"", "v"),
        part_id_of([load], 1, b"k", "v"),
        part_id_of([load], 1, b"", "w"),
        part_id_of([replace(load, zone="Asia/Tokyo")], 1, b"", "v"),
        part_id_of([replace(load, files=(replace(file, sha256="0"),))], 1, b"", "v"),
        part_id_of([replace(load, files=(replace(file, replaces=(1, 2)),))], 1, b"", "v"),
    ]
    assert len(set(ids)) == len(ids)
    assert {len(each) for each in ids} == {20}
    assert part_id_of([other, load], 1, b"", "v") == ids[1]
    assert part_id_of([replace(load, loaded_at="2030-01-01T00:00:00+00:00")], 1, b"", "v") == ids[0]


def test_the_version_is_that_of_modules_texts_and_questions(tmp_path: Path) -> None:
    (tmp_path / "sql").mkdir()
    (tmp_path / "a.py").write_text("1")
    (tmp_path / "sql" / "b.sql").write_text("2")
    (tmp_path / "notes.txt").write_text("3")
    first = version_of(tmp_path, ["select 1"])
    assert version_of(tmp_path, ["select 2"]) != first
    (tmp_path / "notes.txt").write_text("4")
    assert version_of(tmp_path, ["select 1"]) == first
    (tmp_path / "sql" / "b.sql").write_text("5")
    assert version_of(tmp_path, ["select 1"]) != first


@pytest.mark.parametrize(
    ("days", "spans"),
    [
        ([], []),
        ([(1, 9)], []),
        ([(1, 9), (10, 12)], []),
        ([(1, 9), (9, 12)], [(9, 9)]),
        ([(1, 9), (3, 5), (20, 30), (25, 40)], [(3, 5), (25, 30)]),
        ([(1, 9), (1, 9), (5, 6)], [(1, 9)]),
        ([(1, 20), (3, 5), (6, 8)], [(3, 8)]),
        ([None, (1, 9)], []),
    ],
)
def test_files_meet_on_the_days_that_several_speak_for(
    days: list[tuple[int, int] | None], spans: list[tuple[int, int]]
) -> None:
    files = [
        Source(number, LakeFile("usage", Path("f"), "f", "0", frozenset(), 1, each, None, True))
        for number, each in enumerate(days)
    ]
    assert contested_spans(files) == spans
    assert contested_spans(files[::-1]) == spans
