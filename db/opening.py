"""The engine that a setting names."""

from collections.abc import Collection, Sequence
from importlib.util import find_spec
from pathlib import Path

from db.embedded import EmbeddedWarehouse
from db.warehouse import Warehouse
from domain.errors import OperationError

CHDB = "chdb"
DUCKDB = "duckdb"
CLUSTER_SCHEMES = ("clickhouse", "clickhouses")
"""Of URLs; the second is over TLS."""


def forget_other_parts(named: str, kept: Collection[str]) -> None:
    """Has an engine that holds rows of parts beyond the life of a process hold those of some parts only (ids); OperationError as below."""
    if named not in (DUCKDB, CHDB):
        from db.clickhouse import opening

        opening.forget_other_parts(named, kept)


def open_warehouse(named: str, memory_limit: str, threads: int, folders: Sequence[Path]) -> Warehouse:
    """The engine of a setting: `duckdb`, `chdb` or the URL of a ClickHouse; memory as DuckDB writes it ("2GB", "800MiB").

    The embedded one reads only the given folders. OperationError where chDB is not installed, or nobody answers at the address.
    """
    if named == DUCKDB:
        return EmbeddedWarehouse(memory_limit, threads, folders)
    # half a second of imports that nobody else needs
    from db.clickhouse.opening import open_chdb, open_cluster

    if named != CHDB:
        return open_cluster(named)
    if find_spec(CHDB) is None:
        raise OperationError("chDB is not installed; run `scripts/environment engines`, which takes half a gigabyte")
    return open_chdb(memory_limit, threads)
