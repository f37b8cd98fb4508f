"""The pages of servers that are set up otherwise: members of an identity provider, and registered documents only."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, expect

from app.settings import ROOT
from domain.scope import Role
from tests.app.served import address, serving
from tests.oidc import AUDIENCE, CLIENT, Client, running_provider
from tests.pages.conftest import PUBLISHER, open_context
from tests.pages.personal import Watched
from tests.pages.serving import Served

OWN = {"PAGES": str(ROOT / "web" / "dist"), "MEMORY_LIMIT": "512MB", "EXPORT_WORKERS": "0"}


def test_a_member_of_a_provider_signs_in_there_and_comes_back(browser: Browser, home: Path) -> None:
    with running_provider() as provider:
        provider.member = {"sub": "mia", "publisher": PUBLISHER, "role": "contributor"}
        named = {"OIDC_ISSUER": provider.issuer, "OIDC_AUDIENCE": AUDIENCE, "OIDC_CLIENT_ID": CLIENT}
        with serving(home, **OWN, **named) as (line,):
            base = address(line).replace("127.0.0.1", "localhost")
            provider.client = Client(None, f"{base}/sign-in")
            with open_context(browser, base, None) as context:
                visit = Watched(context, base, frozenset())
                visit.tolerated += [f"foreign request: {provider.issuer}/authorize?", "status of 401"]
                page = visit.page
                page.goto("/downloads?kept=yes")
                page.get_by_role("button", name="Sign in", exact=True).click()
                expect(page.get_by_role("heading", name="Downloads", level=2)).to_be_visible()
                expect(page).to_have_url(f"{base}/downloads?kept=yes")
                expect(page.locator(".who")).to_have_text("mia, contributor")
                page.get_by_role("button", name="Sign out").click()
                page.goto("/sign-in?code=stolen&state=guessed")
                expect(page.get_by_role("alert")).to_have_text("This return is of another sign-in; sign in again.")
                page.goto("/sign-in?error=access_denied&error_description=Not%20you&state=guessed")
                expect(page.get_by_role("alert")).to_have_text("This return is of another sign-in; sign in again.")
                visit.check()


def test_pages_work_where_only_registered_documents_are_answered(browser: Browser, home: Path, served: Served) -> None:
    with serving(home, **OWN, DOCUMENTS="trusted") as (line,):
        base = address(line).replace("127.0.0.1", "localhost")
        with open_context(browser, base, None) as context:
            visit = Watched(context, base, frozenset())
            page, sent = visit.page, []
            page.on(
                "request",
                lambda request: sent.append(request.post_data or "") if request.url.endswith("/graphql") else None,
            )
            page.goto("/customers")
            page.get_by_label("Token").fill(served.tokens[Role.OWNER])
            page.get_by_role("button", name="Sign in with a token").click()
            for name in ("Customers", "Retention", "Downloads"):
                page.get_by_role("navigation", name="Pages").first.get_by_role("link", name=name).click()
                expect(page.locator("[data-widget]").first).to_be_visible()
                expect(page.locator("[aria-busy=true]")).to_have_count(0)
                expect(page.locator(".failed")).to_have_count(0)
            expect(page.get_by_role("link", name="GraphiQL")).to_have_count(0)
            page.get_by_role("button", name="Menu of Downloads").click()
            expect(page.get_by_role("menuitem")).to_have_text(["Save as picture"])
            assert sent
            assert all('"documentId":"sha256:' in body and '"query"' not in body for body in sent)
            visit.check()


def test_what_watches_the_pages_would_notice(
    browser: Browser, served: Served, states: dict[Role, StorageState], personal_values: frozenset[str]
) -> None:
    asks = """() => fetch("/graphql", {method: "POST", headers: {"content-type": "application/json"},
        body: JSON.stringify({query: "{ customers(first: 50) { nodes { customer { companyName } } } }"})})
        .then((answer) => answer.json())"""
    with open_context(browser, str(served), states[Role.OWNER]) as context:
        visit = Watched(context, str(served), personal_values)
        visit.page.goto("/downloads")
        expect(visit.page.get_by_role("heading", name="Downloads", level=2)).to_be_visible()
        visit.check()
        visit.page.evaluate("console.error('something')")
        visit.page.evaluate("fetch('http://127.0.0.1:9/').catch(() => 0)")
        with pytest.raises(AssertionError, match=re.compile("something.*Content Security Policy", re.DOTALL)):
            visit.check()
        with visit.page.expect_request_finished():
            visit.page.evaluate(asks)
        with pytest.raises(AssertionError, match="/graphql told"):
            visit.check()
