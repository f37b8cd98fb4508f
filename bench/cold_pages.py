"""Opens the dashboards in a browser whose cache is empty, and tells when each page is complete.

`python -m bench.cold_pages [--size medium] [--runs 7]`: the home of a size, served on loopback, in Chromium.
It needs the built pages (`make web`).
Complete means that every widget shows its numbers: nothing is on its way any more, every chart and the map are drawn.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from bench.dashboards import choose
from bench.homes import EDITIONS, home_of
from bench.results import Result, show
from bench.serving import environment, make_token, serve_home

_GOAL = 1500.0
_WIDGETS = {"customers": 10, "retention": 10}
_COMPLETE = """
widgets => new Promise((done, fail) => {
  const missing = () => document.querySelectorAll("main [data-widget]").length < widgets
    || document.querySelector("main .skeleton, main [data-widget][aria-busy=true]")
    || [...document.querySelectorAll("main [data-chart]")].some(chart => !chart.querySelector("canvas"));
  // what was set in one frame is on the screen after the next
  const look = () => missing() ? requestAnimationFrame(look) : requestAnimationFrame(() => done(performance.now()));
  look();
  setTimeout(() => fail(new Error("the page is not complete after half a minute")), 30000);
})
"""
_EMPTY = "/healthz"
"""The baseline: what the browser itself takes for the service's smallest answer."""


def measure_cold_pages(home: Path, runs: int) -> list[Result]:
    """Milliseconds from the address to the complete page, medians; each run in a browser context of its own."""
    publisher_id, _ = choose(home)
    with tempfile.TemporaryDirectory() as folder:
        given = environment(home, Path(folder))
        token = make_token(given, publisher_id)
        with serve_home(given) as served, _browser() as browser:
            # the session's cookie is a secure one: over plain HTTP browsers keep it for this name only
            address = served.address.replace("127.0.0.1", "localhost").removesuffix("/graphql").rstrip("/")
            state = _sign_in(browser, address, token)
            return [_measure(browser, address, state, page, runs) for page in _WIDGETS]


@contextmanager
def _browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        sys.exit("no chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _sign_in(browser: Browser, address: str, token: str) -> StorageState:
    with browser.new_context() as context:
        answer = context.request.post(
            f"{address}/session", data={"token": token}, headers={"sec-fetch-site": "same-origin"}
        )
        assert answer.status == 201, answer.text()
        return context.storage_state()


def _measure(browser: Browser, address: str, state: StorageState, name: str, runs: int) -> Result:
    found = [_open(browser, address, state, name) for _ in range(runs + 1)][1:]
    empty = median(each for each, _ in found)
    complete = sorted(each for _, each in found)
    holds = median(complete) < _GOAL
    note = f"from {complete[0]:.0f} to {complete[-1]:.0f}"
    return Result(f"{name} page, cold", "ms", median(complete), empty, f"under {_GOAL:.0f} ms", holds, note)


def _open(browser: Browser, address: str, state: StorageState, name: str) -> tuple[float, float]:
    """Milliseconds of the smallest answer and of the complete page."""
    with browser.new_context(storage_state=state, viewport={"width": 1440, "height": 1000}) as context:
        page = context.new_page()
        page.goto(f"{address}{_EMPTY}")
        empty = _now(page)
        page.goto(f"{address}/{name}", wait_until="commit")
        return empty, float(page.evaluate(_COMPLETE, _WIDGETS[name]))


def _now(page: Page) -> float:
    return float(page.evaluate("() => performance.getEntriesByType('navigation')[0].loadEventEnd"))


def main() -> int:
    """Prints a line for each page; 1 where one is late."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=list(EDITIONS), default="medium")
    parser.add_argument("--home", type=Path, help="a built home in place of that of a size")
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()
    results = measure_cold_pages(given.home or home_of(given.size), given.runs)
    for result in results:
        print(show(result), flush=True)
    return 0 if all(result.holds for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
