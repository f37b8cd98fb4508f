"""Binds answers to the fields that schema/ declares, and checks that each has exactly one, with the same arguments."""

from collections.abc import Callable, Iterator
from inspect import iscoroutinefunction, signature
from typing import Any, TypeVar, cast

import strawberry
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition
from strawberry.types.field import StrawberryField

from resolvers.context import Asking, Context
from schema.fields import asked_of

Answer = TypeVar("Answer", bound=Callable[..., Any])
Shape = TypeVar("Shape")


def shaped(_shape: type[Shape], value: object) -> Shape:
    """A service's value as the type that shows it: the attributes have the same names, nothing is copied."""
    return cast(Shape, value)


def all_shaped(_shape: type[Shape], values: object) -> list[Shape]:
    """Several values as the type that shows them."""
    return cast(list[Shape], values)


def answers(kind: type, name: str) -> Callable[[Answer], Answer]:
    """Makes a function `(value, asking, **arguments)` the answer of a field; TypeError where it does not fit the declaration."""

    def bind(answer: Answer) -> Answer:
        field = _field_of(kind, name)
        extension = asked_of(field)
        if extension is None or extension.answer is not None:
            raise TypeError(
                f"{kind.__name__}.{name}: {'not declared with asked' if extension is None else 'answered twice'}"
            )
        _check_fit(kind, field, answer)

        def bound(value: object, info: strawberry.Info[Context, None], **arguments: object) -> object:
            return answer(value, Asking(info), **arguments)

        extension.answer = bound
        return answer

    return bind


def answers_alone(kind: type, name: str) -> Callable[[Answer], Answer]:
    """Makes a function of the value alone the answer of a field."""

    def bind(answer: Answer) -> Answer:
        def bound(value: object, _asking: Asking) -> object:
            return answer(value)

        answers(kind, name)(bound)
        extension = asked_of(_field_of(kind, name))
        assert extension is not None
        extension.of_value = answer
        return answer

    return bind


def _field_of(kind: type, name: str) -> StrawberryField:
    for field in get_object_definition(kind, strict=True).fields:
        if field.python_name == name:
            return field
    raise TypeError(f"{kind.__name__}.{name}: no such field")


def _check_fit(kind: type, field: StrawberryField, answer: Callable[..., Any]) -> None:
    taken = list(signature(answer).parameters)[2:]
    declared = [argument.python_name for argument in field.arguments]
    if taken != declared:
        raise TypeError(f"{kind.__name__}.{field.python_name}: takes {declared}, its answer {taken}")
    if field.is_async != iscoroutinefunction(answer):
        raise TypeError(f"{kind.__name__}.{field.python_name}: of it and its answer, one is async and the other not")


def unanswered(schema: strawberry.Schema) -> Iterator[str]:
    """Fields of a schema that nothing answers."""
    for known in schema.schema_converter.type_map.values():
        if isinstance(known.definition, StrawberryObjectDefinition):
            for field in known.definition.fields:
                extension = asked_of(field)
                if extension is not None and extension.answer is None:
                    yield f"{known.definition.name}.{field.python_name}"


def check_answers(schema: strawberry.Schema) -> None:
    """Raises TypeError naming the fields that nothing answers."""
    missing = sorted(unanswered(schema))
    if missing:
        raise TypeError(f"fields without an answer: {', '.join(missing)}")
