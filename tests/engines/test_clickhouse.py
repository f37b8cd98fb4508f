"""Parts in ClickHouse's tables and slices beside them: whole or not at all, and gone with their process."""

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from db.clickhouse import shelf
from db.clickhouse.layout import describe_tables, name_table
from db.clickhouse.opening import open_chdb
from db.clickhouse.warehouse import ClickHouseWarehouse
from db.interruption import Work, working_for
from db.opening import forget_other_parts, open_warehouse
from domain.errors import OperationError, StoppedError
from tests.engines.clickhouse_server import serving_clickhouse
from tests.parts import write_part

USAGE = [{"used_on": date(2024, 1, day), "customer": 0, "offer": 0, "revenue": day * 10**15} for day in range(1, 6)]
SCRIPT = Path(__file__).parent.parent.parent / "docs" / "clickhouse.sql"
LONG = "select sum(a.n * b.n * c.n) as n from long as a cross join long as b cross join long as c"


@pytest.fixture
def warehouse() -> Iterator[ClickHouseWarehouse]:
    opened = open_chdb("512MiB", 1)
    opened.make_schema(opened.name_schema(1))
    yield opened
    opened.close()


def count(warehouse: ClickHouseWarehouse, sql: str) -> int:
    found: int = warehouse.arrow(f"select count(*) as n from ({sql}) as rows_of_part")["n"][0].as_py()
    return found


def test_a_part_that_was_half_put_is_put_anew(warehouse: ClickHouseWarehouse, tmp_path: Path) -> None:
    part = write_part(tmp_path, {"usage": USAGE, "customers": [{"customer": 0}]}, as_of=date(2024, 8, 31))
    with warehouse._clients.lent() as client:
        whole = part.table("orders").read_bytes()
        part.table("orders").write_bytes(b"broken")
        with pytest.raises(Exception, match="Parquet"):
            shelf.put(client, warehouse._database, part)
        part.table("orders").write_bytes(whole)
        assert count(warehouse, shelf.rows_of(warehouse._database, part, "customers")) == 1
        assert not shelf.is_whole(client, warehouse._database, "acme/part-1")
    assert count(warehouse, warehouse.rows_of(part, "usage")) == 5
    assert count(warehouse, warehouse.rows_of(part, "customers")) == 1
    with warehouse._clients.lent() as client:
        assert shelf.is_whole(client, warehouse._database, "acme/part-1")
        shelf.take_away(client, warehouse._database, "acme/part-1")
        assert not shelf.is_whole(client, warehouse._database, "acme/part-1")
    assert count(warehouse, shelf.rows_of(warehouse._database, part, "usage")) == 0


def test_a_part_holds_its_own_rows_alone(warehouse: ClickHouseWarehouse, tmp_path: Path) -> None:
    ours = write_part(tmp_path, {"usage": USAGE}, as_of=date(2024, 8, 31))
    others = write_part(tmp_path, {"usage": USAGE[:2]}, as_of=date(2024, 8, 31), publisher_id="beta")
    assert [count(warehouse, warehouse.rows_of(part, "usage")) for part in (ours, others)] == [5, 2]


def test_a_running_question_is_stopped_and_others_go_on(warehouse: ClickHouseWarehouse) -> None:
    schema = warehouse.name_schema(1)
    warehouse.make_table(schema, "long", "select unnest(range(20000)) as n", {})
    work = Work()

    def run() -> None:
        with working_for(work):
            warehouse.arrow(LONG, {}, schema)

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(run)
        while not asked.done() and (not work.stopped or work.busy):
            if work.busy:
                work.stop()
        with pytest.raises(StoppedError, match="nobody waits for the answer any more"):
            asked.result(30)
    assert warehouse.arrow("select 7 as n")["n"].to_pylist() == [7]


@pytest.mark.parametrize(
    "text", ["O'Neil", "tab\tline\n", "back\\slash", "\N{SNOWMAN} 100%", "\\N", "NULL", "", "{x:Int64}"]
)
def test_what_was_typed_travels_as_it_is(warehouse: ClickHouseWarehouse, text: str) -> None:
    asked = "select $text as text, list_contains(cast($texts as varchar[]), $text) as found"
    [answer] = warehouse.arrow(asked, {"text": text, "texts": [text, "x"]}).to_pylist()
    assert answer["text"] == text
    assert bool(answer["found"])


