"""The answers that a part brings along: the registered questions, asked of the whole part before it is published."""

from dataclasses import replace
from datetime import UTC, datetime

import pyarrow.parquet as pq

from db.arrow import write_arrow
from db.embedded import EmbeddedWarehouse
from db.files import writing
from db.parts import Part
from db.snapshots import Snapshot, SnapshotStore
from domain.calendar import date_of
from domain.scope import Role, Scope
from services.build.part import Engine
from services.catalogue.marts import CATALOGUE_MARTS
from services.catalogue.profiles import VISIBLE_PEOPLE, VISIBLE_TEXT, visible_people
from services.cursors import CursorSigner
from services.customers import marts as customers_marts
from services.questions import Parameters, Question
from services.retention import marts as retention_marts
from services.retention import slice as retention_slice
from services.slice import Slice
from services.slices import Slices
from services.view import House, View

_HELD = 1 << 30
"""Bytes of answers and narrowed tables that may be kept while the marts of one part are written."""

_FEW = 100_000
"""Days of usage of a part whose tables are read from its files once rather than by each question: a fifth less for 2,000."""


def list_question_texts() -> list[str]:
    """The texts of all questions whose answers are stored, by name: what the version of the build depends on."""
    some_day = 0
    asked = [*CATALOGUE_MARTS, *retention_marts.retention_marts(some_day)]
    questions = [*(question for question, _ in asked), *customers_marts.list_questions()]
    return [*(sql for _, sql in sorted({(question.name, question.sql) for question in questions})), VISIBLE_TEXT]


def write_marts(part: Part, engine: Engine) -> None:
    """Asks every registered question of a part in its (still staged) folder, and stores each answer beside the tables."""
    view = _open_view(part, engine)
    whole = view.house.slices.whole(part)
    asked: list[tuple[Slice, Question, Parameters]] = [(whole, *each) for each in CATALOGUE_MARTS]
    retention = retention_slice.open_whole(view)
    asked += [(retention, *each) for each in retention_marts.retention_marts(part.as_of)]
    asked += customers_marts.list_marts(view)
    for source, question, parameters in asked:
        name, answer = source.mart(question, parameters), source.run(question, parameters)
        if question.shared:
            with writing(part.mart(name)):
                pq.write_table(answer, part.mart(name))
        else:
            write_arrow(part.answer(name), answer)
    owner = replace(view, scope=replace(view.scope, role=Role.OWNER))
    write_arrow(part.answer(VISIBLE_PEOPLE), visible_people(owner))


def _open_view(part: Part, engine: Engine) -> View:
    # the engine goes with its last slice: a slice that is given up still drops its tables
    copies = part.usage_days <= _FEW
    warehouse = EmbeddedWarehouse(engine.memory_limit, engine.threads, [part.folder], engine.spill, copies=copies)
    slices = Slices(warehouse, _HELD)
    house = House(warehouse, SnapshotStore(part.folder), slices, CursorSigner(part.part_id.encode()))
    midnight = datetime.combine(date_of(part.as_of), datetime.min.time(), UTC)
    alone = Snapshot("", midnight, {part.publisher_id: part.part_id}, None, None, {})
    return View(Scope(part.publisher_id, Role.CONTRIBUTOR, "build"), part, None, alone, house)
