"""From a publisher's loads to its part: a pure function of the loads and as_of."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from db.lake import Load
from db.parts import Part
from db.warehouse import connect
from services.build.offers import OfferMention, resolve_offers
from services.build.replacement import state_rows
from services.build.sources import Source, list_sources, open_sources, put_table, read_sql
from services.build.tables import write_tables


@dataclass(frozen=True, slots=True)
class Engine:
    """What a build may use: DuckDB's memory limit ("2GB"), threads, and a folder of its own for what does not fit."""

    memory_limit: str
    threads: int
    spill: Path

    def open(self, loads: Sequence[Load], *written: Path) -> "closing[duckdb.DuckDBPyConnection]":
        """A connection that reads the loads' folders and writes the given ones."""
        self.spill.mkdir(parents=True, exist_ok=True)
        folders = sorted({load.folder for load in loads})
        return closing(connect(self.memory_limit, self.threads, [*folders, *written], self.spill))


def _ignore(_table: str) -> None:
    """Nobody watches."""


def build_part(
    loads: Sequence[Load],
    as_of: int,
    *,
    part_id: str,
    folder: Path,
    engine: Engine,
    written: Callable[[str], None] = _ignore,
) -> Part:
    """Writes the tables of a publisher's part at as_of (a day number) into an empty folder; `written` hears of each table.

    The bytes are a function of the loads and as_of alone. part.json is not written: the part is not whole yet.
    """
    sources = list_sources(loads)
    with engine.open(loads, folder) as connection:
        open_sources(connection, sources, as_of)
        name_everything(connection)
        state_usage(connection, sources, engine.spill)
        for fact in ("days", "months", "customers", "acquisitions", "people"):
            connection.execute(read_sql(fact))
        write_tables(connection, folder, written)
        facts = connection.execute(read_sql("facts")).fetchone()
    assert facts is not None
    first_loaded, first_used, last_used, first_ordered, last_ordered, customers, orders, usage_days = facts
    return Part(
        publisher_id=loads[0].publisher_id,
        part_id=part_id,
        folder=folder,
        as_of=as_of,
        first_day=first_ordered if first_used is None else first_used,
        last_day=last_ordered if last_used is None else last_used,
        first_usage_day=first_loaded,
        customers=customers,
        orders=orders,
        usage_days=usage_days,
        loads=tuple(load.load_id for load in sorted(loads, key=lambda load: load.number)),
    )


def name_everything(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the keys of offers, plans, customers, accounts, subscriptions and texts, and the facts of offers, plans and orders."""
    connection.execute(read_sql("mentions"))
    found = connection.execute("select distinct offer_id, product_id, offer_name from mentions").fetchall()
    resolved = resolve_offers(OfferMention(*row) for row in found)
    columns = {
        "offer_id": [mention.offer_id for mention in resolved],
        "product_id": [mention.product_id for mention in resolved],
        "offer_name": [mention.name for mention in resolved],
        "resolved_id": list(resolved.values()),
    }
    put_table(
        connection,
        "mentioned_offers",
        pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}),
    )
    for fact in ("keys", "offers", "plans", "orders"):
        connection.execute(read_sql(fact))


def state_usage(connection: duckdb.DuckDBPyConnection, sources: Sequence[Source], spill: Path) -> None:
    """Makes `usage_facts`: usage by its key, from the files of usage and of retention."""
    connection.execute(read_sql("said"))
    _add_up(connection, "usage", state_rows(connection, "usage", sources, spill))
    if any(each.file.report == "retention" for each in sources):
        _add_up(connection, "retention", state_rows(connection, "retention", sources, spill))
        connection.execute(read_sql("retention"))
    else:
        connection.execute("alter table summed_usage rename to usage_facts")
        connection.execute("create table first_loaded as select min(used_on) as used_on from usage_facts")


def _add_up(connection: duckdb.DuckDBPyConnection, report: str, pieces: Sequence[str]) -> None:
    # one after the other: pieces share no day and so no key, and memory holds one of them at a time
    for number, piece in enumerate(pieces):
        connection.execute(f"create or replace view stated_{report} as {piece}")
        into = f"insert into summed_{report}" if number else f"create table summed_{report} as"
        connection.execute(f"{into} {read_sql(f'summed_{report}')}")
