"""The record tables, each a SQLModel class; all instants are kept and given in UTC."""

from datetime import UTC, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from domain.scope import Role


class Instant(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, whatever the database makes of time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        # SQLite keeps no offset and gives the UTC value back without one
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class PublisherRow(SQLModel, table=True):
    """A publisher that the lake knows: its name and its time zone."""

    __tablename__: ClassVar[str] = "publishers"

    id: str = Field(primary_key=True, max_length=64)
    name: str
    zone: str


class TokenRow(SQLModel, table=True):
    """An API token: who it stands for, and the SHA-256 of its text; the text itself is nowhere."""

    __tablename__: ClassVar[str] = "tokens"

    id: str = Field(primary_key=True, max_length=32)
    publisher_id: str = Field(foreign_key="publishers.id", index=True)
    role: Role
    name: str
    digest: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class SessionRow(SQLModel, table=True):
    """A browser's session, opened with a token and never outliving it."""

    __tablename__: ClassVar[str] = "sessions"

    id: str = Field(primary_key=True, max_length=64)
    token_id: str = Field(foreign_key="tokens.id", index=True)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class CodeRow(SQLModel, table=True):
    """A one-time code that a browser trades for a session; kept as the SHA-256 of its text."""

    __tablename__: ClassVar[str] = "codes"

    digest: str = Field(primary_key=True, max_length=64)
    token_id: str = Field(foreign_key="tokens.id", index=True)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class LoadRow(SQLModel, table=True):
    """A load of the lake, mirrored for listing; the lake's load.json is the truth."""

    __tablename__: ClassVar[str] = "loads"

    id: str = Field(primary_key=True, max_length=64)
    publisher_id: str = Field(foreign_key="publishers.id", index=True)
    number: int
    loaded_at: datetime = Field(sa_type=Instant)
    files: int
    rows: int = Field(sa_type=BigInteger)
