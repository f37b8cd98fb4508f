"""The record tables, each a SQLModel class; all instants are kept and given in UTC."""

from datetime import UTC, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from domain.export_rules import ExportStatus
from domain.exports import ExportFormat, ExportReport
from domain.loads import BuildStatus, LoadStatus
from domain.scope import Role, TokenRole


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
    role: TokenRole = Field(sa_type=Enum(TokenRole, native_enum=False, length=16))
    name: str
    digest: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    last_used_at: datetime | None = Field(default=None, sa_type=Instant)


class SessionRow(SQLModel, table=True):
    """A browser's session: opened with a token, which it never outlives, or by a member of the identity provider, whose scope it holds."""

    __tablename__: ClassVar[str] = "sessions"

    id: str = Field(primary_key=True, max_length=64)
    token_id: str | None = Field(default=None, foreign_key="tokens.id", index=True)
    publisher_id: str | None = Field(default=None, max_length=64)
    role: Role | None = Field(default=None)
    member: str | None = Field(default=None)
    member_id: str | None = Field(default=None, max_length=64)
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


class ExportRow(SQLModel, table=True):
    """An export: what was asked by whom of which parts, what became of it, and who works on it.

    `request` is JSON, forgotten once the work has ended: it may name customers. `done` of `total` rows are written. While it is queued,
    `lease_end` is when it may be taken, while it runs, when its worker counts as dead.
    """

    __tablename__: ClassVar[str] = "exports"

    id: str = Field(primary_key=True, max_length=32)
    publisher_id: str = Field(foreign_key="publishers.id", index=True)
    member: str
    member_id: str = Field(max_length=64)
    role: Role = Field(sa_type=Enum(Role, native_enum=False, length=16))
    report: ExportReport = Field(sa_type=Enum(ExportReport, native_enum=False, length=32))
    format: ExportFormat = Field(sa_type=Enum(ExportFormat, native_enum=False, length=16))
    request: str | None = Field(sa_type=Text)
    part_id: str = Field(max_length=64)
    benchmarks_id: str | None = Field(default=None, max_length=64)
    benchmarks_day: str | None = Field(default=None, max_length=16)
    holds_customers: bool
    personal_data: bool
    personal_fields: str = ""
    customers: int = 0
    status: ExportStatus = Field(sa_type=Enum(ExportStatus, native_enum=False, length=16), index=True)
    done: int = Field(default=0, sa_type=BigInteger)
    total: int | None = Field(default=None, sa_type=BigInteger)
    file: str | None = Field(default=None, max_length=64)
    rows: int | None = Field(default=None, sa_type=BigInteger)
    bytes: int | None = Field(default=None, sa_type=BigInteger)
    sha256: str | None = Field(default=None, max_length=64)
    error: str | None = None
    created_at: datetime = Field(sa_type=Instant)
    ready_at: datetime | None = Field(default=None, sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    lease_owner: str | None = Field(default=None, max_length=64)
    lease_end: datetime | None = Field(default=None, sa_type=Instant)
    attempts: int = 0
    failures: int = 0
    deaths: int = 0


class AuditRow(SQLModel, table=True):
    """A line of the audit trail; lists are texts with commas between the names."""

    __tablename__: ClassVar[str] = "audit"

    number: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer(), "sqlite"),
    )
    at: datetime = Field(sa_type=Instant, index=True)
    publisher_id: str = Field(max_length=64)
    member_id: str = Field(max_length=64)
    member: str
    role: str | None = Field(default=None, max_length=16)
    action: str = Field(max_length=32)
    times: int
    operation: str | None = Field(default=None, max_length=64)
    document: str | None = Field(default=None, max_length=64)
    personal_fields: str
    customers: int
    exports: str
    token_id: str | None = Field(default=None, max_length=32)
    code: str | None = Field(default=None, max_length=32)


class LoadJobRow(SQLModel, table=True):
    """Reports that were sent and what became of them; `number` is the order in which they came.

    `options` and `report` are JSON. `progress` is a fraction 0..1, `rows` those read so far. `watched` tells a file of the watched place
    from others until it was moved away. `build` is what became of its publication; until then the lease is that of who builds, then of who
    moves the file.
    """

    __tablename__: ClassVar[str] = "load_jobs"

    number: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer(), "sqlite"),
    )
    id: str = Field(unique=True, max_length=32)
    publisher_id: str = Field(max_length=64, index=True)
    member: str
    member_id: str = Field(max_length=64)
    options: str = Field(sa_type=Text)
    files: int
    status: LoadStatus = Field(sa_type=Enum(LoadStatus, native_enum=False, length=16), index=True)
    build: BuildStatus = Field(sa_type=Enum(BuildStatus, native_enum=False, length=16), index=True)
    progress: float = 0.0
    rows: int = Field(default=0, sa_type=BigInteger)
    load_id: str | None = Field(default=None, max_length=64)
    report: str | None = Field(default=None, sa_type=Text)
    error: str | None = Field(default=None, sa_type=Text)
    snapshot: str | None = Field(default=None, max_length=64)
    watched: str | None = Field(default=None, max_length=64, unique=True)
    created_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    lease_owner: str | None = Field(default=None, max_length=64)
    lease_end: datetime | None = Field(default=None, sa_type=Instant)
    attempts: int = 0
    failures: int = 0
    deaths: int = 0


class LoadRow(SQLModel, table=True):
    """A load of the lake, mirrored for listing; the lake's load.json is the truth."""

    __tablename__: ClassVar[str] = "loads"

    id: str = Field(primary_key=True, max_length=64)
    publisher_id: str = Field(foreign_key="publishers.id", index=True)
    number: int
    loaded_at: datetime = Field(sa_type=Instant)
    files: int
    rows: int = Field(sa_type=BigInteger)


class BucketRow(SQLModel, table=True):
    """What is left of a token's bucket that several processes borrow from; one without a row is full. Instants in microseconds."""

    __tablename__: ClassVar[str] = "buckets"

    token_id: str = Field(primary_key=True, max_length=80)
    remaining: int = Field(sa_type=BigInteger)
    since: int = Field(sa_type=BigInteger)


class LotRow(SQLModel, table=True):
    """What a process holds of a token's bucket, and until when."""

    __tablename__: ClassVar[str] = "lots"

    token_id: str = Field(primary_key=True, max_length=80)
    holder: str = Field(primary_key=True, max_length=64)
    amount: int = Field(sa_type=BigInteger)
    until: int = Field(sa_type=BigInteger)


class AuditWriterRow(SQLModel, table=True):
    """The last batch of the audit trail that a process wrote, and when: whoever does not know whether it was written asks here."""

    __tablename__: ClassVar[str] = "audit_writers"

    writer: str = Field(primary_key=True, max_length=64)
    batch: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=Instant)
