"""What every question takes first: who asks, and the parts the answer is of."""

from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TypeVar

from db.part_cache import Holds
from db.parts import Benchmarks, Part
from db.snapshots import Snapshot, SnapshotStore
from db.warehouse import Warehouse
from domain.errors import BadCursorError, ForbiddenFieldError, NoSnapshotError
from domain.scope import Role, Scope
from services.cursors import Cursor, CursorSigner
from services.slice import Slice
from services.slices import Slices

Made = TypeVar("Made")

VISIBLE_ROWS = (
    "(select * from ({people}) as people where customer in"
    " (select customer from ({customers}) as customers where consent and not protected))"
)
"""The rows of `people` that an owner may see."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Settings that an answer depends on: what a shared benchmark needs (other publishers, accounts of each), hours until stale."""

    minimum_publishers: int = 3
    minimum_accounts: int = 5
    stale_after_hours: int = 48


@dataclass(frozen=True, slots=True)
class House:
    """What a process answers with: engine, snapshots, slices, signer and rules."""

    warehouse: Warehouse
    snapshots: SnapshotStore
    slices: Slices
    signer: CursorSigner
    rules: Rules = field(default_factory=Rules)

    def view(self, scope: Scope, snapshot: Snapshot | None = None) -> "View":
        """The view of a scope on a snapshot (default: the current one); NoSnapshotError where it has nothing of the publisher."""
        snapshot = snapshot or self.snapshots.current()
        if snapshot is not None:
            self.slices.settle(snapshot.version, snapshot.parts)
        if snapshot is None or scope.publisher_id not in snapshot.parts:
            raise NoSnapshotError(
                f"nothing is built for publisher {scope.publisher_id} yet; load its reports and run `./holdfast build`"
            )
        holds = self.snapshots.begin()
        part = self.snapshots.part(scope.publisher_id, snapshot.parts[scope.publisher_id], holds)
        return View(scope, part, self.snapshots.benchmarks(snapshot, holds), snapshot, self, holds)

    def prepare(self, publisher_id: str) -> None:
        """Has what the next view of a publisher reads lie on this host."""
        with suppress(NoSnapshotError):  # told by the view
            self.view(Scope(publisher_id, Role.CONTRIBUTOR, "")).release()


@dataclass(frozen=True, slots=True)
class View:
    """One publisher's data as one role sees it, pinned for a request."""

    scope: Scope
    part: Part
    benchmarks: Benchmarks | None
    snapshot: Snapshot
    house: House
    holds: Holds | None = None

    def retain(self) -> None:
        """One more user: the parts stay until each has released the view."""
        if self.holds is not None:
            self.holds.retain()

    def release(self) -> None:
        """Lets the parts go that were held for it; nobody reads them through this view any more."""
        if self.holds is not None:
            self.holds.release()

    @property
    def as_of(self) -> int:
        """The day number that the part speaks for."""
        return self.part.as_of

    @property
    def owner(self) -> bool:
        """Whether the asker may see who consenting customers are."""
        return self.scope.role is Role.OWNER

    def people(self) -> str:
        """The personal columns that an owner may see, as a SQL table expression: consented and unprotected customers only.

        Raises ForbiddenFieldError for a contributor: the table is never opened for one.
        """
        if not self.owner:
            raise ForbiddenFieldError("personal fields are readable by an owner only; ask without them")
        people, customers = (self.house.warehouse.rows_of(self.part, table) for table in ("people", "customers"))
        return VISIBLE_ROWS.format(people=people, customers=customers)

    def once(self, source: Slice, key: Hashable, make: Callable[[], Made]) -> Made:
        """What a function makes of a slice for this role beside these benchmarks, made once; for what pages ask for again and again."""
        benchmarks = self.benchmarks.part_id if self.benchmarks else None
        return source.derive((key, self.scope.role, benchmarks), make)

    def at(self, cursor: Cursor) -> "View":
        """This view on the parts that a cursor began in; BadCursorError once they are gone."""
        if cursor.part_id == self.part.part_id and cursor.benchmarks_id == (
            self.benchmarks and self.benchmarks.part_id
        ):
            return self
        try:
            part = self.house.snapshots.part(self.scope.publisher_id, cursor.part_id, self.holds)
        except NoSnapshotError:
            raise BadCursorError(
                "the cursor's data is no longer kept; start again without `after` and `before`"
            ) from None
        if cursor.benchmarks_id is None:
            return replace(self, part=part, benchmarks=None)
        benchmarks = self.house.snapshots.benchmarks_part(
            cursor.benchmarks_id, self.snapshot.benchmarks_day or "", self.holds
        )
        if benchmarks is None:
            raise BadCursorError("the cursor's data is no longer kept; start again without `after` and `before`")
        return replace(self, part=part, benchmarks=benchmarks)
