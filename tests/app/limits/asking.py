"""Asks the endpoint as clients do, and times refusals."""

from time import process_time
from typing import Any

from starlette.testclient import TestClient

from app.limits.settings import LimitSettings

LIMITS = LimitSettings()
"""The defaults."""
GRAPHQL = "application/graphql-response+json"


def bearer(token: str) -> dict[str, str]:
    """The header of a token."""
    return {"authorization": f"Bearer {token}"}


def ask(client: TestClient, token: str, query: str, **variables: object) -> Any:
    """The answer to a POST."""
    return client.post("/graphql", json={"query": query, "variables": variables}, headers=bearer(token))


def refused(client: TestClient, token: str, query: str, **variables: object) -> tuple[int, str, str, float]:
    """Status, code, message of a question refused with a single error and no data, and the least milliseconds of work of three."""
    spent = float("inf")  # the others of the process work too at times, and look for garbage
    for _ in range(3):
        began = process_time()
        answer = ask(client, token, query, **variables)
        spent = min(spent, (process_time() - began) * 1000)
    body = answer.json()
    assert body.get("data") is None
    error = body["errors"][0]
    return answer.status_code, error["extensions"]["code"], error["message"], spent
