"""Erases a customer from a publisher's lake: every row, every bad row, every file name; and leaves keyed hashes of the ids."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import duckdb

from db.files import fsync_file, make_folder, rename, writing
from db.lake import (
    STAGING_FOLDER,
    LakeFile,
    Load,
    clear_leftovers,
    erased_keys,
    loads,
    rewrite_load,
    write_erased_keys,
)
from db.tables import LAKE
from db.warehouse import connect, quote
from domain.errors import NotFoundError
from services.load.erased import ACCOUNT, CUSTOMER, find_erased, hash_id, hash_ids
from services.load.failures import report_engine_errors
from services.load.replacement import KEY_DAYS
from services.load.reports.customers import PERSONAL

SHORTEST_SCRUBBED: Final = 4
"""Personal values shorter than this are not looked for in file names: they would hit other words."""
REPLACEMENT: Final = "erased"


@dataclass(frozen=True, slots=True)
class ErasedKeys:
    """The keyed hashes that a publisher's lake now refuses, and how many rows (bad ones included) this erasure took out."""

    publisher_id: str
    keys: frozenset[str]
    rows: int


@dataclass(frozen=True, slots=True)
class _Customer:
    """What tells a customer: the id, and the accounts that are nobody else's."""

    customer_id: str
    accounts: tuple[str, ...]

    def condition(self, columns: Iterable[str]) -> str:
        """SQL of the rows that are this customer's."""
        tests = [f"{CUSTOMER} = {quote(self.customer_id)}"]
        if ACCOUNT in columns and self.accounts:
            tests.append(f"{ACCOUNT} in ({', '.join(map(quote, self.accounts))})")
        return f"coalesce({' or '.join(tests)}, false)"


def erase_from_lake(
    home: Path, publisher_id: str, customer_id: str, secret: bytes, *, memory_limit: str = "1GB", threads: int = 2
) -> ErasedKeys:
    """Takes a customer out of every file of a publisher's lake, each replaced by one rename.

    The hashes are written first, so that a second call after a kill finishes the work. Accounts that other customers share stay.
    NotFoundError where the lake neither knows the customer nor has erased it before.
    """
    clear_leftovers(home)
    past = loads(home, publisher_id)
    before = erased_keys(home, publisher_id)
    with _engine(home, past, memory_limit, threads) as connection:
        accounts, known = _find_accounts(connection, past, customer_id)
        own = hash_id(secret, CUSTOMER, customer_id)
        if not known and own not in before:
            raise NotFoundError(f"customer {customer_id!r}: publisher {publisher_id} has no such customer")
        keys = before | {own} | hash_ids(secret, ACCOUNT, accounts)
        if keys != before:
            write_erased_keys(home, publisher_id, keys)
        erased_accounts = _find_erased_accounts(connection, past, keys, secret)
        customer = _Customer(customer_id, tuple(sorted({*accounts, *erased_accounts})))
        named = _scrub_names(connection, past, customer)
        rows = sum(_erase_from_load(connection, load, customer, home) for load in named)
    return ErasedKeys(publisher_id, keys, rows)


