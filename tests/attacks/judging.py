"""What a run of examples amounts to: how many were answered, which fields were reached, and what should not have been told."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type

from domain.measures import MASK
from tests.attacks.shots import Leaf, Shot, leaves_of
from tests.attacks.watching import Watch

_PERSONAL = ("companyName", "firstName", "lastName", "email", "addressLine1", "city", "postalCode")
PERSONAL_PLACES = frozenset(f"Customer.{name}" for name in _PERSONAL)
HIDING = frozenset({"OWNER_ONLY", "PROTECTED"})
"""What a contributor reads in the place of a reason, whoever the customer is."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`answered`: examples with data in at least one root field; `reached`: `Type.field` that answered with a value; what is wrong."""

    examples: int
    answered: int
    reached: frozenset[str]
    codes: Counter[str]
    findings: tuple[str, ...]

    @property
    def share(self) -> float:
        """Of the examples, those answered with data."""
        return self.answered / self.examples


def judge(shots: Iterable[Shot], schema: GraphQLSchema, role: str, watch: Watch) -> Verdict:
    """Judges answers to a role; `watch` knows what that role must never read."""
    examples = answered = 0
    reached: set[str] = set()
    codes: Counter[str] = Counter()
    findings: list[str] = []
    for examples, shot in enumerate(shots, 1):
        found = [*shot.failures, *_watch_status(shot), *(f"text of the answer: {name}" for name in _told(shot, watch))]
        answer = shot.answer()
        codes.update(_codes(answer))
        leaves = list(leaves_of(schema, shot.document, answer["data"])) if answer.get("data") else []
        reached |= {leaf.place for leaf in leaves if leaf.value is not None}
        answered += any(value is not None for value in (answer.get("data") or {}).values())
        found += [wrong for leaf in leaves for wrong in _watch_leaf(leaf, role, watch)]
        findings += [f"{shot.operation}, example {examples}: {each}" for each in found]
    return Verdict(examples, answered, frozenset(reached), codes, tuple(findings))


def list_fields(schema: GraphQLSchema) -> frozenset[str]:
    """Every `Type.field` of an object type that a query or a mutation can reach."""
    waiting = [root for root in (schema.query_type, schema.mutation_type) if root is not None]
    known: dict[str, GraphQLObjectType] = {}
    while waiting:
        kind = waiting.pop()
        known[kind.name] = kind
        for field in kind.fields.values():
            waiting += [each for each in _object_types(schema, field.type) if each.name not in known]
    return frozenset(f"{kind.name}.{name}" for kind in known.values() for name in kind.fields)


def _object_types(schema: GraphQLSchema, kind: Any) -> list[GraphQLObjectType]:
    named = get_named_type(kind)
    if isinstance(named, GraphQLObjectType):
        return [named]
    return list(schema.get_possible_types(named)) if hasattr(named, "interfaces") else []


def _codes(answer: dict[str, Any]) -> list[str]:
    return [error.get("extensions", {}).get("code", "none") for error in answer.get("errors", [])]


def _watch_status(shot: Shot) -> Iterator[str]:
    if shot.status >= 500:
        yield f"status {shot.status}"
    codes = set(_codes(shot.answer())) & {"INTERNAL", "none"}
    yield from (f"code {code}" for code in sorted(codes))


def _told(shot: Shot, watch: Watch) -> list[str]:
    return watch.names_within(shot.headers + "\n" + shot.body)


def _watch_leaf(leaf: Leaf, role: str, watch: Watch) -> Iterator[str]:
    """Whole values: also those too short to be looked for in a text."""
    if role != "OWNER" and leaf.place in PERSONAL_PLACES and leaf.value not in (None, MASK):
        yield f"{leaf.place} is neither null nor masked"
    if role != "OWNER" and leaf.place == "Customer.personalData" and leaf.value not in HIDING:
        yield f"{leaf.place} is {leaf.value}"
    if leaf.kind in ("String", "ID") and isinstance(leaf.value, str) and (name := watch.name_whole(leaf.value)):
        yield f"{leaf.place} is {name}"
