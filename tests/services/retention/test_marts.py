"""Stored answers: the same questions, read instead of run."""

from pathlib import Path

from db.tables import PART
from domain.filters import Segment
from domain.measures import Granularity
from services.retention.active_customers import ask_active_customers
from services.retention.cohort_base import ask_bases
from services.retention.curve import ask_curves, ask_points, select_points
from services.retention.heat_map import ask_heat_maps
from services.retention.marts import retention_marts
from services.retention.potential_revenue import ask_potential_revenue
from services.retention.slice import open_whole
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
    whole = open_whole(make_view(tmp_path, [part]))
    for question, parameters in retention_marts(part.as_of):
        store(part, question, parameters, whole.run(question, parameters))
    assert len(list(part.folder.glob("mart-*.parquet"))) == 4
    assert len(part.answers()) == 22
    assert answers(make_view(tmp_path, [part])) == run


def test_every_question_of_the_empty_segment_is_stored(tmp_path: Path) -> None:
    part = make_world().write(tmp_path)
    whole = open_whole(make_view(tmp_path, [part]))
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
        narrowed = ask_curves(view, [0, 1], granularity, everything)
        whole = ask_curves(view, [0, 1], granularity, Segment())
        for offer in (0, 1):
            assert (narrowed[offer].total, narrowed[offer].points) == (whole[offer].total, whole[offer].points)
            for up_to in (0, granularity.horizon, granularity.horizon + 1, 10**6):
                points = select_points(whole[offer], None, up_to)
                assert ask_points(view, narrowed[offer], None, up_to) == points
        lengths = [len(ask_points(view, narrowed[offer], None, 10**6)) for offer in (0, 1)]
        assert lengths == {"DAY": [461, 331], "WEEK": [65, 47], "MONTH": [15, 11]}[granularity.value]
        for last in (None, 0, 45, 46, 10**6):
            lost = ask_potential_revenue(view, [0, 1], granularity, everything, last)
            assert lost == ask_potential_revenue(view, [0, 1], granularity, Segment(), last)
    assert ask_heat_maps(view, [0, 1], everything, False) == ask_heat_maps(view, [0, 1], Segment(), False)
