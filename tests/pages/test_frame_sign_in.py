"""Signing in by a token and by a link, back to where one wanted to go, and signing out."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from app.clock import now
from app.reconciliation import ready_records
from db.records.sessions import create_code
from db.records.tokens import create_token
from domain.scope import Role
from tests.app.conftest import make_settings
from tests.pages.conftest import PUBLISHER
from tests.pages.personal import Watched
from tests.pages.serving import Served

UNAUTHORIZED = "status of 401"


def make_code(home: Path) -> str:
    """The one-time code of a link, as `serve --dev` makes it."""

    async def make() -> str:
        soon = now() + timedelta(hours=1)
        async with ready_records(make_settings(home)) as records:
            row, _ = await create_token(
                records, publisher_id=PUBLISHER, role=Role.CONTRIBUTOR, name="link", created_at=now(), expires_at=soon
            )
            return await create_code(records, token_id=row.id, expires_at=soon)

    # in a thread of its own: the one of the tests has the browser's loop
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, make()).result()


def test_a_token_signs_in_where_one_wanted_to_go_and_out_again(visitor: Watched, served: Served) -> None:
    visitor.tolerated.append(UNAUTHORIZED)
    page = visitor.page
    page.goto("/downloads")
    token = page.get_by_label("Token")
    button = page.get_by_role("button", name="Sign in with a token")
    expect(button).to_be_disabled()
    token.fill("hf_wrong")
    button.click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile("token", re.IGNORECASE))
    token.fill(f" {served.tokens[Role.OWNER]} ")
    token.press("Enter")
    expect(page.get_by_role("heading", name="Downloads", level=2)).to_be_visible()
    expect(page).to_have_url(re.compile("/downloads$"))
    expect(page.locator(".who")).to_have_text("owner of tests, owner")
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (
        "holdfast_session", True, True, "Strict",
    )  # fmt: skip
    assert page.evaluate("document.cookie") == ""
    page.get_by_role("button", name="Sign out").click()
    expect(token).to_be_visible()
    assert page.context.cookies() == []
    page.reload()
    expect(token).to_be_visible()


def test_a_link_signs_in_once_and_its_code_is_gone_from_the_address(visitor: Watched, home: Path) -> None:
    visitor.tolerated.append(UNAUTHORIZED)
    page, code = visitor.page, make_code(home)
    page.goto(f"/#code={code}")
    expect(page).to_have_url(re.compile("/customers$"))
    expect(page.locator(".who")).to_have_text("link, contributor")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"/retention#code={code}")
    expect(page.get_by_role("alert")).to_have_text("the code is unknown, used or expired; ask for another link")
    assert code not in page.url


def test_graphiql_asks_to_sign_in_and_is_gone_to_with_what_was_handed_over(visitor: Watched, served: Served) -> None:
    page = visitor.page
    page.goto("/graphql#%7B%22query%22%3A%22%7B%20viewer%20%7B%20role%20%7D%20%7D%22%7D")
    expect(page).to_have_url(re.compile(r"/sign-in\?to=/graphql#"))
    page.get_by_label("Token").fill(served.tokens[Role.OWNER])
    page.get_by_role("button", name="Sign in with a token").click()
    expect(page).to_have_url(re.compile("/graphql#"))
    expect(page.get_by_role("region", name="Operation Editor")).to_contain_text("viewer")


def test_signing_in_leads_to_no_other_site(visitor: Watched, served: Served) -> None:
    page = visitor.page
    for to in ("https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example/", "javascript:alert(1)"):
        page.goto(f"/sign-in?to={to}")
        page.get_by_label("Token").fill(served.tokens[Role.OWNER])
        page.get_by_role("button", name="Sign in with a token").click()
        expect(page).to_have_url(f"{served}/customers")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_label("Token")).to_be_visible()


def test_a_session_that_ended_elsewhere_leads_to_the_sign_in(owner_visit: Watched, served: Served) -> None:
    owner_visit.tolerated.append(UNAUTHORIZED)
    page = owner_visit.page
    page.goto("/downloads")
    expect(page.get_by_role("heading", name="Downloads", level=2)).to_be_visible()
    page.context.clear_cookies()
    page.get_by_role("button", name="Refresh").click()
    page.get_by_label("Token").fill(served.tokens[Role.OWNER])
    page.get_by_role("button", name="Sign in with a token").click()
    expect(page.get_by_role("heading", name="Downloads", level=2)).to_be_visible()
