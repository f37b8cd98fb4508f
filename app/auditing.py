"""What a GraphQL answer is in the audit trail: what it delivered, and whether it was refused."""

from collections.abc import Mapping
from typing import Any

from domain.audit import NOTHING_DELIVERED, AuditAction, Delivered
from resolvers.context import Context

_REFUSALS = frozenset({"FORBIDDEN", "FORBIDDEN_FIELD"})


def delivered_by(body: Mapping[str, Any], context: Context | None) -> Delivered:
    """The personal data in an answer's body; nothing where an error left no data."""
    if context is None or body.get("data") is None:
        return NOTHING_DELIVERED
    return context.deliveries.delivered()


def refusal_in(body: Mapping[str, Any]) -> str | None:
    """The code of the first error that says no to the asker rather than to the question."""
    codes = (error.get("extensions", {}).get("code") for error in body.get("errors", ()))
    return next((code for code in codes if code in _REFUSALS), None)


def action_of(refused: str | None) -> AuditAction:
    """What an answer is, by the code that refuses it; part of it may have been answered nevertheless."""
    return AuditAction.REFUSED if refused else AuditAction.QUERY
