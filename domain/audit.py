"""What the audit trail tells: who did what and when, and which personal fields were delivered; never a customer's value or id."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final, NamedTuple

from domain.scope import Loader, Role, Scope

COMMAND_LINE: Final = "command line"
"""Name and id of who does something on the host: its operator."""


class AuditAction(Enum):
    """What was done."""

    QUERY = "QUERY"
    EXPORT_REQUESTED = "EXPORT_REQUESTED"
    EXPORT_DOWNLOADED = "EXPORT_DOWNLOADED"
    SESSION_OPENED = "SESSION_OPENED"
    SESSION_ENDED = "SESSION_ENDED"
    TOKEN_CREATED = "TOKEN_CREATED"
    TOKEN_REVOKED = "TOKEN_REVOKED"
    LOAD_REQUESTED = "LOAD_REQUESTED"
    QUARANTINE_READ = "QUARANTINE_READ"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Delivered:
    """Personal fields that an answer or a file held values of, by their GraphQL names, and of how many customers."""

    fields: tuple[str, ...] = ()
    customers: int = 0


NOTHING_DELIVERED: Final = Delivered()


class AuditEntry(NamedTuple):
    """One thing done; like things of one second are kept as one. A tuple, since every request makes one.

    `member_id` is the id of a token, or stands for a member of the identity provider. `document` is the SHA-256 of a document in
    hexadecimal, `code` why something was refused, `token_id` the token that was created or revoked.
    """

    publisher_id: str
    member_id: str
    member: str
    role: Role | None
    action: AuditAction
    operation: str | None = None
    document: str | None = None
    delivered: Delivered = NOTHING_DELIVERED
    exports: tuple[str, ...] = ()
    token_id: str | None = None
    code: str | None = None


def entry_of(
    scope: Scope | Loader,
    action: AuditAction,
    *,
    operation: str | None = None,
    document: str | None = None,
    delivered: Delivered = NOTHING_DELIVERED,
    exports: tuple[str, ...] = (),
    code: str | None = None,
) -> AuditEntry:
    """What whoever has a scope did, or a token that only brings reports, which has no role."""
    role = scope.role if isinstance(scope, Scope) else None
    return AuditEntry(
        scope.publisher_id, scope.member_id, scope.member, role, action, operation, document, delivered, exports, None, code
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """An entry as it is read again: since when in its second, and how many times; `number` grows from event to event."""

    number: int
    at: datetime
    times: int
    member_id: str
    member: str
    role: Role | None
    action: AuditAction
    operation: str | None
    document: str | None
    personal_fields: tuple[str, ...]
    customers: int
    exports: tuple[str, ...]
    token_id: str | None
    code: str | None
