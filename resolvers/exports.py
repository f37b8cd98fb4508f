"""Answers about exports: expected refusals of a mutation are data."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from strawberry.types.base import get_object_definition

from domain.audit import AuditAction
from domain.errors import HoldfastError, NotFoundError
from domain.pages import PageRequest
from resolvers.binding import answers, shaped
from resolvers.connections import connected
from resolvers.context import Asking
from resolvers.nodes import EXPORT, GlobalId, read_global_id
from schema import exports as shapes
from schema.exports import CancelExportInput, ExportConnection, ExportQuery, Mutation, RequestExportInput, Subscription
from services.exports.export import Export

_ARGUMENTS = frozenset(
    each.graphql_name or each.python_name.split("_")[0] + "".join(map(str.title, each.python_name.split("_")[1:]))
    for each in get_object_definition(RequestExportInput, strict=True).fields
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An expected refusal, as data."""

    code: str
    message: str
    field: list[str] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutation."""

    export: Export | None
    errors: list[Refusal] = field(default_factory=list)


def refuse(error: HoldfastError) -> Refusal:
    """A refusal whose message names the argument first, as those of bad input do; an error without a code of its own is raised again."""
    if error.code == HoldfastError.code:
        raise error
    name = str(error).partition(":")[0]
    return Refusal(error.code, str(error), ["input", name] if name in _ARGUMENTS or name == "id" else None)


def own_id(text: str) -> str:
    """The export that a global id names; NotFoundError for a text that names none."""
    named = read_global_id(text)
    if named is None or named.kind != EXPORT:
        raise NotFoundError("id: no such export; `exports` lists them")
    return named.own_id


@answers(ExportQuery, "export")
async def find_export(_query: None, asking: Asking, id_: str) -> shapes.Export | None:
    """An export by its global id."""
    named = read_global_id(id_)
    if named is None or named.kind != EXPORT:
        return None
    found = await asking.context.exports.find_all(asking.view.scope, [named.own_id])
    return shaped(shapes.Export, found.get(named.own_id))


@answers(ExportQuery, "exports")
async def list_exports(
    _query: None, asking: Asking, first: int | None, after: str | None, last: int | None, before: str | None
) -> ExportConnection:
    """A page of the exports that the asker may see."""
    view = asking.view
    request = PageRequest(first, after, last, before)
    page = await asking.context.exports.page(view.scope, view.house.signer, request, asking.selects("totalCount"))
    return connected(shapes.Export, page)


@answers(Mutation, "request_export")
async def request_export(_mutation: None, asking: Asking, input_: RequestExportInput) -> shapes.RequestExportPayload:
    """Takes an export in."""
    try:
        export = await asking.context.exports.request(asking.view, input_.to_domain())
    except HoldfastError as error:
        return shaped(shapes.RequestExportPayload, Outcome(None, [refuse(error)]))
    _tell_requested(asking, export)
    return shaped(shapes.RequestExportPayload, Outcome(export))


def _tell_requested(asking: Asking, export: Export) -> None:
    """Notes in the audit trail that an export was taken in."""
    trail, ids = asking.context.audit, (GlobalId(EXPORT, export.export_id).text(),)
    if trail is not None:
        trail.record(AuditAction.EXPORT_REQUESTED, export.created_at, exports=ids)


@answers(Mutation, "cancel_export")
async def cancel_export(_mutation: None, asking: Asking, input_: CancelExportInput) -> shapes.CancelExportPayload:
    """Ends an export."""
    desk, scope = asking.context.exports, asking.view.scope
    try:
        outcome = Outcome(await desk.cancel(scope, own_id(input_.id)))
    except NotFoundError as error:
        outcome = Outcome(None, [refuse(error)])
    except HoldfastError as error:
        outcome = Outcome(await desk.find(scope, own_id(input_.id)), [refuse(error)])
    return shaped(shapes.CancelExportPayload, outcome)


@answers(Subscription, "export_progress")
async def follow_export(_subscription: None, asking: Asking, id_: str) -> AsyncIterator[shapes.Export]:
    """An export until it has ended."""
    desk, scope = asking.context.exports, asking.view.scope
    export_id = own_id(id_)
    # looked for before the stream begins, so that one that is not visible is refused as a whole
    await desk.find(scope, export_id)
    return _shape_all(desk.follow(scope, export_id))


async def _shape_all(exports: AsyncIterator[Export]) -> AsyncIterator[shapes.Export]:
    async for each in exports:
        yield shaped(shapes.Export, each)
