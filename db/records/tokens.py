"""API tokens: made once, kept as a hash, listed and revoked."""

import hashlib
import secrets
from datetime import datetime

from sqlmodel import col, select, update

from db.records.engine import Records
from db.records.models import PublisherRow, TokenRow
from db.records.trail import audit_row, write_in_order
from domain.audit import COMMAND_LINE, AuditAction, AuditEntry
from domain.errors import NotFoundError
from domain.scope import Role, TokenRole

PREFIX = "hf_"


def digest_of(secret: str) -> str:
    """SHA-256 of a token or code in hexadecimal: all that the records keep of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def create_token(
    records: Records,
    *,
    publisher_id: str,
    role: Role | TokenRole,
    name: str,
    created_at: datetime,
    expires_at: datetime | None,
) -> tuple[TokenRow, str]:
    """Makes a token of a publisher and gives its row and its text, which is shown once; NotFoundError for an unknown publisher."""
    token = PREFIX + secrets.token_urlsafe(32)
    row = TokenRow(
        id=secrets.token_hex(6),
        publisher_id=publisher_id,
        role=TokenRole(role.value),
        name=name,
        digest=digest_of(token),
        created_at=created_at,
        expires_at=expires_at,
    )
    async with records.writing() as session:
        if await session.get(PublisherRow, publisher_id) is None:
            raise NotFoundError(
                f"publisher {publisher_id!r}: not known; `./holdfast publishers` lists those that have loads"
            )
        await write_in_order(session)
        session.add(row)
        session.add(audit_row(_done(row, AuditAction.TOKEN_CREATED), created_at))
    return row, token


def _done(row: TokenRow, action: AuditAction) -> AuditEntry:
    # tokens are made and revoked on the host alone
    return AuditEntry(row.publisher_id, COMMAND_LINE, COMMAND_LINE, None, action, token_id=row.id)


async def list_tokens(records: Records, publisher_id: str | None = None) -> tuple[TokenRow, ...]:
    """Every token, also the expired and revoked, by publisher and time."""
    statement = select(TokenRow).order_by(col(TokenRow.publisher_id), col(TokenRow.created_at), col(TokenRow.id))
    if publisher_id is not None:
        statement = statement.where(TokenRow.publisher_id == publisher_id)
    async with records.reading() as session:
        return tuple(await session.exec(statement))


async def revoke_token(records: Records, token_id: str, revoked_at: datetime) -> None:
    """Ends a token and with it its sessions; a second time changes nothing. NotFoundError for an unknown id."""
    async with records.writing() as session:
        await write_in_order(session)
        row = await session.get(TokenRow, token_id)
        if row is None:
            raise NotFoundError(f"token {token_id!r}: not known; `./holdfast token list` lists the ids")
        revoked = await session.exec(
            update(TokenRow)
            .where(col(TokenRow.id) == token_id, col(TokenRow.revoked_at).is_(None))
            .values(revoked_at=revoked_at)
        )
        if revoked.rowcount:
            session.add(audit_row(_done(row, AuditAction.TOKEN_REVOKED), revoked_at))
