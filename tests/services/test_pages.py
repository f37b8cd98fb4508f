"""Keyset pages: every row once, in order, both ways, under equal keys and NULLs; cursors that are refused."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import BadCursorError, BadInputError
from domain.measures import SortDirection
from domain.pages import Order, PageRequest
from domain.scope import Role
from services.pages import Listing, ReadPage, pinned, read_page
from services.view import View
from tests.parts import make_house, make_view, write_part

LISTING = Listing(
    name="customers",
    sql="select customer, state, country_folded from customers where customer >= $least",
    key=("customer",),
    fields={"state": "state", "country": "country_folded", "customer": "customer"},
    default=(Order("state", SortDirection.DESC),),
)


def view_of(home: Path, rows: list[tuple[str | None, str | None]], part_id: str = "part-1") -> View:
    """A view of customers with the given states and countries, keys in order."""
    customers: list[dict[str, Any]] = [
        {"customer": key, "customer_id": f"c{key}", "state": state, "country": country}
        for key, (state, country) in enumerate(rows)
    ]
    part = write_part(home, {"customers": customers}, as_of=date(2024, 8, 31), part_id=part_id)
    return make_view(home, [part])


class Read(Protocol):
    """Reads a page of the listing."""

    def __call__(
        self, view: View, orders: list[Order], request: PageRequest, least: int = 0, with_total: bool = False
    ) -> ReadPage: ...


@pytest.fixture(params=[False, True], ids=["asked", "held"])
def read(request: pytest.FixtureRequest) -> Read:
    """Pages that are asked for one by one, or once in order."""
    listing = replace(LISTING, held=request.param)

    def read(
        view: View, orders: list[Order], request: PageRequest, least: int = 0, with_total: bool = False
    ) -> ReadPage:
        view = pinned(view, request)
        whole = view.house.slices.whole(view.part)
        return read_page(view, whole, listing, ("customer",), orders, request, {"least": least}, with_total)

    return read


def keys(page: ReadPage) -> list[int]:
    """The keys of a page's rows."""
    assert page.rows == page.keys
    return [int(customer) for (customer,) in page.keys]


def sort(rows: list[tuple[str | None, str | None]], orders: list[Order]) -> list[int]:
    """The keys of the rows as the API defines the order: NULLs last both ways, ties by key."""
    found = list(range(len(rows)))
    for order in reversed(orders):
        values: dict[int, Any] = {
            key: key if order.field == "customer" else rows[key][order.field == "country"] for key in found
        }
        known = [key for key in found if values[key] is not None]
        # a reversed sort keeps equal elements in order, so ties stay by the following orders
        known.sort(key=values.__getitem__, reverse=order.direction is SortDirection.DESC)
        found = known + [key for key in found if values[key] is None]
    return found


texts = st.sampled_from([None, "a", "b", "c"])
orders = st.lists(
    st.builds(Order, st.sampled_from(["state", "country", "customer"]), st.sampled_from(SortDirection)),
    max_size=3,
    unique_by=lambda order: order.field,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(texts, texts), min_size=1, max_size=12), chosen=orders, size=st.integers(1, 5))
def test_paging_visits_every_row_once_in_order_both_ways(
    read: Read,
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str | None, str | None]],
    chosen: list[Order],
    size: int,
) -> None:
    view = view_of(tmp_path_factory.mktemp("home"), rows)
    expected = sort(rows, chosen or list(LISTING.default))
    forward: list[int] = []
    page = read(view, chosen, PageRequest(first=size), with_total=True)
    assert page.total == len(rows)
    assert not page.has_previous
    forward += keys(page)
    while page.has_next:
        page = read(view, chosen, PageRequest(first=size, after=page.cursors[-1]))
        assert page.has_previous
        assert page.total is None
        forward += keys(page)
    assert forward == expected
    page = read(view, chosen, PageRequest(last=size))
    assert not page.has_next
    backward = keys(page)
    while page.has_previous:
        page = read(view, chosen, PageRequest(last=size, before=page.cursors[0]))
        assert page.has_next
        backward = keys(page) + backward
    assert backward == expected


def test_both_cursors_bound_a_page(read: Read, tmp_path: Path) -> None:
    view = view_of(tmp_path, [("a", None)] * 6)
    whole = read(view, [], PageRequest(first=6))
    assert keys(whole) == [0, 1, 2, 3, 4, 5]
    between = read(view, [], PageRequest(first=6, after=whole.cursors[1], before=whole.cursors[4]))
    assert keys(between) == [2, 3]
    assert between.has_next
    assert between.has_previous


def test_an_exact_page_has_no_next(read: Read, tmp_path: Path) -> None:
    view = view_of(tmp_path, [("a", None), ("b", None)])
    page = read(view, [], PageRequest(first=2))
    assert keys(page) == [1, 0]
    assert not page.has_next
    assert not page.has_previous


def test_a_cursor_of_another_order_is_refused(read: Read, tmp_path: Path) -> None:
    view = view_of(tmp_path, [("a", None), ("b", None)])
    cursor = read(view, [], PageRequest(first=1)).cursors[0]
    with pytest.raises(BadCursorError, match="another list or order"):
        read(view, [Order("country")], PageRequest(first=1, after=cursor))


