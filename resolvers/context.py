"""What a request carries to its resolvers: the view, the loaders, and the one door to blocking services."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

import strawberry
from strawberry.types.nodes import SelectedField, Selection

from domain.errors import NotFoundError
from resolvers.deliveries import Deliveries
from resolvers.loaders import Loaders
from resolvers.workers import run
from services.audit import Audit
from services.exports.desk import ExportDesk
from services.view import View

Arguments = ParamSpec("Arguments")
Answered = TypeVar("Answered")
Place = tuple[str | int, ...]
"""The path of a field in the answer."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whose data the viewer sees: id, name, and the zone in which moments became days."""

    publisher_id: str
    name: str
    time_zone: str


class Source:
    """One view with its loaders: where the fields below one place of the answer read from."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.loaders = Loaders(self.ask)

    async def ask(
        self,
        question: Callable[Concatenate[View, Arguments], Answered],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Answered:
        """Asks a service about the view, off the event loop."""
        return await run(question, self.view, *args, **kwargs)


class Context:
    """Of one request; made inside its event loop. `request_id` names the request in the log and in INTERNAL errors."""

    def __init__(
        self,
        view: View,
        publisher: Publisher,
        request_id: str,
        audit: Audit | None = None,
        exports: ExportDesk | None = None,
    ) -> None:
        self.view = view
        self.publisher = publisher
        self.request_id = request_id
        self.audit = audit
        self.deliveries = Deliveries()
        self._source = Source(view)
        self._pinned: dict[Place, Source] = {}
        self._exports = exports
        self._passing = False

    @property
    def pinned(self) -> bool:
        """Whether any of the answer is of something else than the current parts: of older ones, where a cursor began, or of exports."""
        return bool(self._pinned) or self._passing

    @property
    def has_exports(self) -> bool:
        """Whether exports can be asked for here."""
        return self._exports is not None

    @property
    def exports(self) -> ExportDesk:
        """Where exports are asked for; what looks there changes while the part stays. NotFoundError where this process has none."""
        self._passing = True
        if self._exports is None:
            raise NotFoundError("exports: not to be had here; ask the service")
        return self._exports

    def release(self) -> None:
        """Lets go of all that was loaded, when the answer is made: the execution is a ring that holds this, and is freed late."""
        for source in (self._source, *self._pinned.values()):
            source.loaders.release()

    def source_at(self, info: strawberry.Info) -> Source:
        """The source of a field: that of the nearest page above it which goes on in older parts, else the request's."""
        if not self._pinned:
            return self._source
        place = tuple(info.path.as_list())
        found = (self._pinned.get(place[:length]) for length in range(len(place), 0, -1))
        return next((source for source in found if source is not None), self._source)

    def pin(self, info: strawberry.Info, view: View) -> Source:
        """Makes everything below a field read from this view: keys of one part mean nothing in another."""
        source = self._pinned[tuple(info.path.as_list())] = Source(view)
        return source


class Asking:
    """What an answer is given beside its value and arguments: where it reads from, and what was selected below it."""

    def __init__(self, info: strawberry.Info[Context, None]) -> None:
        self.info = info
        self.context = info.context
        self.source = info.context.source_at(info)

    @property
    def view(self) -> View:
        """The view that the field reads from."""
        return self.source.view

    @property
    def loaders(self) -> Loaders:
        """The loaders of that view."""
        return self.source.loaders

    async def ask(
        self,
        question: Callable[Concatenate[View, Arguments], Answered],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Answered:
        """Asks a service about that view, off the event loop."""
        return await self.source.ask(question, *args, **kwargs)

    def pin(self, view: View) -> None:
        """Makes this field and those below it read from another view."""
        if view is not self.view:
            self.source = self.context.pin(self.info, view)

    def selects(self, name: str) -> bool:
        """Whether a field of that (GraphQL) name is selected directly below, whatever its alias."""
        return any(_names(each.selections, name) for each in self.info.selected_fields)


def _names(selections: list[Selection], name: str) -> bool:
    for each in selections:
        if isinstance(each, SelectedField):
            if each.name == name:
                return True
        elif _names(each.selections, name):
            return True
    return False
