"""Stored answers: the same questions, read instead of run."""

from pathlib import Path

from db.tables import PART
from domain.filters import Segment
from domain.measures import Granularity
from services.retention.active_customers import ask_active_customers
from services.retention.cohort_base import ask_bases
from services.retention.curve import ask_curves
from services.retention.heat_map import ask_heat_maps
from services.retention.marts import retention_marts
from services.retention.potential_revenue import ask_potential_revenue
from services.retention.slice import open_slice
from services.retention.standing import ask_standings
from services.view import View
from tests.parts import make_view, store, write_table
from tests.services.retention.world import World, ago


def answers(view: View) -> list[object]:
    """All that the marts answer."""
    segment = Segment()
    return [
        ask_bases(view, [0, 1], segment),
        ask_active_customers(view, None),
        *(ask_heat_maps(view, [0, 1], segment, mature_only) for mature_only in (False, True)),
        *(ask_curves(view, [0, 1], granularity, segment) for granularity in Granularity),
        *(ask_standings(view, [0, 1], granularity, segment) for granularity in Granularity),
        *(ask_potential_revenue(view, [0, 1], granularity, segment, None) for granularity in Granularity),
    ]


def make_world() -> World:
    world = World()
    for index in range(12):
        name = f"a{index:02}"
        world.use(name, *(ago(20 + 40 * index - 3 * step) for step in range(0, 7)), revenue=index, offer="vm")
        world.use(name, ago(30 * index), offer="web")
    return world


def test_stored_answers_equal_those_that_are_run(tmp_path: Path) -> None:
    part = make_world().write(tmp_path)
    run = answers(make_view(tmp_path, [part]))
    whole = open_slice(make_view(tmp_path, [part]), Segment())
    for question, parameters in retention_marts(part.as_of):
        store(part, question, parameters, whole.run(question, parameters))
    assert len(list(part.folder.glob("mart-*.parquet"))) == 2
    assert len(part.answers()) == 21
    assert answers(make_view(tmp_path, [part])) == run


def test_every_question_of_the_empty_segment_is_stored(tmp_path: Path) -> None:
    part = make_world().write(tmp_path)
    whole = open_slice(make_view(tmp_path, [part]), Segment())
    for question, parameters in retention_marts(part.as_of):
        store(part, question, parameters, whole.run(question, parameters))
    run = answers(make_view(tmp_path, [part]))
    # without its rows a part answers from what is stored alone
    for table in ("usage", "account_days"):
        part.table(table).unlink()
        write_table(part.table(table), PART[table], [])
    assert answers(make_view(tmp_path, [part])) == run


def test_both_roads_agree(tmp_path: Path) -> None:
    part = make_world().write(tmp_path)
    view = make_view(tmp_path, [part])
    everything = Segment(exclude_trials=True)
    for granularity in Granularity:
        assert ask_curves(view, [0, 1], granularity, everything) == ask_curves(view, [0, 1], granularity, Segment())
    assert ask_heat_maps(view, [0, 1], everything, False) == ask_heat_maps(view, [0, 1], Segment(), False)
