"""What is seen of a page that is visited: errors, foreign requests, and personal values where there may be none."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request

from domain.scope import Role
from tests.pages.serving import Served

_FIELDS = ("companyName", "firstName", "lastName", "email", "addressLine1", "city", "postalCode")
_OPEN = ("state", "country", "language", "customerType", "customerId", "billingAccountId")
_EVERYBODY = f"""query ($after: String) {{ customers(first: 1000, after: $after) {{
    pageInfo {{ hasNextPage endCursor }} nodes {{ customer {{ {" ".join((*_FIELDS, *_OPEN))} }} }} }} }}"""
_LONG = 6
"""Characters of a personal value that is not by chance a part of some other text of a page."""


def find_personal_values(served: Served) -> frozenset[str]:
    """All personal values that an owner may see, but for those that stand elsewhere for something else."""
    found: set[str] = set()
    open_values: set[str] = set()
    after = None
    while True:
        page = served.ask(Role.OWNER, _EVERYBODY, {"after": after})["customers"]
        for node in page["nodes"]:
            found |= {node["customer"][name] for name in _FIELDS}
            open_values |= {node["customer"][name] for name in _OPEN}
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    # a postal code of digits alone may be some amount of hours
    personal = {value for value in found - open_values if value and "*" not in value and not value.isdigit()}
    assert len(personal) > 1000
    return frozenset(personal)


def list_texts(value: Any) -> Iterator[str]:
    """All texts of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from list_texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from list_texts(each)


class Watched:
    """A page, and what went wrong on it so far; `tolerated`: parts of console messages that a test provokes."""

    def __init__(self, context: BrowserContext, base: str, forbidden: frozenset[str]) -> None:
        self._base, self._forbidden = base, forbidden
        self._problems: list[str] = []
        self._seen: dict[str, set[str]] = {}
        self.tolerated: list[str] = []
        context.on("page", self._watch)
        context.on("request", self._see_request)
        context.on("requestfinished", self._see_answer)
        self.page: Page = context.new_page()

    def check(self) -> None:
        """Nothing went wrong, and nothing forbidden was seen."""
        if self._forbidden:
            self._check_personal()
        problems = [each for each in self._problems if not any(part in each for part in self.tolerated)]
        assert not problems, "\n".join(problems)

    def _check_personal(self) -> None:
        for address, texts in self._seen.items():
            assert not texts & self._forbidden, f"{address} told {texts & self._forbidden}"
        text = self.page.content()
        shown = {value for value in self._forbidden if len(value) >= _LONG and value in text}
        assert not shown, f"the page shows {shown}"

    def _watch(self, page: Page) -> None:
        page.on("console", self._see_console)
        page.on("pageerror", self._see_error)

    def _see_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._problems.append(f"console: {message.text}")

    def _see_error(self, error: Error) -> None:
        self._problems.append(f"page: {error.message}")

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._base}/", "data:", "blob:")):
            self._problems.append(f"foreign request: {request.url}")

    def _see_answer(self, request: Request) -> None:
        answer = request.response()
        if not self._forbidden or answer is None or "/assets/" in request.url:
            return
        if "json" in answer.headers.get("content-type", ""):
            # read at once: it is gone when the page is left
            self._seen.setdefault(request.url, set()).update(list_texts(answer.json()))
