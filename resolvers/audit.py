"""Answers from the audit trail."""

from domain.errors import NotFoundError
from domain.pages import PageRequest
from resolvers.binding import answers
from resolvers.connections import connected
from resolvers.context import Asking
from schema.audit import AuditEvent, AuditQuery
from schema.connections import Connection


@answers(AuditQuery, "audit_events")
async def list_audit_events(
    _query: None, asking: Asking, first: int | None, after: str | None, last: int | None, before: str | None
) -> Connection[AuditEvent]:
    """A page of the publisher's audit trail."""
    log = asking.context.audit
    if log is None:
        raise NotFoundError("auditEvents: nothing is recorded here; ask a server or `./holdfast query`")
    page = await log.page(asking.view, PageRequest(first, after, last, before), asking.selects("totalCount"))
    return connected(AuditEvent, page)
