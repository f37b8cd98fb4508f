"""What the records say of publishers, tokens and sessions, read at once: what every request is checked against."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Generic, TypeGuard, TypeVar

from sqlmodel import col, select

from db.records.engine import Records
from db.records.models import PublisherRow, SessionRow, TokenRow
from domain.scope import Loader, Role, Scope, TokenRole

Bearer = TypeVar("Bearer", bound=Scope | Loader, covariant=True)


@dataclass(frozen=True, slots=True)
class KnownToken(Generic[Bearer]):
    """A token, and who bears it; `digest` is the SHA-256 of its text."""

    token_id: str
    digest: str
    scope: Bearer
    expires_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Whether it has not expired."""
        return self.expires_at is None or now < self.expires_at


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A session that was not ended; its scope is that of its token, or of a member of the identity provider."""

    session_id: str
    scope: Scope
    expires_at: datetime

    def is_valid(self, now: datetime) -> bool:
        """Whether neither the session nor its token has expired."""
        return now < self.expires_at


@dataclass(frozen=True, slots=True)
class KnownPublisher:
    """What a publisher is called, and the IANA name of its time zone."""

    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class Known:
    """Publishers by id, tokens by digest, those that only bring reports and those that were revoked apart, sessions by id."""

    publishers: Mapping[str, KnownPublisher]
    tokens: Mapping[str, KnownToken[Scope]]
    loaders: Mapping[str, KnownToken[Loader]]
    revoked: Mapping[str, KnownToken[Scope | Loader]]
    sessions: Mapping[str, KnownSession]


async def read_known(records: Records) -> Known:
    """Reads all of it."""
    async with records.reading() as session:
        publishers = {row.id: KnownPublisher(row.name, row.zone) for row in await session.exec(select(PublisherRow))}
        found = {row.id: (_known_token(row), row.revoked_at is None) for row in await session.exec(select(TokenRow))}
        rows = await session.exec(select(SessionRow).where(col(SessionRow.ended_at).is_(None)))
        sessions = {row.id: known for row in rows if (known := _known_session(row, found)) is not None}
    tokens = {token.digest: token for token, stands in found.values() if stands and is_asking(token)}
    loaders = {token.digest: token for token, stands in found.values() if stands and is_loading(token)}
    revoked = {token.digest: token for token, stands in found.values() if not stands}
    return Known(
        MappingProxyType(publishers),
        MappingProxyType(tokens),
        MappingProxyType(loaders),
        MappingProxyType(revoked),
        MappingProxyType(sessions),
    )


def is_asking(token: KnownToken[Scope | Loader]) -> TypeGuard[KnownToken[Scope]]:
    """Whether a token asks questions."""
    return isinstance(token.scope, Scope)


def is_loading(token: KnownToken[Scope | Loader]) -> TypeGuard[KnownToken[Loader]]:
    """Whether a token only brings reports."""
    return isinstance(token.scope, Loader)


def _known_session(
    row: SessionRow, tokens: Mapping[str, tuple[KnownToken[Scope | Loader], bool]]
) -> KnownSession | None:
    """A session as it counts; None where its token does not stand any more."""
    if row.token_id is not None:
        token, stands = tokens[row.token_id]
        end = row.expires_at if token.expires_at is None else min(row.expires_at, token.expires_at)
        return KnownSession(row.id, token.scope, end) if stands and is_asking(token) else None
    if row.publisher_id is None or row.role is None or row.member is None or row.member_id is None:
        return None
    return KnownSession(row.id, Scope(row.publisher_id, row.role, row.member, row.member_id), row.expires_at)


def _known_token(row: TokenRow) -> KnownToken[Scope | Loader]:
    if row.role is TokenRole.LOADER:
        return KnownToken(row.id, row.digest, Loader(row.publisher_id, row.name, row.id), row.expires_at)
    scope = Scope(row.publisher_id, Role(row.role.value), row.name, row.id)
    return KnownToken(row.id, row.digest, scope, row.expires_at)
