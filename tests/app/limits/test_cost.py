"""Costs: what the schema says, added up; never less for asking more, and the same however a document is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLObjectType, get_introspection_query, get_named_type
from hypothesis import given
from hypothesis import strategies as st

from app.limits.measuring import Measuring
from app.questions import GraphQLRequest
from app.settings import ROOT
from domain.errors import TooComplexError
from resolvers.assembly import graphql_schema
from tests.app.limits.asking import LIMITS

MEASURING = Measuring(
    LIMITS.model_copy(update={"cost_limit": 10**15, "document_depth": 40, "document_definitions": 100})
)
PAGES = sorted((ROOT / "bench" / "pages").glob("*.graphql"))


def cost(query: str, variables: dict[str, Any] | None = None, name: str | None = None) -> int:
    return MEASURING.measure(GraphQLRequest(query, name, variables, None))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ __typename }", 1),
        ("{ viewer { name role } }", 3),
        ("{ viewer { name name } }", 3),
        ("{ categories { name offerCount } }", 1 + 20 * 2),
        ("{ customers { totalCount } }", 5 + 1),
        ("{ customers { totalCount pageInfo { endCursor } nodes { orders seats } } }", 5 + 1 + 2 + 50 * (1 + 2)),
        ("{ customers(first: 7) { nodes { orders } edges { cursor node { seats } } } }", 5 + 7 * (2 + 4)),
        ("{ customers(last: 3) { nodes { orders } } }", 5 + 3 * 2),
        ("{ customers(first: null) { nodes { orders } } }", 5 + 50 * 2),
        ("{ customers(first: 5000) { nodes { orders } } }", 5 + 1000 * 2),
        ("{ customers(first: -5) { nodes { orders } } }", 5 + 1 * 2),
        ("{ customerDashboard { leaderboard(top: 3) { total entries { rank } } } }", 1 + 10 + 1 + 3 * 2),
        ("{ customerDashboard { leaderboard { total entries { rank } } } }", 1 + 10 + 1 + 50 * 2),
        ("{ customerDashboard { concentration(bands: 100) { customers bands { value } } } }", 1 + 10 + 1 + 100 * 2),
        ("{ customerDashboard { ordersByPlan(top: 9) { total slices { value } } } }", 1 + 10 + 1 + 9 * 2),
        ("{ customerDashboard { filterOptions { countries(first: 4) } } }", 1 + 10 + 1 + 4),
        ("{ customerDashboard { filterOptions { countries } } }", 1 + 10 + 1 + 250),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 1 + 3),
        ("{ nothing { at { all } } }", 3),
        ("{ customers { ...Rows } } fragment Rows on CustomerDetailConnection { nodes { orders } }", 5 + 50 * 2),
        ("{ ... { ... on Query { viewer { name } } } }", 2),
        ("{ ...Nowhere }", 1),
    ],
)
def test_costs_by_hand(query: str, expected: int) -> None:
    assert cost(query) == expected


@pytest.mark.parametrize(
    ("variables", "rows"),
    [
        ({}, 50),
        (None, 50),
        ({"first": 3}, 3),
        ({"first": None}, 50),
        ({"first": 10**30}, 1000),
        ({"first": "x"}, 50),
        ({"first": 1e308}, 50),
        ({"first": True}, 50),
    ],
)
def test_variables_say_how_many_rows(variables: dict[str, Any] | None, rows: int) -> None:
    query = "query($first: Int) { customers(first: $first) { nodes { orders } } }"
    assert cost(query, variables) == 5 + rows * 2


def test_defaults_of_variables_and_arguments_count() -> None:
    query = "query($first: Int = 7) { customers(first: $first) { nodes { orders } } }"
    assert [cost(query), cost(query, {"first": 2}), cost(query, {"first": None})] == [19, 9, 105]
    query = "query($n: Int!) { customerDashboard { filterOptions { countries(first: $n) states(first: $n) } } }"
    assert [cost(query), cost(query, {"n": 5})] == [1 + 10 + 1 + 250 + 1 + 100, 1 + 10 + 2 * 6]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert [cost(query, {"ids": ["a"] * size}) for size in (1, 40)] == [2, 41]


def test_each_operation_has_its_own_cost() -> None:
    query = "query A { viewer { name } } query B { customers { totalCount } }"
    assert [cost(query, name=name) for name in ("A", "B", "C", None)] == [2, 6, 1, 1]


def test_pages_multiply() -> None:
    inner = "offers(first: 10) { nodes { retention { customers(first: 20) { nodes { accountId } } } } }"
    assert cost(f"{{ customers(first: 5) {{ nodes {{ customer {{ {inner} }} }} }} }}") == 5 + 5 * (
        1 + 1 + 5 + 10 * (1 + 1 + 5 + 20 * 2)
    )


def test_beyond_the_limit_a_request_is_too_complex() -> None:
    query = "query($n: Int) { customers(first: $n) { nodes { orders seats } } }"
    small = Measuring(LIMITS.model_copy(update={"cost_limit": 35}))
    assert small.measure(GraphQLRequest(query, None, {"n": 10}, None)) == 35
    message = "cost: the request costs 38, the limit is 35; ask for fewer rows or fields, or in several requests"
    with pytest.raises(TooComplexError, match=message):
        small.measure(GraphQLRequest(query, None, {"n": 11}, None))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_whole_page_costs_at_most_half_of_the_limit(page: Any) -> None:
    found = cost(page.read_text(), {"offerId": "x"})
    assert 5_000 < found <= LIMITS.cost_limit // 2
    assert len(PAGES) == 2


def test_introspection_is_within_the_limits() -> None:
    query = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )
    assert Measuring(LIMITS).measure(GraphQLRequest(query, None, None, None)) <= LIMITS.cost_limit


def lists_without_a_size() -> list[str]:
    """Fields of our types that are lists, whose size nothing says: neither theirs nor that of every field that leads to them."""
    schema = graphql_schema._schema
    weights = MEASURING._weights
    sized = {
        (get_named_type(field.type).name, name)
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType)
        for field_name, field in kind.fields.items()
        for name in weights.of(kind, field_name).sized
    }
    return [
        f"{kind.name}.{name}"
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, field in kind.fields.items()
        if str(field.type).startswith("[") and (kind.name, name) not in sized and "@listSize" not in _declared(field)
    ]


def _declared(field: GraphQLField) -> str:
    strawberry_field = field.extensions["strawberry-definition"]
    return " ".join("@listSize" for each in strawberry_field.directives if type(each).__name__ == "ListSize")


def test_every_list_says_its_size() -> None:
    assert lists_without_a_size() == []


@dataclass(frozen=True)
class Chosen:
    """A field of a drawn document."""

    name: str
    arguments: str
    below: tuple["Chosen", ...]
    kind: str

    def write(self) -> str:
        return f"{self.name}{self.arguments}{write(self.below) if self.below else ''}"


def write(chosen: Sequence[Chosen]) -> str:
    return "{ " + " ".join(each.write() for each in chosen) + " }"


def fields_of(kind: str) -> dict[str, GraphQLField]:
    known = graphql_schema._schema.type_map[kind]
    assert isinstance(known, GraphQLObjectType)
    fields: dict[str, GraphQLField] = known.fields
    return fields


@st.composite
def draw_fields(draw: st.DrawFn, kind: str, depth: int) -> tuple[Chosen, ...]:
    names = draw(st.lists(st.sampled_from(sorted(fields_of(kind))), min_size=1, max_size=3))
    return tuple(draw(draw_field(kind, name, depth)) for name in names)


@st.composite
def draw_field(draw: st.DrawFn, kind: str, name: str, depth: int) -> Chosen:
    field = fields_of(kind)[name]
    sizes = [each for each in ("first", "last", "top", "bands") if each in field.args]
    value = draw(st.sampled_from(["", "1", "7", "1000", "null", "$n", "$d"])) if sizes else ""
    arguments = f"({draw(st.sampled_from(sizes))}: {value})" if value else ""
    named = get_named_type(field.type)
    below = draw(draw_fields(named.name, depth - 1)) if isinstance(named, GraphQLObjectType) and depth else ()
    return Chosen(name, arguments, below, named.name)


DOCUMENTS = draw_fields("Query", 4)
HEAD = "query($n: Int, $d: Int = 3) "
VARIABLES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}), st.fixed_dictionaries({"n": st.one_of(st.none(), st.integers(-3, 2000))})
)


@given(DOCUMENTS, draw_fields("Query", 2), VARIABLES)
def test_asking_more_never_costs_less(
    fields: tuple[Chosen, ...], more: tuple[Chosen, ...], variables: dict[str, Any]
) -> None:
    before = cost(HEAD + write(fields), variables)
    assert cost(HEAD + write(fields + more), variables) == before + cost(HEAD + write(more), variables)
    deeper = tuple(
        Chosen(each.name, each.arguments, (*each.below, each.below[0]), each.kind) if each.below else each
        for each in fields
    )
    assert cost(HEAD + write(deeper), variables) >= before


class Fragments:
    """Writes a document with selections moved into fragments, as drawn."""

    def __init__(self, moved: Sequence[bool]) -> None:
        self._moved = list(moved)
        self.definitions: list[str] = []

    def write(self, chosen: Sequence[Chosen], kind: str) -> str:
        inside = " ".join(
            f"{each.name}{each.arguments}{self.write(each.below, each.kind) if each.below else ''}" for each in chosen
        )
        if not (self._moved.pop() if self._moved else False):
            return f"{{ {inside} }}"
        name = f"F{len(self.definitions)}"
        self.definitions.append(f"fragment {name} on {kind} {{ {inside} }}")
        return f"{{ ...{name} }}" if len(self.definitions) % 2 else f"{{ ... {{ ...{name} }} }}"


@given(DOCUMENTS, st.lists(st.booleans(), max_size=40), VARIABLES)
def test_fragments_cost_what_they_hold(
    fields: tuple[Chosen, ...], moved: list[bool], variables: dict[str, Any]
) -> None:
    fragments = Fragments(moved)
    written = fragments.write(fields, "Query")
    query = " ".join([HEAD, written, *fragments.definitions])
    assert cost(query, variables) == cost(HEAD + write(fields), variables)


@given(DOCUMENTS, st.integers(1, 999))
def test_more_rows_never_cost_less(fields: tuple[Chosen, ...], rows: int) -> None:
    query = HEAD + write(fields)
    assert cost(query, {"n": rows}) <= cost(query, {"n": rows + 1})


@pytest.mark.parametrize(
    ("query", "variables", "expected"),
    [
        ("{ customers { totalCount } }", None, False),
        ('{ customers(filter: {country: ["DE"]}) { totalCount } }', None, True),
        ("{ customers(filter: null) { totalCount } }", None, False),
        ("query($f: CustomerFilter) { customers(filter: $f) { totalCount } }", None, False),
        ("query($f: CustomerFilter) { customers(filter: $f) { totalCount } }", {"f": None}, False),
        ("query($f: CustomerFilter) { customers(filter: $f) { totalCount } }", {"f": {"country": ["DE"]}}, True),
        ("query($f: String) { offer(offerId: $f) { name } }", {"f": "o"}, False),
        ('{ ...F } fragment F on Query { customers(filter: {country: ["DE"]}) { totalCount } }', None, True),
        ("{", None, False),
    ],
)
def test_a_question_narrows_where_it_asks_under_a_filter(
    query: str, variables: dict[str, object] | None, expected: bool
) -> None:
    assert MEASURING.narrows(GraphQLRequest(query, None, variables, None)) is expected
