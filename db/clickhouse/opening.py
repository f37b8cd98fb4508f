"""Clients of ClickHouse by setting: in process, or those of a server."""

import re
from collections.abc import Collection
from functools import partial
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from db.clickhouse.dialect import SETTINGS
from db.clickhouse.warehouse import ClickHouseWarehouse
from domain.errors import OperationError

_DATABASE: Final = "holdfast"
_PORTS: Final = {True: 8443, False: 8123}
_UNITS: Final = {
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KIB": 2**10,
    "MIB": 2**20,
    "GIB": 2**30,
    "TIB": 2**40,
}


def open_chdb(memory_limit: str, threads: int) -> ClickHouseWarehouse:
    """ClickHouse's engine in this process; its tables lie in a folder of the system's for temporary files and go with the process."""
    settings = {**SETTINGS, "max_memory_usage": _bytes_of(memory_limit), "max_threads": threads}
    make = partial(clickhouse_connect.get_client, interface="chdb", settings=settings)
    # one engine in a process, however many warehouses
    return ClickHouseWarehouse(make, f"{_DATABASE}_{uuid4().hex[:12]}", "chdb", alone=True)


def open_cluster(url: str) -> ClickHouseWarehouse:
    """The server at `clickhouse://user:password@host:port/database`, or `clickhouses://` over TLS; OperationError where none answers."""
    parts = urlsplit(url)
    secure = parts.scheme == "clickhouses"

    def make() -> Client:
        return clickhouse_connect.get_client(
            host=parts.hostname or "localhost",
            port=parts.port or _PORTS[secure],
            username=unquote(parts.username or "default"),
            password=unquote(parts.password or ""),
            secure=secure,
            autogenerate_session_id=False,
            settings={**SETTINGS, **{name: values[-1] for name, values in parse_qs(parts.query).items()}},
        )

    try:
        return ClickHouseWarehouse(make, parts.path.strip("/") or _DATABASE)
    except ClickHouseError as error:
        raise OperationError(
            f"ClickHouse at {parts.hostname}: {str(error).splitlines()[0]}; HOLDFAST_WAREHOUSE names the address"
        ) from error


def forget_other_parts(url: str, kept: Collection[str]) -> None:
    """Deletes the rows of all parts but some from a server; OperationError where it does not answer."""
    warehouse = open_cluster(url)
    warehouse.keep_only(kept)
    warehouse.close()


def _bytes_of(text: str) -> int:
    found = re.fullmatch(r"([0-9.]+) ?([KMGT]I?B)", text.upper())
    assert found is not None
    return int(float(found[1]) * _UNITS[found[2]])
