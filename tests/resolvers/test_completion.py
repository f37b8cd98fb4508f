"""Completion column by column: what it spares, and that whatever it does not foresee ends as the framework has it."""

import asyncio
from datetime import date
from enum import Enum
from math import nan
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.execution import ExecutionResult
from typing_extensions import override

from resolvers.assembly import assemble
from resolvers.completion import ColumnarExecution
from resolvers.context import Context, Publisher
from schema.scalars import SCALARS
from tests.parts import PUBLISHER
from tests.resolvers.world import open_client

executed: list[str] = []


class Counting(ColumnarExecution):
    """Notes the fields that are executed one by one."""

    @override
    def execute_field(self, parent_type: Any, source: Any, field_details_list: Any, *rest: Any) -> Any:
        executed.append(field_details_list[0].node.name.value)
        return super().execute_field(parent_type, source, field_details_list, *rest)


@pytest.mark.parametrize(
    ("selected", "one_by_one"),
    [
        ("totalCount nodes { orders customer { id customerId companyName } salesChannels }", []),
        ("edges { cursor node { __typename revenue } } pageInfo { hasNextPage endCursor }", []),
        ("nodes { ...Row } } } fragment Row on CustomerDetail { ... on CustomerDetail { orders seats", []),
        ("nodes { orders @skip(if: true) seats @include(if: true) }", []),
        # offers are asked of a service: what stands above them is executed one by one, the offers' own fields are not
        (
            "nodes { customer { offers(first: 1) { totalCount } } }",
            ["nodes", *["customer"] * 3, *["offers"] * 3],
        ),
    ],
)
def test_fields_of_plain_rows_are_not_executed_one_by_one(tmp_path: Path, selected: str, one_by_one: list[str]) -> None:
    client = open_client(tmp_path)
    context = Context(client.view, Publisher(PUBLISHER, "Acme", "UTC"), "request")
    executed.clear()
    result = asyncio.run(assemble(Counting).execute(f"{{ customers {{ {selected} }} }}", context_value=context))
    assert result.errors is None
    assert sorted(executed) == sorted(["customers", *one_by_one])


@strawberry.enum
class Color(Enum):
    """Two."""

    RED = "red"
    BLUE = "blue"


@strawberry.type
class Leaf:
    """Below a row."""

    name: str


@strawberry.type
class Row:
    """Every kind of plain field."""

    text: str
    maybe: str | None
    number: int
    share: float | None
    flag: bool
    color: Color
    colors: list[Color]
    day: date
    words: list[str]
    sparse: list[str | None]
    leaf: Leaf
    leaves: list[Leaf | None]


def plain(**values: Any) -> SimpleNamespace:
    """A row that is fine but for the given values."""
    leaf = Leaf(name="leaf")
    fine = {
        "text": "t",
        "maybe": None,
        "number": 1,
        "share": 0.5,
        "flag": True,
        "color": Color.RED,
        "day": date(2024, 1, 1),
    }
    lists = {
        "colors": (Color.RED, Color.BLUE),
        "words": ("a", "b"),
        "sparse": ("a", None),
        "leaves": (leaf, None, leaf),
    }
    return SimpleNamespace(**{**fine, **lists, "leaf": leaf, **values})


class Broken(SimpleNamespace):
    """A row one of whose attributes raises."""

    @property
    def maybe(self) -> str:
        """Never to be had."""
        raise GraphQLError("not today")


def broken() -> Broken:
    """A row that is fine but for that."""
    return Broken(**{name: value for name, value in vars(plain()).items() if name != "maybe"})


FIELDS = "text maybe number share flag color colors day words sparse leaf { name } leaves { name }"
ROWS: list[Any] = []


@strawberry.type
class Query:
    """The rows, and the first alone."""

    @strawberry.field
    def rows(self) -> list[Row | None]:
        """All."""
        return ROWS

    @strawberry.field
    def strict(self) -> list[Row]:
        """All, none of them missing."""
        return ROWS

    @strawberry.field
    def first(self) -> Row | None:
        """One."""
        return ROWS[0] if ROWS else None

    @strawberry.field
    def numbers(self) -> list[int]:
        """Of the rows."""
        return [row.number for row in ROWS]


def ask(execution: type[StrawberryGraphQLCoreExecutionContext], document: str) -> ExecutionResult:
    """The result under an execution."""
    config = StrawberryConfig(scalar_map=SCALARS)
    schema = strawberry.Schema(query=Query, execution_context_class=execution, config=config)
    return schema.execute_sync(document)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [plain()],
        [plain(), plain(number=2, share=None, maybe="m")],
        [plain(), None],
        [plain(text=None)],
        [plain(text=1), plain(text=True)],
        [plain(number=2**31)],
        [plain(number=-(2**31))],
        [plain(number="7"), plain(number=7.0), plain(number=True)],
        [plain(number=7.5)],
        [plain(share=nan)],
        [plain(share=1), plain(share="0.5")],
        [plain(flag="yes"), plain(flag=1)],
        [plain(color="green")],
        [plain(color=None)],
        [plain(color=[])],
        [plain(colors=(Color.RED, None))],
        [plain(day="2024-01-01")],
        [plain(words="ab")],
        [plain(words=None)],
        [plain(words=("a", None))],
        [plain(words={"a": 1})],
        [plain(sparse=(1,))],
        [plain(leaf=None)],
        [plain(leaf=7)],
        [plain(leaf=GraphQLError("no leaf"))],
        [plain(leaves=None)],
        [plain(maybe=ValueError("as a value"))],
        [plain(), broken(), plain()],
        [GraphQLError("no row"), plain()],
    ],
)
def test_every_outcome_is_the_framework_s(rows: list[Any]) -> None:
    for field in ("rows", "strict", "first"):
        document = f"{{ {field} {{ __typename other: text {FIELDS} }} numbers }}"
        outcomes = []
        for execution in (ColumnarExecution, StrawberryGraphQLCoreExecutionContext):
            ROWS[:] = rows
            result = ask(execution, document)
            outcomes.append((repr(result.data), [error.formatted for error in result.errors or ()]))
        assert outcomes[0] == outcomes[1]


def test_rows_that_are_the_same_object_are_completed_alike() -> None:
    row = plain()
    ROWS[:] = [row, None, row, plain(text="other")]
    data = ask(ColumnarExecution, "{ rows { text leaf { name } } }").data
    shown = {"text": "t", "leaf": {"name": "leaf"}}
    assert data == {"rows": [shown, None, shown, {"text": "other", "leaf": {"name": "leaf"}}]}
