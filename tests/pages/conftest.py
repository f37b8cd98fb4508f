"""The demo served to a real browser: pages that are signed in, and what holds of all of them."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, StorageState, sync_playwright

from app.commands.demo import furnish
from app.settings import ROOT
from domain.scope import Role
from tests.app.commands import run_command
from tests.app.conftest import make_settings
from tests.app.served import address, serving
from tests.pages.personal import Watched, find_personal_values
from tests.pages.serving import Served

PUBLISHER = "1"
DIST = ROOT / "web" / "dist"
KEPT_HOME = "HOLDFAST_PAGES_HOME"
"""Where the demo's home is kept from run to run, for whoever writes these tests; else it is made anew, in half a minute."""


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the small demo, loaded and built."""
    home = Path(os.environ.get(KEPT_HOME) or tmp_path_factory.mktemp("pages") / "home")
    settings = make_settings(home, memory_limit="1GB", threads=2)
    furnish(settings, 1, "small")
    return home


@pytest.fixture(scope="session")
def served(home: Path) -> Iterator[Served]:
    """The demo as `./holdfast serve` serves it; queued exports wait for `exports_written`."""
    if not (DIST / "index.html").exists():
        pytest.exit("the pages are not built: run `make web`", 1)
    tokens = {role: _make_token(home, role) for role in Role}
    with serving(home, MEMORY_LIMIT="1GB", EXPORT_WORKERS="0") as (line,):
        # the cookie is a secure one: over plain HTTP browsers keep it for this name only
        yield Served(address(line).replace("127.0.0.1", "localhost"), tokens)


def _make_token(home: Path, role: Role) -> str:
    words = [
        "token",
        "create",
        "--publisher",
        PUBLISHER,
        "--role",
        role.value.lower(),
        "--name",
        f"{role.value.lower()} of tests",
    ]
    done = run_command(home, words)
    assert done.returncode == 0, done.stderr
    return next(word for word in done.stdout.split() if word.startswith("hf_"))


@pytest.fixture(scope="session")
def playwright(served: Served) -> Iterator[Playwright]:  # noqa: ARG001
    """What drives the browser: started after the demo was made, which wants an event loop of its own."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium; where there is none, that is said."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.exit("no chromium: apt-get install chromium", 1)
    browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
    yield browser
    browser.close()


def _sign_in(browser: Browser, served: Served, role: Role) -> StorageState:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{served}/sign-in")
        page.get_by_label("Token").fill(served.tokens[role])
        page.get_by_role("button", name="Sign in with a token").click()
        page.get_by_role("button", name="Sign out").wait_for()
        return context.storage_state()


@pytest.fixture(scope="session")
def states(browser: Browser, served: Served) -> dict[Role, StorageState]:
    """What a browser keeps after signing in."""
    return {role: _sign_in(browser, served, role) for role in Role}


@pytest.fixture(scope="session")
def personal_values(served: Served) -> frozenset[str]:
    """What a contributor may see nothing of."""
    return find_personal_values(served)


def open_context(browser: Browser, base: str, state: StorageState | None) -> BrowserContext:
    """A browser of its own on a desk's screen."""
    return browser.new_context(
        base_url=base,
        storage_state=state,
        viewport={"width": 1440, "height": 1000},
        locale="en-US",
        color_scheme="light",
    )


@pytest.fixture
def visitor(browser: Browser, served: Served) -> Iterator[Watched]:
    """A page of a browser that nobody is signed in with; `visitor.page`."""
    with open_context(browser, str(served), None) as context:
        watched = Watched(context, str(served), frozenset())
        yield watched
        watched.check()


@pytest.fixture
def owner_visit(browser: Browser, served: Served, states: dict[Role, StorageState]) -> Iterator[Watched]:
    """A page that an owner is signed in with, and what is seen of it."""
    with open_context(browser, str(served), states[Role.OWNER]) as context:
        watched = Watched(context, str(served), frozenset())
        yield watched
        watched.check()


@pytest.fixture
def contributor_visit(
    browser: Browser, served: Served, states: dict[Role, StorageState], personal_values: frozenset[str]
) -> Iterator[Watched]:
    """A page that a contributor is signed in with: at its end nothing personal was in any answer or on the page."""
    with open_context(browser, str(served), states[Role.CONTRIBUTOR]) as context:
        watched = Watched(context, str(served), personal_values)
        yield watched
        watched.check()


@pytest.fixture
def owner(owner_visit: Watched) -> Page:
    """A page that an owner is signed in with; paths alone lead to it: `owner.goto("/customers")`."""
    return owner_visit.page


@pytest.fixture
def contributor(contributor_visit: Watched) -> Page:
    """A page that a contributor is signed in with."""
    return contributor_visit.page
