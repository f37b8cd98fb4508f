"""Slices: answers kept, made once, read from marts, given up under a limit; and the engine closed off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import duckdb
import pyarrow as pa
import pytest

from db.embedded import EmbeddedWarehouse
from domain.errors import ForbiddenFieldError
from domain.scope import Role
from services.flight import Flight
from services.frames import frame_of
from services.questions import Question, named
from services.slice import Narrowing
from services.slices import Slices
from tests.parts import PUBLISHER, Tables, make_view, store, write_part

COUNT = Question("tests.count", "select count(*) as n, sum(revenue) as revenue from usage where revenue >= $least")
USAGE = [{"used_on": date(2024, 1, day), "customer": 0, "offer": 0, "revenue": day * 10**15} for day in range(1, 6)]

NAMED = 5_000
"""What a slice counts for a text that has a name."""


def test_sums_are_exact_beyond_floats_and_null_where_there_is_nothing(tmp_path: Path) -> None:
    view = make_view(tmp_path, [write_part(tmp_path, {"usage": USAGE}, as_of=date(2024, 8, 31))])
    whole = view.house.slices.whole(view.part)
    assert whole.frame(COUNT, least=0).to_dict("list") == {"n": [5], "revenue": [15 * 10**15]}
    empty = whole.frame(COUNT, least=10**17)
    assert empty.n.tolist() == [0]
    assert empty.revenue.isna().tolist() == [True]


def test_a_float_answer_is_refused() -> None:
    with pytest.raises(TypeError, match="in integers, not in floats"):
        frame_of(pa.table({"share": pa.array([0.5])}))


def test_an_answer_is_kept_and_a_stored_one_is_read_on_the_whole_part_only(tmp_path: Path) -> None:
    view = make_view(tmp_path, [write_part(tmp_path, {"usage": USAGE}, as_of=date(2024, 8, 31))])
    stored = pa.table({"n": [77], "revenue": [78]})
    store(view.part, COUNT, named(least=1), stored)
    whole = view.house.slices.whole(view.part)
    assert whole.frame(COUNT, least=1).n.tolist() == [77]
    assert whole.frame(COUNT, least=0).n.tolist() == [5]
    assert whole.frame(COUNT, least=0) is whole.frame(COUNT, least=0)
    assert whole.run(COUNT, named(least=1)).to_pydict() == {"n": [5], "revenue": [15 * 10**15]}
    narrowed = view.house.slices.open(
        view.part, "some", lambda: [Narrowing("usage", "select * from all_usage where used_on > $day", {"day": 0})]
    )
    assert narrowed.frame(COUNT, least=1).n.tolist() == [5]


def test_a_narrowed_table_replaces_its_name_and_leaves_the_others(tmp_path: Path) -> None:
    tables: Tables = {"usage": USAGE, "customers": [{"customer": 0}, {"customer": 1}]}
    view = make_view(tmp_path, [write_part(tmp_path, tables, as_of=date(2024, 8, 31))])
    narrowing = Narrowing("usage", "select * from all_usage where revenue > $least", {"least": 3 * 10**15})
    narrowed = view.house.slices.open(view.part, "narrow", lambda: [narrowing])
    assert narrowed.query("select count(*) as n from usage", {}).n.tolist() == [2]
    assert narrowed.query("select count(*) as n from all_usage", {}).n.tolist() == [5]
    assert narrowed.query("select count(*) as n from customers", {}).n.tolist() == [2]
    with pytest.raises(duckdb.CatalogException):
        narrowed.query("select * from people", {})


def test_a_view_is_read_anew_and_holds_no_rows(tmp_path: Path) -> None:
    view = make_view(tmp_path, [write_part(tmp_path, {"usage": USAGE}, as_of=date(2024, 8, 31))])
    late = f"select * from all_usage where revenue > {3 * 10**15}"
    narrowed = view.house.slices.open(
        view.part,
        "views",
        lambda: [
            Narrowing("usage", late, view=True),
            Narrowing("used", lambda: "select revenue from usage", view=True),
        ],
    )
    assert narrowed.query("select sum(revenue) // 1000000000000000 as n from used", {}).n.tolist() == [9]
    assert narrowed.bytes == 3 * NAMED
    tables = narrowed.query("select table_name from duckdb_tables()", {}).table_name.tolist()
    assert tables == []
    # texts of other slices read it too
    other = view.house.slices.open(
        view.part, "other", lambda: [Narrowing("chosen", lambda: f"select * from {narrowed.table('used')}")]
    )
    assert other.query("select count(*) as n from chosen", {}).n.tolist() == [2]
    assert other.bytes == 2 * 1 * 12


def test_variants_of_a_slice_have_stored_answers_of_their_own(tmp_path: Path) -> None:
    part = write_part(tmp_path, {"usage": USAGE}, as_of=date(2024, 8, 31))
    slices = make_view(tmp_path, [part]).house.slices
    early, late = (slices.open(part, name, lambda: [], whole=True, variant=name) for name in ("early", "late"))
    store(part, COUNT, named(least=1), pa.table({"n": [77], "revenue": [78]}), early)
    assert early.mart(COUNT, named(least=1)) == "tests.count-1-early"
    assert (early.stores(COUNT, least=1), late.stores(COUNT, least=1)) == (True, False)
    assert early.frame(COUNT, least=1).n.tolist() == [77]
    assert late.frame(COUNT, least=1).n.tolist() == [5]


def test_each_thing_is_made_once_however_many_ask_at_the_same_time() -> None:
    flight: Flight[list[int]] = Flight()
    together, made = Barrier(8), []

    def make() -> list[int]:
        made.append(1)
        return made

    def ask() -> list[int]:
        together.wait(10)
        return flight.take("key", make)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(), range(8)))
    assert made == [1]
    assert all(answer is made for answer in answers)


def test_a_failure_is_not_kept() -> None:
    flight: Flight[int] = Flight()
    with pytest.raises(ZeroDivisionError):
        flight.take("key", lambda: 1 // 0)
    assert flight.take("key", lambda: 1) == 1


def test_the_least_recently_used_slice_is_given_up_beyond_the_limit_and_its_tables_go(tmp_path: Path) -> None:
    part = write_part(tmp_path, {"usage": USAGE}, as_of=date(2024, 8, 31))
    warehouse = EmbeddedWarehouse("256MB", 1, [tmp_path])
    slices = Slices(warehouse, 1)
    made: list[str] = []

    def narrow(name: str) -> list[Narrowing]:
        made.append(name)
        return [Narrowing("usage", "select * from all_usage", {})]

    first = slices.open(part, "first", lambda: narrow("first"))
    assert slices.open(part, "first", lambda: narrow("again")) is first
    assert made == []  # nothing is narrowed before something is asked
    first.frame(COUNT, least=1)
    slices.open(part, "second", lambda: narrow("second")).frame(COUNT, least=1)
    assert made == ["first", "second"]
    assert first.frame(COUNT, least=0).n.tolist() == [5]  # whoever holds a slice may still ask it
    schema = first.table("usage").split(".")[0]
    del first
    known = warehouse.query("select schema_name from duckdb_schemas()").schema_name.tolist()
    assert schema not in known
    slices.open(part, "first", lambda: narrow("first anew")).frame(COUNT, least=1)
    assert made == ["first", "second", "first anew"]


def test_what_is_derived_is_made_once_and_its_frames_count(tmp_path: Path) -> None:
    part = write_part(tmp_path, {"usage": USAGE}, as_of=date(2024, 8, 31))
    whole = Slices(EmbeddedWarehouse("256MB", 1, [tmp_path]), 1_000_000).whole(part)
    before = whole.bytes
    made = whole.derive("rows", lambda: whole.query("select used_on, customer from usage", {}))
    assert whole.derive("rows", lambda: whole.query("select 1 as nothing", {})) is made
    # the table's name, five rows of two integers with a flag for NULL each, and the index
    assert whole.bytes - before == NAMED + 5 * 2 * (8 + 1) + 132


def test_a_new_snapshot_gives_up_the_slices_of_parts_that_it_does_not_name(tmp_path: Path) -> None:
    tables: Tables = {"usage": USAGE}
    part = write_part(tmp_path, tables, as_of=date(2024, 8, 31))
    other = write_part(tmp_path, tables, as_of=date(2024, 8, 31), publisher_id="other")
    slices = Slices(EmbeddedWarehouse("256MB", 1, [tmp_path]), 1_000_000)
    whole, theirs = slices.whole(part), slices.whole(other)
    slices.settle("1", {PUBLISHER: part.part_id, "other": other.part_id})
    assert slices.whole(part) is whole
    slices.settle("2", {PUBLISHER: "part-2", "other": other.part_id})
    assert slices.whole(part) is not whole
    assert slices.whole(other) is theirs


def test_the_engine_reads_no_other_folder_and_keeps_its_settings(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside.csv").write_text("a\n1\n")
    warehouse = EmbeddedWarehouse("256MB", 1, [tmp_path / "inside"])
    with pytest.raises(duckdb.PermissionException):
        warehouse.query(f"select * from read_csv('{tmp_path / 'outside.csv'}')")
    with pytest.raises(duckdb.Error):
        warehouse.query("set enable_external_access = true")
    with pytest.raises(duckdb.Error):
        warehouse.query("install httpfs")


def test_the_table_of_people_opens_for_an_owner_only_and_shows_consented_unprotected_customers(tmp_path: Path) -> None:
    tables: Tables = {
        "customers": [
            {"customer": 0, "consent": True},
            {"customer": 1, "consent": False},
            {"customer": 2, "consent": True, "protected": True},
        ],
        "people": [{"customer": key, "email": f"{key}@example.com"} for key in range(3)],
    }
    part = write_part(tmp_path, tables, as_of=date(2024, 8, 31))
    owner = make_view(tmp_path, [part])
    found = owner.house.slices.whole(part).query(f"select email from {owner.people()} as p", {})
    assert found.email.tolist() == ["0@example.com"]
    contributor = make_view(tmp_path, [part], role=Role.CONTRIBUTOR)
    with pytest.raises(ForbiddenFieldError, match="readable by an owner only"):
        contributor.people()


def test_parts_that_were_only_looked_at_are_given_up_too(tmp_path: Path) -> None:
    """Of thousands of publishers the names of their tables alone fill the memory."""
    warehouse = EmbeddedWarehouse("256MB", 1, [tmp_path])
    slices = Slices(warehouse, 12_000)
    parts = [
        write_part(tmp_path, {"usage": USAGE}, as_of=date(2024, 8, 31), publisher_id=name, part_id=f"part-{name}")
        for name in ("one", "two", "three", "four")
    ]
    for part in parts:
        assert slices.whole(part).query("select count(*) as n from usage", {}).n.tolist() == [5]
    named = warehouse.query("select schema_name from duckdb_views() where not internal")
    # the one that took the bytes over the limit is still there
    assert (slices.held, len(named)) == (15_000, 3)
    slices.whole(parts[3])
    assert (slices.held, len(warehouse.query("select schema_name from duckdb_views() where not internal"))) == (
        10_000,
        2,
    )