def test_a_cursor_whose_row_is_filtered_away_is_refused(read: Read, tmp_path: Path) -> None:
    view = view_of(tmp_path, [("a", None), ("b", None)])
    cursor = read(view, [Order("customer")], PageRequest(first=1)).cursors[0]
    with pytest.raises(BadCursorError, match="not in this list"):
        read(view, [Order("customer")], PageRequest(first=1, after=cursor), least=1)


@pytest.mark.parametrize("garbage", ["", "x", "WzFd.c2lnbmF0dXJl", "\x00", "é" * 10])
def test_garbage_is_refused(read: Read, tmp_path: Path, garbage: str) -> None:
    view = view_of(tmp_path, [("a", None)])
    with pytest.raises(BadCursorError, match="start again"):
        read(view, [], PageRequest(first=1, after=garbage))


def test_a_changed_cursor_is_refused(read: Read, tmp_path: Path) -> None:
    view = view_of(tmp_path, [("a", None), ("b", None)])
    cursor = read(view, [], PageRequest(first=1)).cursors[0]
    changed = ("B" if cursor[0] == "A" else "A") + cursor[1:]
    with pytest.raises(BadCursorError, match="start again"):
        read(view, [], PageRequest(first=1, after=changed))


def test_a_cursor_of_another_publisher_is_refused(read: Read, tmp_path: Path) -> None:
    mine = view_of(tmp_path, [("a", None), ("b", None)])
    other = write_part(tmp_path, {"customers": [{"customer": 0}]}, as_of=date(2024, 8, 31), publisher_id="other")
    theirs = make_view(tmp_path, [mine.part, other], publisher_id="other", house=mine.house)
    cursor = read(mine, [], PageRequest(first=1)).cursors[0]
    with pytest.raises(BadCursorError, match="start again"):
        read(theirs, [], PageRequest(first=1, after=cursor))


def test_paging_goes_on_in_the_part_it_began_in_while_that_is_kept(read: Read, tmp_path: Path) -> None:
    before = view_of(tmp_path, [("a", None), ("b", None), ("c", None)])
    first = read(before, [], PageRequest(first=1))
    fresh = write_part(
        tmp_path, {"customers": [{"customer": 0, "state": "z"}]}, as_of=date(2024, 9, 1), part_id="part-2"
    )
    after = make_view(tmp_path, [fresh], role=Role.CONTRIBUTOR, house=make_house(tmp_path))
    assert keys(read(after, [], PageRequest(first=5))) == [0]
    assert keys(read(after, [], PageRequest(first=5, after=first.cursors[0]))) == [1, 0]
    before.part.folder.rename(tmp_path / "gone")
    with pytest.raises(BadCursorError, match="no longer kept"):
        read(after, [], PageRequest(first=5, after=first.cursors[0]))


def test_an_unknown_order_field_is_named(read: Read, tmp_path: Path) -> None:
    view = view_of(tmp_path, [("a", None)])
    with pytest.raises(BadInputError, match="orderBy: EMAIL is no field of customers"):
        read(view, [Order("email")], PageRequest(first=1))


@pytest.mark.parametrize(("name", "value"), [("first", 0), ("first", 1001), ("last", -1), ("last", 1001)])
def test_sizes_out_of_range_are_named(name: str, value: int) -> None:
    with pytest.raises(BadInputError, match=f"{name}: {value}; give 1 to 1000"):
        PageRequest(**{name: value})  # type: ignore[arg-type]


def test_first_and_last_together_are_refused() -> None:
    with pytest.raises(BadInputError, match="first and last: both given"):
        PageRequest(first=1, last=1)


def test_first_rows_are_kept_for_each_order_and_parameter(read: Read, tmp_path: Path) -> None:
    view = view_of(tmp_path, [("a" if key % 2 else "b", None) for key in range(60)])
    held = view.house.slices.whole(view.part)
    descending, ascending = [Order("state", SortDirection.DESC)], [Order("state")]
    states = sort([("a" if key % 2 else "b", None) for key in range(60)], descending)
    assert [keys(read(view, descending, PageRequest(first=size))) for size in (2, 50)] == [states[:2], states[:50]]
    # 51 rows and their keys, an integer each, and the name of a table
    assert held.bytes == 51 * 2 * 40 + 5_000
    assert keys(read(view, descending, PageRequest(first=51))) == states[:51]
    assert held.bytes == (51 + 60) * 2 * 40 + 5_000
    assert keys(read(view, ascending, PageRequest(first=2))) == [1, 3]
    assert keys(read(view, descending, PageRequest(first=2), least=3)) == [4, 6]
    assert keys(read(view, descending, PageRequest(first=2))) == states[:2]
    following = read(
        view, descending, PageRequest(first=2, after=read(view, descending, PageRequest(first=2)).cursors[-1])
    )
    assert (keys(following), following.has_previous, following.has_next) == (states[2:4], True, True)
