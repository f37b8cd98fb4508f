"""Small objects of a storage as this host last read them, in one file: of thousands only those that changed are fetched again."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

_LAYOUT: Final = """
create table if not exists objects (address text, name text, mark text, data blob, primary key (address, name)) without rowid
"""
_PATIENCE: Final = 60
"""Seconds that another process may take to write what it fetched."""


Made = TypeVar("Made")


class Kept(NamedTuple):
    """The bytes of an object, and the mark by which the storage tells them from what is put in their place."""

    mark: str
    data: bytes


class ObjectCache:
    """Of a file that all processes of this host share. Only a help: one that cannot be read or written is as good as none."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, address: str) -> dict[str, Kept]:
        """What is kept of a storage, by the names of its objects."""

        def find(connection: sqlite3.Connection) -> dict[str, Kept]:
            rows = connection.execute("select name, mark, data from objects where address = ?", (address,))
            return {name: Kept(mark, data) for name, mark, data in rows}

        return self._do(find) or {}

    def marks(self, address: str) -> dict[str, str]:
        """The marks of what is kept of a storage."""

        def find(connection: sqlite3.Connection) -> dict[str, str]:
            return dict(connection.execute("select name, mark from objects where address = ?", (address,)).fetchall())

        return self._do(find) or {}

    def keep(self, address: str, fresh: Mapping[str, Kept]) -> None:
        """Takes objects of a storage in, and lets go of every other storage's."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("delete from objects where address <> ?", (address,))
            rows = [(address, name, *each) for name, each in fresh.items()]
            connection.executemany("insert or replace into objects values (?, ?, ?, ?)", rows)

        self._do(write, "rwc")

    def forget(self, address: str, names: Iterable[str]) -> None:
        """Lets go of objects of a storage, so that nothing of them is in the file."""

        def delete(connection: sqlite3.Connection) -> None:
            rows = [(address, name) for name in names]
            connection.executemany("delete from objects where address = ? and name = ?", rows)

        self._do(delete)

    def _do(self, work: Callable[[sqlite3.Connection], Made], mode: str = "rw") -> Made | None:
        """Does work in a transaction; None where there is no file, or no room. A broken file is removed."""
        address = f"{self._path.absolute().as_uri()}?mode={mode}"
        try:
            with closing(sqlite3.connect(address, _PATIENCE, uri=True)) as connection, connection:
                # what was erased is not to be found in pages that are free
                connection.execute("pragma secure_delete = on")
                connection.execute(_LAYOUT)
                return work(connection)
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError:
            self._path.unlink(missing_ok=True)
            return None
