"""The audit trail: who asked for what, and which personal fields were delivered."""

from datetime import datetime

import strawberry

from domain.audit import AuditAction
from schema.arguments import After, Before, First, Last
from schema.connections import Connection
from schema.directives import PAGE, ROWS, sized
from schema.enums import Role, describe
from schema.fields import asked

describe(
    AuditAction,
    "What was done.",
    {
        "QUERY": "A GraphQL request was answered.",
        "EXPORT_REQUESTED": "A file was asked for.",
        "EXPORT_DOWNLOADED": "A file was downloaded.",
        "SESSION_OPENED": "A browser signed in.",
        "SESSION_ENDED": "A browser signed out.",
        "TOKEN_CREATED": "An API token was made.",
        "TOKEN_REVOKED": "An API token was ended.",
        "LOAD_REQUESTED": "Reports were sent, to be loaded.",
        "QUARANTINE_READ": "The rows that a load set aside were downloaded.",
        "REFUSED": "Something was refused, for the reason in code.",
    },
)


@strawberry.type(description="Something that was done with the publisher's data; it holds no customer's value or id.")
class AuditEvent:
    """Of the publisher."""

    at: datetime = strawberry.field(description="When it was done; the first time, where it was done several times.")
    action: AuditAction = strawberry.field(description="What was done.")
    times: int = strawberry.field(description="How often, within about a second: what is alike is one event.")
    member: str = strawberry.field(
        description='The member or token that did it, as Viewer.name; "command line" for the operator of the service.'
    )
    member_id: str = strawberry.field(
        description="The id of that token; for a member of the identity provider a keyed hash that stays the same."
    )
    role: Role | None = strawberry.field(
        description="As what it was done; null = by the operator of the service, or by a token that only brings reports."
    )
    operation: str | None = strawberry.field(description="The name of the operation; null where it has none.")
    document: str | None = strawberry.field(
        description="SHA-256 of the GraphQL document, in hexadecimal; null where there was none."
    )
    personal_fields: list[str] = strawberry.field(
        description="Fields marked @personalData of which values were delivered, by name.", directives=[sized(7)]
    )
    customers: int = strawberry.field(description="Of how many customers such values were delivered, each time.")
    exports: list[strawberry.ID] = strawberry.field(description="The exports that it was about.", directives=[sized(1)])
    token_id: str | None = strawberry.field(description="The token that was made or ended.")
    code: str | None = strawberry.field(description="Why it was refused, as in an error's code; null = it was not.")


@strawberry.type(description="What can be asked.")
class AuditQuery:
    """Of owners."""

    @asked(
        description="What was done with the publisher's data, newest first, for owners: kept 400 days (a setting).",
        directives=[ROWS, PAGE],
    )
    async def audit_events(
        self,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[AuditEvent]: ...
