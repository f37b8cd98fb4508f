"""Where exports are asked for, looked at, canceled and followed."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Collection
from typing import ParamSpec, Protocol, TypeVar

from db.records.engine import Records
from db.records.export_leases import Lease
from db.records.exports import Window, add_export, cancel_export, count_exports, find_exports, list_exports
from db.records.models import ExportRow
from domain.errors import BadCursorError, BadInputError, NotFoundError
from domain.export_rules import ExportRefusedError, ExportStatus, most_rows_at_once
from domain.exports import ExportRequest
from domain.pages import Page, PageRequest
from domain.scope import Scope
from services.cursors import Cursor, CursorSigner, not_in_list
from services.exports.columns import names_people
from services.exports.export import Export, describe, write_request
from services.exports.making import Workplace, make_file, settle
from services.exports.progress import WritingProgress
from services.exports.writing import count_rows, may_hold_personal_data
from services.view import View

Arguments = ParamSpec("Arguments")
Answered = TypeVar("Answered")
_LIST = "exports"
_LOOK = 0.5
"""Seconds between two looks at an export that somebody follows."""


class Door(Protocol):
    """Runs a blocking call off the event loop."""

    async def __call__(
        self, question: Callable[Arguments, Answered], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Answered: ...


class ExportDesk:
    """Of one process. `most` is how many unfinished exports a publisher may have."""

    def __init__(self, place: Workplace, door: Door, most: int) -> None:
        self._place, self._door, self._most = place, door, most
        self._owner = f"request-{secrets.token_hex(6)}"

    @property
    def _records(self) -> Records:
        return self._place.records

    async def request(self, view: View, asked: ExportRequest) -> Export:
        """Takes an export in: ready where it is short, else queued, pinned to the view's parts.

        Raises BadInputError, ForbiddenFieldError, NotFoundError and ExportRefusedError; then nothing is taken in.
        """
        rows = await self._door(count_rows, view, asked)
        row = self._row(view, asked, rows)
        at_once = rows <= most_rows_at_once(asked.report)
        if at_once:
            row.status, row.attempts = ExportStatus.RUNNING, 1
            row.lease_owner, row.lease_end = self._owner, row.created_at + self._place.lease
        if not await add_export(self._records, row, self._most):
            raise ExportRefusedError(
                f"{self._most} exports of this publisher are unfinished; wait until one is ready, or cancel one"
            )
        if not at_once:
            return describe(row, row.created_at)
        lease = Lease(row.id, self._owner, 1)
        await settle(self._place, lease, self._door(make_file, self._place, view, asked, lease, WritingProgress().tell))
        return await self.find(view.scope, row.id)

    def _row(self, view: View, asked: ExportRequest, rows: int) -> ExportRow:
        scope = view.scope
        return ExportRow(
            id=secrets.token_urlsafe(16),
            publisher_id=scope.publisher_id,
            member=scope.member,
            member_id=scope.member_id,
            role=scope.role,
            report=asked.report,
            format=asked.format,
            request=write_request(asked),
            part_id=view.part.part_id,
            benchmarks_id=view.benchmarks.part_id if view.benchmarks else None,
            benchmarks_day=view.benchmarks.day if view.benchmarks else None,
            holds_customers=_may_hold_customer(asked),
            personal_data=may_hold_personal_data(view, asked.report),
            status=ExportStatus.QUEUED,
            total=rows,
            created_at=self._place.clock(),
        )

    async def find_all(self, scope: Scope, ids: Collection[str]) -> dict[str, Export]:
        """The exports of these ids that the asker may see, by id."""
        found, now = await find_exports(self._records, scope, ids), self._place.clock()
        return {export_id: describe(row, now) for export_id, row in found.items()}

    async def find(self, scope: Scope, export_id: str) -> Export:
        """An export that the asker may see; NotFoundError otherwise, whether there is one or not."""
        found = await self.find_all(scope, [export_id])
        if export_id not in found:
            raise NotFoundError("id: no such export; `exports` lists them")
        return found[export_id]

    async def page(self, scope: Scope, signer: CursorSigner, request: PageRequest, with_total: bool) -> Page[Export]:
        """A page of the exports that the asker may see, the newest first. Raises BadInputError and BadCursorError."""
        after = await self._read_cursor(scope, signer, request.after)
        before = await self._read_cursor(scope, signer, request.before)
        window = Window(request.size + 1, after, before, request.backward)
        rows, now = await list_exports(self._records, scope, window), self._place.clock()
        more, shown = len(rows) > request.size, rows[: request.size]
        if request.backward:
            shown = shown[::-1]
        cursors = [signer.sign(scope.publisher_id, Cursor(_LIST, None, _LIST, (row.id,))) for row in shown]
        return Page(
            tuple(describe(row, now) for row in shown),
            cursors,
            has_next=before is not None or (more and not request.backward),
            has_previous=after is not None or (more and request.backward),
            total=await count_exports(self._records, scope) if with_total else None,
        )

    async def _read_cursor(self, scope: Scope, signer: CursorSigner, text: str | None) -> ExportRow | None:
        if text is None:
            return None
        cursor = signer.read(scope.publisher_id, text)
        if cursor.order != _LIST or len(cursor.key) != 1:
            raise BadCursorError("the cursor is of another list; start again without `after` and `before`")
        export_id = str(cursor.key[0])
        found = await find_exports(self._records, scope, [export_id])
        if export_id not in found:
            raise not_in_list()
        return found[export_id]

    async def cancel(self, scope: Scope, export_id: str) -> Export:
        """Ends an export that is queued or runs. Raises NotFoundError, and BadInputError where it has ended already."""
        before = await self.find(scope, export_id)
        if not await cancel_export(self._records, export_id, self._place.clock()):
            now = await self.find(scope, before.export_id)
            raise BadInputError(f"id: the export is {now.status.value}; only one that is queued or runs is canceled")
        return await self.find(scope, export_id)

    async def follow(self, scope: Scope, export_id: str) -> AsyncIterator[Export]:
        """The export as it is, then each time it changes, until it has ended. Raises NotFoundError."""
        shown: Export | None = None
        while shown is None or not shown.ended:
            found = await self.find(scope, export_id)
            if found != shown:
                shown = found
                yield found
            else:
                await asyncio.sleep(_LOOK)


def _may_hold_customer(asked: ExportRequest) -> bool:
    """Whether the file lists customers or is about some that its arguments name: what an erasure deletes."""
    chosen = asked.filter
    named = asked.customer_id is not None or (
        chosen is not None and (chosen.customer_id is not None or bool(chosen.personal))
    )
    return named or names_people(asked.report)
