"""A field has exactly one answer, with the arguments that it declares."""

import pytest
import strawberry

from resolvers.binding import answers, check_answers, unanswered
from resolvers.context import Asking
from schema.fields import asked


@strawberry.type
class Basket:
    """A type with one plain and two asked fields."""

    size: int

    @asked(description="Apples.")
    async def apples(self, first: int = 3) -> int:
        raise NotImplementedError

    @asked(description="Pears.")
    def pears(self) -> int:
        raise NotImplementedError


@strawberry.type
class Root:
    """A root over it."""

    @asked(description="The basket.")
    def basket(self) -> Basket:
        raise NotImplementedError


async def count_apples(_basket: object, _asking: Asking, first: int) -> int:
    """An answer that fits."""
    return first


def count_pears(_basket: object, _asking: Asking) -> int:
    """Another one."""
    return 1


def test_an_answer_must_fit_its_field() -> None:
    for name, answer, message in (
        ("size", count_pears, "Basket.size: not declared with asked"),
        ("plums", count_pears, "Basket.plums: no such field"),
        ("apples", count_pears, "Basket.apples: takes ['first'], its answer []"),
        ("pears", count_apples, "Basket.pears: takes [], its answer ['first']"),
    ):
        with pytest.raises(TypeError) as caught:
            answers(Basket, name)(answer)
        assert str(caught.value) == message

    async def wait_for_pears(_basket: object, _asking: Asking) -> int:
        return 1

    with pytest.raises(TypeError) as caught:
        answers(Basket, "pears")(wait_for_pears)
    assert str(caught.value) == "Basket.pears: of it and its answer, one is async and the other not"


def test_every_field_needs_one_answer_and_one_only() -> None:
    schema = strawberry.Schema(query=Root)
    with pytest.raises(TypeError) as caught:
        check_answers(schema)
    assert str(caught.value) == "fields without an answer: Basket.apples, Basket.pears, Root.basket"
    answers(Basket, "apples")(count_apples)
    assert sorted(unanswered(schema)) == ["Basket.pears", "Root.basket"]
    with pytest.raises(TypeError) as caught:
        answers(Basket, "apples")(count_apples)
    assert str(caught.value) == "Basket.apples: answered twice"
