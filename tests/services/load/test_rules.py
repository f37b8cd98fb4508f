"""Rules of loading: a load is whole, known bytes add nothing, later files replace, ranges are the whole truth, loads are taken back."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.lake import loads
from domain.errors import BadInputError, LoadRefusedError, NotFoundError, OperationError
from services.load import unload
from tests.services.load.lakes import (
    ACME,
    LOADED_AT,
    day,
    lake_files,
    load,
    load_text,
    make_csv,
    make_report,
    write,
)

USAGE = "used_on,customer_id,offer_id,raw_hours"
MARCH = make_csv(USAGE, "2024-03-01,c1,o,1", "2024-03-02,c1,o,1", "2024-03-03,c1,o,1")


def test_a_load_says_what_it_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    usage = write(tmp_path / "usage.csv", MARCH)
    offers = write(tmp_path / "offers.csv", "offer_id\no\n")
    report = load(home, usage, offers, name="Acme Ltd", replaces=(date(2024, 3, 1), date(2024, 3, 31)))
    [made] = loads(home)
    assert report.load_id == made.load_id
    assert made.load_id.startswith("0001-")
    assert len(made.load_id) == len("0001-") + 12
    assert made.folder == home / "lake" / ACME / made.load_id
    assert (made.publisher_id, made.number, made.zone, made.name) == (ACME, 1, "UTC", "Acme Ltd")
    assert made.loaded_at == "2026-11-20T12:00:00+00:00"
    first, second = made.files
    assert (first.report, first.name, first.rows, first.days) == (
        "usage",
        "usage.csv",
        3,
        (day("2024-03-01"), day("2024-03-03")),
    )
    assert (first.replaces, second.replaces) == ((day("2024-03-01"), day("2024-03-31")), None)
    assert sorted(path.name for path in made.folder.iterdir()) == ["1-usage.parquet", "2-offers.parquet", "load.json"]
    assert list((home / "staging").iterdir()) == []


def test_times_are_kept_in_utc(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, MARCH, loaded_at=datetime.fromisoformat("2026-11-20T23:00:00-05:00"))
    assert loads(home)[0].loaded_at == "2026-11-21T04:00:00+00:00"


def test_loads_are_numbered_and_named_apart(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, MARCH)
    load_text(home, make_csv(USAGE, "2024-04-01,c1,o,1"))
    load_text(home, MARCH, publisher_id="other")
    assert [(each.publisher_id, each.number) for each in loads(home)] == [(ACME, 1), (ACME, 2), ("other", 1)]
    assert len({each.load_id for each in loads(home)}) == 3


@pytest.mark.parametrize("publisher_id", ["", ".hidden", "-x", "_benchmarks", "a/b", "..", "a b", "x" * 65, "ä", "a\n"])
def test_a_publisher_id_has_to_be_a_folders_name(tmp_path: Path, publisher_id: str) -> None:
    with pytest.raises(BadInputError) as refused:
        load_text(tmp_path / "home", MARCH, publisher_id=publisher_id)
    assert str(refused.value) == (
        f"publisher: {publisher_id!r} is no publisher id; takes 1 to 64 letters, digits, '.', '_' and '-', the first a letter or digit"
    )


def test_the_longest_publisher_id(tmp_path: Path) -> None:
    assert load_text(tmp_path / "home", MARCH, publisher_id="A.b_c-" + "9" * 58).accepted == 3


def test_the_same_bytes_again_add_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, MARCH)
    [made] = loads(home)
    again = load(home, write(tmp_path / "other name.txt", MARCH), loaded_at=datetime(2026, 11, 21, tzinfo=UTC))
    assert again.load_id is None
    [file] = again.files
    assert (file.name, file.report, file.already_loaded, file.accepted) == ("other name.txt", "usage", made.load_id, 0)
    assert loads(home) == (made,)


def test_known_bytes_beside_new_ones_are_passed_over(tmp_path: Path) -> None:
    home = tmp_path / "home"
    old = write(tmp_path / "old.csv", MARCH)
    new = write(tmp_path / "new.csv", make_csv(USAGE, "2024-04-01,c1,o,1"))
    twin = write(tmp_path / "twin.csv", new.read_bytes())
    first = load(home, old)
    second = load(home, old, new, twin)
    assert [each.already_loaded for each in second.files] == [first.load_id, None, second.load_id]
    assert [file.name for file in lake_files(home)] == ["old.csv", "new.csv"]


def test_another_publisher_may_load_the_same_bytes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, MARCH)
    assert load_text(home, MARCH, publisher_id="other").already_loaded is None


def test_two_files_in_one_load_equal_two_loads(tmp_path: Path) -> None:
    one = write(tmp_path / "one.csv", MARCH)
    two = write(tmp_path / "two.csv", make_csv(USAGE, "2024-03-02,c1,o,5", "2024-03-02,c2,o,5"))
    together = load(tmp_path / "together", one, two).files
    apart = (*load(tmp_path / "apart", one).files, *load(tmp_path / "apart", two).files)
    assert together == apart
    assert [file.replaced for file in together] == [0, 1]


def test_rows_of_known_keys_are_replaced(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, MARCH)
    later = make_csv(USAGE, "2024-03-02,c1,o,9", "2024-03-03,c1,o,9", "2024-03-03,c2,o,9", "2024-03-04,c1,o,9")
    assert load_text(home, later).replaced == 2


def test_a_row_is_replaced_once_even_where_it_was_loaded_often(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for hours in (1, 2, 3):
        report = load_text(home, make_csv(USAGE, f"2024-03-01,c1,o,{hours}", f"2024-03-02,c1,o,{hours}"))
        assert report.replaced == (0 if hours == 1 else 2)


def test_key_columns_that_either_file_lacks_are_not_compared(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv(USAGE + ",plan_id", "2024-03-01,c1,o,1,a", "2024-03-01,c1,o,1,b"))
    assert load_text(home, make_csv(USAGE, "2024-03-01,c1,o,1")).replaced == 2
    assert load_text(home, make_csv(USAGE + ",plan_id", "2024-03-01,c1,o,2,a", "2024-03-01,c1,o,1,c")).replaced == 2


def test_meters_and_machines_are_keys_of_a_usage_report(tmp_path: Path) -> None:
    home = tmp_path / "home"
    row = {"UsageDate": "2024-03-01", "CustomerId": "c", "OfferId": "o", "RawUsage": "1", "VMSize": "A"}
    load_text(home, make_report([row]))
    assert load_text(home, make_report([{**row, "VMSize": "B"}])).replaced == 0
    assert load_text(home, make_report([{**row, "VMSize": "B", "RawUsage": "2"}])).replaced == 1


def test_files_of_other_days_or_values_replace_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, MARCH)
    assert load_text(home, make_csv(USAGE, "2024-04-01,c1,o,1")).replaced == 0
    assert load_text(home, make_csv("used_on,customer_id,offer_id,revenue_usd", "2024-03-02,c1,o,1")).replaced == 0


def test_orders_customers_offers_and_plans_are_replaced_by_their_ids(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for text, replaced in (
        ("order_id,customer_id,offer_id,ordered_on\no1,c,x,2024-01-01\no2,c,x,2024-01-01\n", 0),
        ("order_id,customer_id,offer_id,ordered_on\no1,c,x,2024-06-01\n", 1),
        ("customer_id,email\nc1,a\nc2,b\n", 0),
        ("customer_id\nc2\nc3\n", 1),
        ("offer_id,name\no1,a\n", 0),
        ("offer_id,category\no1,b\n", 1),
        ("offer_id,plan_id\no1,p\no2,p\n", 0),
        ("offer_id,plan_id,name\no2,p,P\n", 1),
    ):
        assert load_text(home, text).replaced == replaced


def test_a_file_that_is_the_whole_truth_replaces_what_vanished(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, MARCH)
    corrected = make_csv(USAGE, "2024-03-02,c9,o,1", "2024-03-03,c1,o,4")
    assert load_text(home, corrected, replaces=(date(2024, 3, 1), date(2024, 3, 2))).replaced == 3
    assert lake_files(home)[1].replaces == (day("2024-03-01"), day("2024-03-02"))


def test_a_range_without_rows_still_replaces(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, MARCH)
    assert load_text(home, USAGE + "\n", replaces=(date(2024, 3, 2), date(2024, 3, 2))).replaced == 1


def test_a_range_may_not_end_before_it_starts(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as refused:
        load_text(tmp_path / "home", MARCH, replaces=(date(2024, 3, 2), date(2024, 3, 1)))
    assert str(refused.value) == "replaces: 2024-03-02..2024-03-01 ends before it starts; takes FROM..TO"


def test_unload_takes_a_load_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, MARCH, zone="Asia/Tokyo")
    load_text(home, make_csv(USAGE, "2024-04-01,c1,o,1"))
    first, second = loads(home)
    assert unload(home, first.load_id) == first
    assert loads(home) == (second,)
    assert sorted(path.name for path in (home / "lake" / ACME).iterdir() if path.is_dir()) == [second.load_id]
    assert load_text(home, MARCH).already_loaded is None
    assert [(each.number, each.zone) for each in loads(home)] == [(2, "Asia/Tokyo"), (3, "Asia/Tokyo")]


def test_after_the_last_unload_the_zone_is_free(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, MARCH, zone="Asia/Tokyo")
    load_id = loads(home)[0].load_id
    unload(home, load_id)
    assert unload(home, load_id) is None
    load_text(home, MARCH, zone="Europe/Rome")
    assert [(each.number, each.zone) for each in loads(home)] == [(1, "Europe/Rome")]


def test_an_unknown_load_is_not_found(tmp_path: Path) -> None:
    load_text(tmp_path / "home", MARCH)
    with pytest.raises(NotFoundError) as refused:
        unload(tmp_path / "home", "0009-abc")
    assert str(refused.value) == "load '0009-abc': no such load; `holdfast loads` lists them"


def test_what_a_killed_load_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, MARCH)
    leftovers = [home / "staging" / "load-acme-2" / "load", home / "lake" / ACME / ".removed-0001-abc"]
    for folder in leftovers:
        folder.mkdir(parents=True)
        (folder / "1-usage.parquet").write_bytes(b"half")
    (home / "lake" / ACME / ".erased.json.new").write_bytes(b"half")
    assert len(loads(home)) == 1
    load_text(home, make_csv(USAGE, "2024-04-01,c1,o,1"))
    assert list((home / "staging").iterdir()) == []
    assert sorted(path.name for path in (home / "lake" / ACME).iterdir()) == [each.load_id for each in loads(home)]


def test_a_lake_of_a_newer_version_is_not_read(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, MARCH)
    path = loads(home)[0].folder / "load.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    with pytest.raises(OperationError, match="was written by a newer version"):
        loads(home)


def test_a_refused_load_leaves_the_lake_as_it_was(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, MARCH)
    before = loads(home)
    with pytest.raises(LoadRefusedError):
        load_text(home, make_csv(USAGE, "never,c1,o,1"))
    assert loads(home) == before


def test_the_day_of_a_load_is_given(tmp_path: Path) -> None:
    report = load_text(
        tmp_path / "home", make_csv(USAGE, "2024-03-01,c1,o,1"), loaded_at=LOADED_AT.replace(year=2024, month=2, day=29)
    )
    assert report.accepted == 1
