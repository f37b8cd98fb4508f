"""Loaders: one question for all keys that share their arguments, each key answered or failed by its own question."""

import asyncio
import gc
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
from typing_extensions import override

from db.embedded import EmbeddedWarehouse
from db.warehouse import Parameters
from domain.errors import BadInputError
from resolvers.loaders import Loaders, ThingsByKeyLoader
from services.slices import Slices
from tests.parts import make_house, write_part
from tests.resolvers.world import AS_OF, Client, open_client, small_tables


class SquaresByNumberLoader(ThingsByKeyLoader[int, str, str]):
    """Squares of numbers in a unit; remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(run_at_once)
        self.asked: list[tuple[tuple[int, ...], str]] = []

    @override
    async def find(self, keys: Sequence[int], shared: str) -> Mapping[int, str]:
        self.asked.append((tuple(keys), shared))
        if shared == "stone":
            raise BadInputError("unit: stone; give m or km")
        return {key: f"{key * key} {shared}" for key in keys}


async def run_at_once(question: Callable[..., Any], *args: Any) -> Any:
    """A door that needs no thread."""
    return question(*args)


def test_keys_with_the_same_arguments_are_asked_for_at_once() -> None:
    async def load() -> tuple[list[str], list[tuple[tuple[int, ...], str]]]:
        loader = SquaresByNumberLoader()
        return await loader.load_many([(3, "m"), (1, "km"), (2, "m"), (3, "m")]), loader.asked

    squares, asked = asyncio.run(load())
    assert squares == ["9 m", "1 km", "4 m", "9 m"]
    assert asked == [((3, 2), "m"), ((1,), "km")]


def test_a_question_that_fails_fails_its_own_keys() -> None:
    async def load() -> list[str | BaseException]:
        loader = SquaresByNumberLoader()
        keys = [(3, "m"), (1, "stone"), (2, "stone")]
        return await asyncio.gather(*(loader.load(key) for key in keys), return_exceptions=True)

    first, *others = asyncio.run(load())
    assert first == "9 m"
    assert [str(each) for each in others] == ["unit: stone; give m or km"] * 2


def test_a_page_of_offers_costs_as_many_questions_as_one_offer(tmp_path: Path) -> None:
    assert count_questions(tmp_path / "many", 50) == count_questions(tmp_path / "one", 1)


PAGE = """{ offers(first: 50) { nodes { plans { planId } retention {
    base { accounts } curve { points { period score } } standing { rank } heatMap { rows { month } }
    potentialRevenue { period }
} } } }"""


class CountingWarehouse(EmbeddedWarehouse):
    """An engine that counts the questions it answers."""

    def __init__(self, home: Path) -> None:
        super().__init__("256MB", 1, [home])
        self.count = 0

    @override
    def arrow(self, sql: str, parameters: Parameters | None = None, schema: str | None = None) -> pa.Table:
        self.count += 1
        return super().arrow(sql, parameters, schema)


def open_shelf(home: Path, warehouse: EmbeddedWarehouse, offers: int) -> Client:
    """A client of a publisher with so many offers, each used alike."""
    tables = small_tables()
    copies: dict[str, list[dict[str, Any]]] = {
        name: [{**row, "offer": offer} for offer in range(offers) for row in tables[name]]
        for name in ("usage", "account_days")
    }
    copies["offers"] = [{**tables["offers"][0], "offer": offer, "offer_id": f"o{offer:02}"} for offer in range(offers)]
    copies["plans"] = [{**tables["plans"][0], "offer": offer, "plan": offer} for offer in range(offers)]
    part = write_part(home, {**tables, **copies}, as_of=AS_OF)
    house = replace(make_house(home), warehouse=warehouse, slices=Slices(warehouse, 50_000_000))
    return open_client(home, parts=[part], house=house)


def count_questions(home: Path, offers: int) -> int:
    """Questions that the engine answers for a page of so many offers."""
    warehouse = CountingWarehouse(home)
    nodes = open_shelf(home, warehouse, offers).body(PAGE)["offers"]["nodes"]
    assert [len(node["retention"]["curve"]["points"]) for node in nodes] == [46] * offers
    return warehouse.count


def test_what_was_loaded_is_free_at_once_when_it_is_let_go() -> None:
    class Door:
        """Who asks with the loaders, and holds them."""

        def __init__(self) -> None:
            self.loaders = Loaders(self.ask)

        async def ask(self, question: Callable[..., Any], *args: Any) -> Any:
            return await run_at_once(question, *args)

    async def load() -> tuple[Door, weakref.ref[Any]]:
        door = Door()
        return door, weakref.ref(door.loaders.plans)

    door, loaded = asyncio.run(load())
    assert loaded() is not None
    gc.disable()
    try:
        door.loaders.release()
        assert loaded() is None
    finally:
        gc.enable()
