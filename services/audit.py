"""The audit trail as it is added to, and as a publisher's owner reads it: newest first, in keyset pages."""

from dataclasses import dataclass
from datetime import datetime

from db.records.engine import Records
from db.records.trail import Trail, count_trail, read_trail
from domain.audit import NOTHING_DELIVERED, AuditAction, AuditEvent, Delivered, entry_of
from domain.errors import ForbiddenError
from domain.pages import Page, PageRequest
from domain.scope import Scope
from services.cursors import Cursor, CursorSigner, not_in_list
from services.view import View

_LIST = "auditEvents"


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit trail as one asker meets it: adds to it, and reads it where it is an owner."""

    records: Records
    trail: Trail
    scope: Scope

    def record(
        self,
        action: AuditAction,
        at: datetime,
        *,
        operation: str | None = None,
        document: str | None = None,
        delivered: Delivered = NOTHING_DELIVERED,
        exports: tuple[str, ...] = (),
        code: str | None = None,
    ) -> None:
        """Notes what the asker did, in microseconds; it is written within a second. `exports` are their ids, `document` a hash."""
        entry = entry_of(
            self.scope,
            action,
            operation=operation,
            document=document,
            delivered=delivered,
            exports=exports,
            code=code,
        )
        self.trail.record(entry, at)

    async def page(self, view: View, request: PageRequest, counted: bool) -> Page[AuditEvent]:
        """A page of the publisher's events, those that still wait included. Raises ForbiddenError for a contributor, and BadCursorError."""
        if not view.owner:
            raise ForbiddenError("auditEvents: readable by an owner only; ask without it")
        publisher_id, signer = view.scope.publisher_id, view.house.signer
        after, before = (
            None if text is None else _number(signer, publisher_id, text) for text in (request.after, request.before)
        )
        await self.trail.flush()
        found = await read_trail(
            self.records,
            publisher_id,
            request.size + 1,
            older_than=after,
            newer_than=before,
            oldest=request.backward,
        )
        more = len(found) > request.size
        events = tuple(found[-request.size :] if request.backward else found[: request.size])
        return Page(
            events,
            [signer.sign(publisher_id, Cursor(_LIST, None, _LIST, (event.number,))) for event in events],
            before is not None or (more and not request.backward),
            after is not None or (more and request.backward),
            await count_trail(self.records, publisher_id) if counted else None,
        )


def _number(signer: CursorSigner, publisher_id: str, text: str) -> int:
    cursor = signer.read(publisher_id, text)
    if cursor.part_id != _LIST or not isinstance(cursor.key[0], int):
        raise not_in_list()
    return cursor.key[0]
