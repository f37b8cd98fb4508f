"""The heat map of monthly cohorts."""

from datetime import date
from pathlib import Path

from domain.filters import Segment
from services.retention.heat_map import CohortCell, CohortHeatMap, CohortRow, ask_heat_maps
from services.retention.interval import wilson
from tests.services.retention.world import World


def ask(world: World, home: Path, mature_only: bool = False) -> CohortHeatMap:
    return ask_heat_maps(world.view(home), [0], Segment(), mature_only)[0]


def test_cells_are_calendar_months_and_the_one_of_as_of_is_partial(tmp_path: Path) -> None:
    world = World(as_of=date(2024, 4, 29))
    world.use("a", date(2024, 2, 25), date(2024, 3, 3))
    world.use("b", date(2024, 2, 1), date(2024, 2, 29), date(2024, 4, 1))
    world.use("old", date(2020, 1, 1))
    assert ask(world, tmp_path).rows == (
        CohortRow(
            month=date(2024, 2, 1),
            size=2,
            mature=True,
            truncated=False,
            cells=(
                CohortCell(0, 2, 1.0, wilson(2, 2), partial=False),
                CohortCell(1, 1, 0.5, wilson(1, 2), partial=False),
                CohortCell(2, 1, 0.5, wilson(1, 2), partial=True),
            ),
        ),
    )


def test_the_month_of_as_of_is_whole_on_its_last_day(tmp_path: Path) -> None:
    world = World(as_of=date(2024, 4, 30))
    world.use("a", date(2024, 3, 31))
    assert [[cell.partial for cell in row.cells] for row in ask(world, tmp_path).rows] == [[False, False]]


def test_there_are_18_cohorts_of_which_the_oldest_has_cells_0_to_17(tmp_path: Path) -> None:
    world = World(as_of=date(2024, 8, 31))
    for index in range(24):
        month = date(2022 + (8 + index) // 12, (8 + index) % 12 + 1, 28)
        world.use(f"a{index:02}", month)
    rows = ask(world, tmp_path).rows
    assert [row.month for row in rows] == [date(2023 + (2 + k) // 12, (2 + k) % 12 + 1, 1) for k in range(18)]
    assert [len(row.cells) for row in rows] == list(range(18, 0, -1))


def test_a_month_without_first_uses_has_no_row_and_a_dormant_month_a_cell_of_0(tmp_path: Path) -> None:
    world = World(as_of=date(2024, 8, 31))
    world.use("a", date(2024, 3, 1), date(2024, 6, 1))
    world.use("b", date(2024, 5, 1))
    rows = ask(world, tmp_path).rows
    assert [(row.month.month, [cell.retained for cell in row.cells]) for row in rows] == [
        (3, [1, 0, 0, 1, 0, 0]),
        (5, [1, 0, 0, 0]),
    ]
    assert rows[0].cells[1].score == 0.0


def test_members_younger_than_45_days_make_a_cohort_immature_or_are_left_out(tmp_path: Path) -> None:
    world = World(as_of=date(2024, 8, 31))
    world.use("a", date(2024, 7, 17))
    world.use("b", date(2024, 7, 18), date(2024, 8, 1))
    world.use("c", date(2024, 8, 2))
    view = world.view(tmp_path)
    whole, mature = (ask_heat_maps(view, [0], Segment(), mature_only)[0].rows for mature_only in (False, True))
    assert [(row.month.month, row.size, row.mature) for row in whole] == [(7, 2, False), (8, 1, False)]
    assert [(row.month.month, row.size, row.mature) for row in mature] == [(7, 1, True)]
    assert [[cell.retained for cell in row.cells] for row in mature] == [[1, 0]]


def test_the_cohort_in_which_the_history_starts_is_truncated(tmp_path: Path) -> None:
    world = World(as_of=date(2024, 8, 31))
    world.use("a", date(2024, 3, 10), offer="another")
    world.use("b", date(2024, 3, 20), offer="vm")
    world.use("c", date(2024, 4, 20), offer="vm")
    rows = ask_heat_maps(world.view(tmp_path), [1], Segment(), mature_only=False)[1].rows
    assert [(row.month.month, row.truncated) for row in rows] == [(3, True), (4, False)]


def test_an_offer_without_usage_has_no_rows(tmp_path: Path) -> None:
    world = World()
    world.offer("idle")
    world.use("a", date(2024, 3, 10), offer="vm")
    assert ask_heat_maps(world.view(tmp_path), [0], Segment(), mature_only=False) == {0: CohortHeatMap(())}
