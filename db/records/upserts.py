"""Inserts that may find their rows there already, in the dialect of the database."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel


def insert_into(connection: AsyncConnection, table: type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
    """An insert into a table that takes `on_conflict_do_update`, which both databases have and the general insert lacks."""
    return (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)