@contextmanager
def _engine(home: Path, past: Sequence[Load], memory_limit: str, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    staging = home.resolve() / STAGING_FOLDER
    make_folder(staging)
    connection = connect(memory_limit, threads, [staging, *(load.folder.resolve() for load in past)], staging / "spill")
    try:
        with report_engine_errors("Erase again once that is mended: it goes on where it stopped"):
            yield connection
    finally:
        connection.close()
        clear_leftovers(home)


def _files(past: Sequence[Load]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Every Parquet file that may hold customers, with its columns that matter."""
    for load in past:
        for file in load.files:
            if CUSTOMER in LAKE[file.report]:
                yield file.path.resolve(), tuple(LAKE[file.report])
            if file.quarantine:
                yield file.quarantine.resolve(), (CUSTOMER, ACCOUNT)


def _find_accounts(
    connection: duckdb.DuckDBPyConnection, past: Sequence[Load], customer_id: str
) -> tuple[tuple[str, ...], bool]:
    """The accounts of this customer that no other customer has, and whether the lake knows the customer at all."""
    pairs = " union all ".join(
        f"select distinct {CUSTOMER}, {ACCOUNT if ACCOUNT in columns else 'null::varchar'} as {ACCOUNT} from read_parquet({quote(path)})"
        for path, columns in _files(past)
    )
    if not pairs:
        return (), False
    connection.execute(
        f"select {ACCOUNT}, bool_or({CUSTOMER} = $1), bool_and(coalesce({CUSTOMER} = $1, true)) from ({pairs}) group by all order by all",
        [customer_id],
    )
    found = connection.fetchall()
    accounts = tuple(account for account, own, alone in found if account and own and alone)
    return accounts, any(own for _, own, _ in found)


def _find_erased_accounts(
    connection: duckdb.DuckDBPyConnection, past: Sequence[Load], keys: frozenset[str], secret: bytes
) -> frozenset[str]:
    """Accounts of bad rows without a customer, which after a kill are known by their hashes alone."""
    found: set[str] = set()
    for load in past:
        for file in load.files:
            if file.quarantine:
                rows = f"read_parquet({quote(file.quarantine.resolve())})"
                found.update(find_erased(connection, rows, ACCOUNT, ACCOUNT, keys, secret))
    return frozenset(found)


def _scrub_names(connection: duckdb.DuckDBPyConnection, past: Sequence[Load], customer: _Customer) -> tuple[Load, ...]:
    """The loads with file names that hold nothing of the customer, before the rows go that tell what to look for."""
    telling = {customer.customer_id, *customer.accounts, *_list_personal(connection, past, customer)}
    scrubbed = []
    for load in past:
        files = tuple(replace(file, name=_scrub(file.name, telling)) for file in load.files)
        told = replace(load, files=files)
        if told != load:
            rewrite_load(told)
        scrubbed.append(told)
    return tuple(scrubbed)


def _list_personal(connection: duckdb.DuckDBPyConnection, past: Sequence[Load], customer: _Customer) -> frozenset[str]:
    values: set[str] = set()
    for load in past:
        for file in load.files:
            if file.report == "customers":
                connection.execute(
                    f"select {', '.join(PERSONAL)} from read_parquet({quote(file.path.resolve())})"
                    f" where {customer.condition(LAKE[file.report])}"
                )
                values.update(
                    value for row in connection.fetchall() for value in row if value and len(value) >= SHORTEST_SCRUBBED
                )
    return frozenset(values)


def _scrub(name: str, telling: Iterable[str]) -> str:
    for value in sorted(telling, key=len, reverse=True):
        name = name.replace(value, REPLACEMENT)
    return name


def _erase_from_load(connection: duckdb.DuckDBPyConnection, load: Load, customer: _Customer, home: Path) -> int:
    """Rows taken out of the files of a load; its load.json is replaced last."""
    files = []
    taken = 0
    for file in load.files:
        fresh, rows = _erase_from_file(connection, file, customer, home.resolve() / STAGING_FOLDER)
        files.append(fresh)
        taken += rows
    told = replace(load, files=tuple(files))
    if told != load:
        rewrite_load(told)
    return taken


def _erase_from_file(
    connection: duckdb.DuckDBPyConnection, file: LakeFile, customer: _Customer, staging: Path
) -> tuple[LakeFile, int]:
    taken, rows, days = 0, file.rows, file.days
    if CUSTOMER in LAKE[file.report]:
        taken = _take_out(connection, file.path, customer.condition(LAKE[file.report]), "*", staging)
        day = KEY_DAYS[file.report]
        rows, first, last = _fetch(
            connection, f"select count(*), min({day}), max({day}) from read_parquet({quote(file.path.resolve())})"
        )
        days = None if first is None else (first, last)
    if file.quarantine is None:
        return replace(file, rows=rows, days=days), taken
    name = f"* replace ({quote(file.name)} as file)"
    renamed = f"{customer.condition((CUSTOMER, ACCOUNT))} or file <> {quote(file.name)}"
    wanted = _fetch(
        connection, f"select count(*) from read_parquet({quote(file.quarantine.resolve())}) where {renamed}"
    )[0]
    if wanted:
        taken += _take_out(
            connection, file.quarantine, customer.condition((CUSTOMER, ACCOUNT)), name, staging, always=True
        )
    bad = _fetch(connection, f"select count(*) from read_parquet({quote(file.quarantine.resolve())})")[0]
    return replace(file, rows=rows, days=days, quarantined=bad), taken


def _take_out(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    condition: str,
    columns: str,
    staging: Path,
    *,
    always: bool = False,
) -> int:
    """Rewrites a Parquet file without the rows of the condition; how many those were."""
    rows = f"read_parquet({quote(path.resolve())})"
    count = _fetch(connection, f"select count(*) from {rows} where {condition}")[0]
    if count or always:
        fresh = staging / f"erase-{path.name}"
        with writing(fresh):
            connection.execute(
                f"copy (select {columns} from {rows} where not {condition}) to {quote(fresh)} (format parquet, compression zstd)"
            )
        fsync_file(fresh)
        rename(fresh, path.resolve())
    return int(count)


def _fetch(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    return connection.execute(sql).fetchone() or ()
