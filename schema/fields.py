"""How a field meets its resolver: declared here by its signature alone, answered by a function that resolvers bind to it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types.base import StrawberryOptional
from strawberry.types.field import StrawberryField
from typing_extensions import override

Answer = Callable[..., Any]
"""`(value, info, **arguments)`: what a field of that value answers with."""


class Asked(FieldExtension):
    """Calls the bound answer in the place of the declared signature; an optional argument that is not given is None."""

    def __init__(self) -> None:
        self.answer: Answer | None = None
        self.of_value: Callable[[Any], Any] | None = None
        """The answer as a function of the value alone, where it needs nothing else."""
        self._optional: dict[str, None] = {}

    @override
    def apply(self, field: StrawberryField) -> None:
        """Learns which arguments may be left out."""
        self._optional = {
            argument.python_name: None for argument in field.arguments if isinstance(argument.type, StrawberryOptional)
        }

    def _bound(self, info: strawberry.Info) -> Answer:
        if self.answer is None:
            raise TypeError(f"{info.field_name}: no answer is bound to this field")
        return self.answer

    @override
    def resolve(self, next_: Callable[..., Any], source: Any, info: strawberry.Info, **kwargs: Any) -> Any:
        """The answer of a field declared by a plain function: something at hand, nothing is waited for."""
        return self._bound(info)(source, info, **(self._optional | kwargs))

    @override
    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: strawberry.Info, **kwargs: Any
    ) -> Any:
        """The answer of a field declared by an async function: a question to a service."""
        return await self._bound(info)(source, info, **(self._optional | kwargs))


def asked(*, description: str, directives: Sequence[object] = ()) -> Callable[[Callable[..., Any]], Any]:
    """Declares a field by the signature below it; resolvers give the answer."""

    def declare(signature: Callable[..., Any]) -> Any:
        return strawberry.field(
            resolver=signature, description=description, directives=directives, extensions=[Asked()]
        )

    return declare


def followed(*, description: str) -> Callable[[Callable[..., Any]], Any]:
    """Declares a field of the subscription by the signature below it, async and giving an iterator; resolvers give the answer."""

    def declare(signature: Callable[..., Any]) -> Any:
        return strawberry.subscription(resolver=signature, description=description, extensions=[Asked()])

    return declare


def asked_of(field: StrawberryField) -> Asked | None:
    """What makes a field an asked one; None for a plain attribute."""
    return next((each for each in field.extensions if isinstance(each, Asked)), None)
