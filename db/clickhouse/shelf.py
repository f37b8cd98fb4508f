"""Parts as rows of ClickHouse's tables: put there whole or not at all, and taken away again."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from clickhouse_connect.driver.client import Client

from db.clickhouse.layout import PARTS, describe_mart, describe_tables, list_columns, name_mart, name_table
from db.parts import Part
from db.tables import PART
from db.warehouse import quote

_ROWS = 200_000
"""Rows that are sent at a time."""


def key_of(part: Part) -> str:
    """What tells a part from all others: two publishers may load the same reports, and then their parts have the same id."""
    return f"{part.publisher_id}/{part.part_id}"


def make_tables(client: Client, database: str) -> None:
    """Makes what is missing of the database."""
    client.command(f"CREATE DATABASE IF NOT EXISTS {database}")
    for statement in describe_tables(database):
        client.command(statement)


def is_whole(client: Client, database: str, key: str) -> bool:
    """Whether all rows of a part are there; what an earlier try left of it is deleted."""
    sql = f"SELECT max(whole) FROM {database}.{name_table(PARTS)} WHERE part = {{part:String}} GROUP BY part"
    found = client.query(sql, parameters={"part": key}).result_rows
    if found == [(False,)]:
        take_away(client, database, key)
    return found == [(True,)]


def put(client: Client, database: str, part: Part) -> None:
    """Puts the rows of a part there, of which nothing is there yet."""
    _mark(client, database, part, whole=False)
    for table in PART:
        _send(client, database, name_table(table), part.table(table), {"part": key_of(part)})
    for path in sorted(part.folder.glob("mart-*.parquet")):
        mart = path.stem.removeprefix("mart-")
        client.command(describe_mart(database, mart, pq.read_schema(path)))
        _send(client, database, name_mart(mart), path, {"part": key_of(part), "mart": mart})
    _mark(client, database, part, whole=True)


def take_away(client: Client, database: str, key: str) -> None:
    """Deletes the rows of a part, in tables of other formats too; those that name it last, so that whoever is cut short begins again."""
    sql = (
        "SELECT table FROM system.columns WHERE database = {database:String} AND name = 'part'"
        " ORDER BY startsWith(table, {naming:String}), table"
    )
    found = client.query(sql, parameters={"database": database, "naming": f"{PARTS}_"})
    for (table,) in found.result_rows:
        client.command(f"DELETE FROM {database}.{table} WHERE part = {{part:String}}", parameters={"part": key})


def list_parts(client: Client, database: str) -> set[str]:
    """The keys of the parts of which anything is there."""
    found = client.query(f"SELECT DISTINCT part FROM {database}.{name_table(PARTS)}")
    return {key for (key,) in found.result_rows}


def list_marts(database: str, part: Part) -> dict[str, str]:
    """The texts for a part's stored tables, by their names."""
    return {
        mart: f"select {', '.join(pq.read_schema(part.mart(mart)).names)} from {database}.{name_mart(mart)}"
        f" where part = {quote(key_of(part))} and mart = '{mart}'"
        for mart in (path.stem.removeprefix("mart-") for path in part.folder.glob("mart-*.parquet"))
    }


def name_slices(client: Client, database: str) -> str:
    """What the names of slices begin with that are made this week, by the server's clock."""
    return f"{database}_slices_{_read_week(client)}_"


def drop_slices(client: Client, beginning: str) -> None:
    """Drops the databases whose names begin so."""
    sql = "SELECT name FROM system.databases WHERE startsWith(name, {beginning:String})"
    for (name,) in client.query(sql, parameters={"beginning": beginning}).result_rows:
        client.command(f"DROP DATABASE IF EXISTS {name} SYNC")


def drop_forgotten_slices(client: Client, database: str) -> None:
    """Drops the slices of processes that began two weeks ago or earlier: they were killed, or their parts are long replaced."""
    week = _read_week(client)
    sql = (
        "SELECT DISTINCT toInt64(splitByChar('_', name)[-3]) FROM system.databases WHERE match(name, {pattern:String})"
    )
    found = client.query(sql, parameters={"pattern": f"^{database}_slices_[0-9]+_[0-9a-f]+_[0-9]+$"}).result_rows
    for (began,) in found:
        if began < week - 1:
            drop_slices(client, f"{database}_slices_{began}_")


def _read_week(client: Client) -> int:
    return int(str(client.command("SELECT intDiv(toUnixTimestamp(now()), 7 * 86400)")))


def rows_of(database: str, part: Part, table: str) -> str:
    """The text for all rows of a part's table."""
    return f"select {', '.join(list_columns(table))} from {database}.{name_table(table)} where part = {quote(key_of(part))}"


def _mark(client: Client, database: str, part: Part, *, whole: bool) -> None:
    client.insert(f"{database}.{name_table(PARTS)}", [[key_of(part), whole]], column_names=["part", "whole"])


def _send(client: Client, database: str, table: str, path: Path, constants: dict[str, str]) -> None:
    for batch in _read(path):
        rows = batch
        for name, value in constants.items():
            rows = rows.append_column(name, pa.repeat(pa.scalar(value), batch.num_rows))
        client.insert_arrow(table, rows, database=database)


def _read(path: Path) -> Iterator[pa.Table]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS):
            yield pa.Table.from_batches([batch])
