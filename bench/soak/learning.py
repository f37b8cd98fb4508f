"""Learns the right answers: every question is asked by one client of a server that does nothing else, and that is not the measured one."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from random import Random

from bench.serving import serve_home
from bench.soak.asking import answer_of
from bench.soak.questions import Kind, Known, Question
from bench.soak.stage import Stage
from bench.soak.survey import (
    Surveyed,
    make_cached,
    make_default,
    make_details,
    make_exports,
    make_filtered,
    survey,
)
from bench.soak.wire import Wire

_PAGES = 8


async def learn(stage: Stage, kinds: Sequence[Kind], filtered: int, rng: Random) -> Sequence[Known]:
    """Questions of some classes about all publishers of a stage, dealt to their tokens; `filtered` pages under filters in all."""
    with serve_home(stage.given) as served:
        async with Wire(served.address) as wire:
            made = [question async for question in _make(wire, stage, kinds, filtered, rng)]
            return [Known(each, await answer_of(wire, each)) for each in made]


async def _make(wire: Wire, stage: Stage, kinds: Sequence[Kind], filtered: int, rng: Random) -> AsyncIterator[Question]:
    for publisher_id, tokens in stage.tokens.items():
        found = await survey(wire, publisher_id, tokens[0])
        made = await _questions(wire, found, -(-filtered // len(stage.tokens)), rng)
        for place, question in enumerate(each for each in made if each.kind in kinds):
            yield replace(question, token=tokens[place % len(tokens)])


async def _questions(wire: Wire, found: Surveyed, filtered: int, rng: Random) -> Sequence[Question]:
    details = await make_details(wire, found, _PAGES)
    return [
        *make_cached(found), *make_default(found), *make_filtered(found, filtered, rng), *details, *make_exports(found)
    ]  # fmt: skip
