"""Laws of loading, seen in the answers: order of rows, files and loads does not matter, and nothing counts twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from tests.marketplaces import write_plain_tables
from tests.reference.marketplace import Marketplace, Tables
from tests.roads.asking import Asker
from tests.roads.conftest import find_markets
from tests.roads.stage import Stage, build_home, load_into, open_built
from tests.roads.survey import survey, survey_catalogue

SINGLE = find_markets(publishers=1, count=3)
Load = Callable[[Path, str, Tables], None]


def write(home: Path, name: str, tables: Tables) -> list[Path]:
    folder = home / "reports" / name
    folder.mkdir(parents=True)
    return write_plain_tables(tables, folder)


def load_once(home: Path, publisher_id: str, tables: Tables) -> None:
    load_into(home, publisher_id, write(home, "all", tables))


def load_reversed(home: Path, publisher_id: str, tables: Tables) -> None:
    rows = {each.name: [*reversed(getattr(tables, each.name))] for each in fields(tables)}
    load_into(home, publisher_id, write(home, "turned", Tables(**rows)))


def load_twice(home: Path, publisher_id: str, tables: Tables) -> None:
    load_once(home, publisher_id, tables)
    load_into(home, publisher_id, write(home, "again", tables))


def load_reversed_afterwards(home: Path, publisher_id: str, tables: Tables) -> None:
    load_once(home, publisher_id, tables)
    load_reversed(home, publisher_id, tables)


def load_file_by_file(home: Path, publisher_id: str, tables: Tables) -> None:
    for path in write(home, "all", tables):
        load_into(home, publisher_id, [path])


def load_files_the_other_way_round(home: Path, publisher_id: str, tables: Tables) -> None:
    load_into(home, publisher_id, [*reversed(write(home, "all", tables))])


@contextmanager
def loaded(market: Marketplace, home: Path, load: Load) -> Iterator[Stage]:
    [(publisher_id, tables)] = market.publishers.items()
    load(home, publisher_id, tables)
    build_home(home, market.as_of)
    with open_built(market, home) as stage:
        yield stage


def read_everything(stage: Stage) -> dict[str, Any]:
    asker = Asker(stage, stage.publishers[0], "OWNER")
    return survey(asker) | survey_catalogue(asker)


@pytest.mark.parametrize("market", SINGLE[:2])
def test_ways_of_loading(market: Marketplace, tmp_path: Path) -> None:
    with loaded(market, tmp_path / "once", load_once) as stage:
        expected = read_everything(stage)
    for load in (
        load_reversed,
        load_twice,
        load_reversed_afterwards,
        load_file_by_file,
        load_files_the_other_way_round,
    ):
        with loaded(market, tmp_path / load.__name__, load) as stage:
            assert read_everything(stage) == expected, load.__name__


def halve(tables: Tables) -> tuple[Tables, Tables]:
    """Every second row of each table, and the others; halves of a table carry the same columns."""
    halves: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for each in fields(tables):
        rows = complete_rows(getattr(tables, each.name))
        halves[0][each.name], halves[1][each.name] = rows[::2], rows[1::2]
    return Tables(**halves[0]), Tables(**halves[1])


def complete_rows(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    columns = dict.fromkeys((column for row in rows for column in row), "")
    return [{**columns, **row} for row in rows]


def load_halves_at_once(home: Path, publisher_id: str, tables: Tables) -> None:
    first, second = halve(tables)
    load_into(home, publisher_id, [*write(home, "first", first), *write(home, "second", second)])


def load_halves_in_turn(home: Path, publisher_id: str, tables: Tables) -> None:
    for name, half in zip(("first", "second"), halve(tables), strict=True):
        load_into(home, publisher_id, write(home, name, half))


@pytest.mark.parametrize("market", SINGLE)
def test_two_files_in_one_load_equal_two_loads(market: Marketplace, tmp_path: Path) -> None:
    with loaded(market, tmp_path / "at-once", load_halves_at_once) as stage:
        expected = read_everything(stage)
    with loaded(market, tmp_path / "in-turn", load_halves_in_turn) as stage:
        assert read_everything(stage) == expected
