"""Has Schemathesis make examples and send them to a served application; runs in the environment of the attack tools.

Writes each example with its answer as a line of JSON: what is wrong with them is judged elsewhere.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import graphql
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.graphql import nodes
from schemathesis.hooks import HookContext, HookDispatcher, HookScope

from tests.attacks.mending import mend
from tests.attacks.supplies import Supplies, read_supplies

PLAIN, WRONG = 0.15, 0.1
"""The shares of examples that are sent as the library makes them: valid ones, and ones that break the schema."""
WEIGHTS = {"Query.customerDashboard": 4, "Query.offer": 3, "Query.offers": 3, "Query.customers": 2, "Query.node": 3,
           "Query.nodes": 3, "Query.auditEvents": 2, "Mutation.requestExport": 3}  # fmt: skip
"""Operations with much behind them get more examples than others."""
ROUNDS = 4
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Order:
    """Whom to attack and how, as it comes on standard input: a token has no place among arguments that others can list."""

    url: str
    token: str
    schema: str
    supplies: str
    notes: str
    examples: int
    seed: int


@dataclass(frozen=True, slots=True)
class Gun:
    """Where examples go, as whom, and where they are noted with their answers."""

    url: str
    token: str
    notes: TextIO
    session: requests.Session

    def shoot(self, case: Any) -> None:
        """Sends an example and notes what came back, and what Schemathesis itself holds against it."""
        headers = {"Authorization": f"Bearer {self.token}"}
        response = case.call(base_url=self.url, session=self.session, headers=headers, timeout=120)
        note = {
            "operation": case.operation.label,
            "document": case.body,
            "status": response.status_code,
            "headers": "\n".join(f"{name}: {', '.join(value)}" for name, value in response.headers.items()),
            "body": response.text,
            "failures": failures_of(case, response),
        }
        self.notes.write(json.dumps(note) + "\n")


def failures_of(case: Any, response: Any) -> list[str]:
    """What the library's check of answers against the schema says."""
    checks = [schemathesis.checks.CHECKS.get_one("response_schema_conformance")]
    try:
        case.validate_response(response, checks=checks)
    except FailureGroup as group:
        return [str(each) for each in group.exceptions]
    except Failure as failure:
        return [str(failure)]
    return []


def mending_hooks(schema: graphql.GraphQLSchema, supplies: Supplies) -> HookDispatcher:
    """Hooks that put what exists into generated documents."""

    def before_generate_body(_: HookContext, strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        seeds = st.integers(0, 2**32 - 1)
        return st.builds(lambda document, drawn: mend(document, schema, supplies, drawn), strategy, seeds)

    hooks = HookDispatcher(scope=HookScope.TEST)
    hooks.register_hook_with_name(before_generate_body, "before_generate_body")
    return hooks


@dataclass(slots=True)
class Fire:
    """Examples of any kind, none sent twice."""

    shoot: Callable[[Any], None]
    seed: int
    sent: set[str]

    def make(self, strategy: st.SearchStrategy[Any], number: int) -> int:
        """Makes and sends so many examples; gives how many are missing where there are no more different ones."""
        missing = number
        while missing > 0 and (made := self._run(strategy, missing)) > 0:
            missing -= made
        return missing

    def _run(self, strategy: st.SearchStrategy[Any], number: int) -> int:
        made = 0
        self.seed += 1

        @seed(self.seed)
        @settings(max_examples=max(number, _TRIES), phases=[Phase.generate], database=None, deadline=None,
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=strategy)
        def example(case: Any) -> None:
            nonlocal made
            if made < number and case.body not in self.sent:
                self.sent.add(case.body)
                made += 1
                self.shoot(case)

        example()
        return made


def share_out(labels: list[str], number: int) -> dict[str, int]:
    """How many examples each operation gets, by weight; all together exactly `number`."""
    weights = [WEIGHTS.get(label, 1) for label in labels]
    bounds = [round(number * sum(weights[:place]) / sum(weights)) for place in range(len(labels) + 1)]
    return {label: bounds[place + 1] - bounds[place] for place, label in enumerate(labels)}


def attack(order: Order) -> None:
    """Attacks every operation of Query and Mutation, in rounds; what has no more examples leaves its share to the next."""
    schemathesis.graphql.scalar("Decimal", st.integers().map(str).map(nodes.String))
    load_all_checks()
    schema = schemathesis.graphql.from_path(order.schema)
    hooks = mending_hooks(schema.client_schema, read_supplies(Path(order.supplies)))
    operations = {found.ok().label: found.ok() for found in schema.get_all_operations()}
    labels = sorted(operations, key=lambda label: WEIGHTS.get(label, 1))
    missing = 0
    with Path(order.notes).open("w", encoding="utf-8") as file, requests.Session() as session:
        fire = Fire(Gun(order.url, order.token, file, session).shoot, order.seed, set())
        for turn in range(ROUNDS):
            number = order.examples * (turn + 1) // ROUNDS - order.examples * turn // ROUNDS
            for label, share in share_out(labels, number).items():
                operation, plain, wrong = operations[label], round(share * PLAIN), round(share * WRONG)
                missing += fire.make(operation.as_strategy(), plain)
                missing += fire.make(operation.as_strategy(GenerationMode.NEGATIVE), wrong)
                missing = fire.make(operation.as_strategy(hooks=hooks), share - plain - wrong + missing)
    assert missing == 0, f"{missing} examples could not be made"


if __name__ == "__main__":
    attack(Order(**json.load(sys.stdin)))
