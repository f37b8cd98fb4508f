"""The log of a real server process: an event a line, with what is known of requests and nothing of what was asked."""

from pathlib import Path

import httpx2
import orjson
import pytest

from tests.app.conftest import Tokens
from tests.app.served import address, serving
from tests.app.test_http import bearer

PAGE = "query Page($name: String) { customers(first: 1, filter: {name: {contains: $name}}) { totalCount } }"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_line_holds_one_request_and_nothing_that_was_asked(home: Path, tokens: Tokens, form: str) -> None:
    with serving(home, LOGS=form) as (first,), httpx2.Client(base_url=address(first), timeout=60) as client:
        asked = {"query": PAGE, "variables": {"name": "Lovelace"}}
        client.post("/graphql", json=asked, headers={**bearer(tokens.owner), "x-request-id": "mine-0001"})
        client.post("/graphql", json={"query": "query Guess { viewer { role } }"}, headers=bearer("hf_guess"))
        client.get("/no%0Aline?name=Lovelace", headers={"x-request-id": "Lovelace@example.com"})
    text = (home.parent / "server.log").read_text()
    for hidden in ("Lovelace", "Guess", "hf_", tokens.owner, "variables", "tester"):
        assert hidden not in text
    requests = [line for line in text.splitlines() if "holdfast.access" in line]
    assert len(requests) == 3
    if form == "text":
        assert " INFO holdfast.access: POST /graphql 200 " in requests[0]
        assert requests[0].endswith(" ms mine-0001")
        assert " INFO holdfast.access: GET /no\\nline 404 " in requests[2]
        return
    told = [orjson.loads(line) for line in text.splitlines()]
    assert {"uvicorn.error", "holdfast.access"} <= {each["logger"] for each in told}
    found = [
        (each["method"], each["path"], each["status"], each["operation"], each["publisher"])
        for each in told
        if each["logger"] == "holdfast.access"
    ]
    assert found == [
        ("POST", "/graphql", 200, "Page", "acme"),
        ("POST", "/graphql", 401, None, None),
        ("GET", "/no\\nline", 404, None, None),
    ]
    assert orjson.loads(requests[0])["request"] == "mine-0001"