def test_slices_go_with_their_process() -> None:
    warehouse, other = open_chdb("512MiB", 1), open_chdb("512MiB", 1)
    for each in (warehouse, other):
        each.make_schema(each.name_schema(1))
    names = "select name from system.databases where starts_with(name, $own)"
    asked = {"own": warehouse.name_schema(1)}
    assert other.arrow(names, asked)["name"].to_pylist() == [warehouse.name_schema(1)]
    warehouse.close()
    assert other.arrow(names, asked)["name"].to_pylist() == []
    assert other.arrow(names, {"own": other.name_schema(1)})["name"].to_pylist() == [other.name_schema(1)]
    other.close()


def test_long_answers_come_in_batches(warehouse: ClickHouseWarehouse) -> None:
    schema = warehouse.name_schema(1)
    warehouse.make_table(schema, "long", "select unnest(range(25000)) as n", {})
    with warehouse.stream("select n from long order by n", {}, schema, 10_000) as batches:
        found = [batch["n"].to_pylist() for batch in batches]
    assert max(map(len, found)) <= 10_000
    assert list(chain(*found)) == list(range(25_000))


def test_the_script_for_a_cluster_is_readable_and_of_the_parts_columns(warehouse: ClickHouseWarehouse) -> None:
    script = "\n".join(line for line in SCRIPT.read_text().splitlines() if not line.startswith("--"))
    statements = [each.strip() for each in script.split(";") if each.strip()]
    with warehouse._clients.lent() as client:
        for statement in statements:
            client.command(f"EXPLAIN AST {statement}")
    for table in ("usage", "account_days"):
        [described] = [each for each in statements if f"{name_table(table)}_local ON" in each]
        [expected] = [each for each in describe_tables("holdfast") if f".{name_table(table)} " in each]
        assert _columns_of(described) == _columns_of(expected)


def _columns_of(statement: str) -> str:
    return " ".join(re.split(r"\(\s*part", statement, maxsplit=1)[1].partition("ENGINE")[0].rstrip(") \n").split())


def test_a_server_is_asked_over_http_and_forgets_parts_that_were_removed(tmp_path: Path) -> None:
    people = [{"customer": 0, "email": "eva@example.com"}]
    ours = write_part(tmp_path, {"usage": USAGE, "people": people}, as_of=date(2024, 8, 31))
    others = write_part(tmp_path, {"usage": USAGE[:2]}, as_of=date(2024, 8, 31), publisher_id="beta")
    with serving_clickhouse("let me in") as url:
        server = open_warehouse(url, "1GB", 1, [])
        counts = [f"select count(*) as n from ({server.rows_of(part, 'usage')}) as u" for part in (ours, others)]
        assert [server.arrow(each)["n"].to_pylist() for each in counts] == [[5], [2]]
        emails = f"select email from ({server.rows_of(ours, 'people')}) as p"
        assert server.arrow(emails)["email"].to_pylist() == ["eva@example.com"]
        schema = server.name_schema(1)
        server.make_schema(schema)
        assert (
            server.make_table(schema, "some", "select unnest(cast($days as integer[])) as day", {"days": [7, 8, 9]})
            == 3
        )
        forget_other_parts(url, {"beta/part-1"})
        assert server.arrow(emails)["email"].to_pylist() == []
        assert [server.arrow(each)["n"].to_pylist() for each in counts] == [[0], [2]]
        server.close()


def test_a_server_that_refuses_is_told_by_its_address_and_never_by_its_password() -> None:
    with serving_clickhouse("let me in") as url, pytest.raises(OperationError) as refused:
        open_warehouse(url.replace("let%20me%20in", "guessed"), "1GB", 1, [])
    assert "ClickHouse at 127.0.0.1: " in str(refused.value)
    assert "guessed" not in str(refused.value)
    with pytest.raises(OperationError, match=r"ClickHouse at 127\.0\.0\.1: .*HOLDFAST_WAREHOUSE names the address"):
        open_warehouse("clickhouse://127.0.0.1:1", "1GB", 1, [])


def test_rows_of_a_part_that_was_removed_go_when_another_snapshot_is_current(
    warehouse: ClickHouseWarehouse, tmp_path: Path
) -> None:
    part = write_part(tmp_path, {"usage": USAGE}, as_of=date(2024, 8, 31))
    rows = warehouse.rows_of(part, "usage")
    warehouse.settle()
    assert count(warehouse, rows) == 5
    shutil.rmtree(part.folder)
    warehouse.settle()
    assert count(warehouse, rows) == 0
