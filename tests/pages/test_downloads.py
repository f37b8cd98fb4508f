"""Files: small ones at once from a widget's menu, others by the downloads page, followed, canceled and fetched."""

from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Locator, Page, expect

from domain.scope import Role
from tests.pages.serving import Served, exports_written

REQUEST = "mutation ($input: RequestExportInput!) { requestExport(input: $input) { export { id status } } }"
EXPORT = "query ($id: ID!) { export(id: $id) { report rows bytes requestedBy downloadUrl } }"


def request_large(served: Served, role: Role) -> str:
    """Asks for a file that is too large to be written at once."""
    made = served.ask(role, REQUEST, {"input": {"report": "CUSTOMER_DETAILS", "format": "TSV"}})["requestExport"][
        "export"
    ]
    assert made["status"] == "QUEUED"
    return str(made["id"])


def row_of(page: Page, export_id: str) -> Locator:
    return page.locator(f'tr[data-key="{export_id}"]')


def fetch(served: Served, role: Role, address: str) -> bytes:
    """The bytes of a file as the API gives them."""
    headers = {"authorization": f"Bearer {served.tokens[role]}"}
    answer = httpx2.get(httpx2.URL(str(served)).join(address), headers=headers)
    assert answer.status_code == 200
    return bytes(answer.content)


@pytest.mark.parametrize("form", ["CSV", "PARQUET"])
def test_a_small_file_is_downloaded_at_once(owner: Page, served: Served, form: str) -> None:
    owner.goto("/customers")
    owner.get_by_role("button", name="Menu of Customer summary").click()
    with owner.expect_download() as downloaded:
        owner.get_by_role("menuitem", name=f"Download data as {form}").click()
    expect(owner.get_by_text("Customer summary: the file is downloaded.")).to_be_visible()
    assert downloaded.value.suggested_filename.endswith(f".{form.lower()}")
    (newest,) = served.ask(Role.OWNER, "downloads", {"first": 1})["exports"]["nodes"]
    assert newest["format"] == form
    assert Path(downloaded.value.path()).read_bytes() == fetch(served, Role.OWNER, newest["downloadUrl"])


def check_life_of_a_file(page: Page, served: Served, home: Path, role: Role) -> None:
    """A queued file is canceled; another is followed while it is written, and fetched."""
    canceled, wanted = request_large(served, role), request_large(served, role)
    page.goto("/downloads")
    row = row_of(page, canceled)
    expect(row.locator(".status")).to_have_text("Queued")
    row.get_by_role("button", name="Cancel Customer details").click()
    expect(row.locator(".status")).to_have_text("Canceled")
    expect(row.get_by_role("button")).to_have_count(0)
    row = row_of(page, wanted)
    expect(row.locator(".status")).to_have_text("Queued")
    with exports_written(home):
        # nobody refreshes: the page is told
        expect(row.locator(".status")).to_have_text("Ready", timeout=60_000)
    made: dict[str, Any] = served.ask(role, EXPORT, {"id": wanted})["export"]
    expect(row.get_by_title(f"{made['rows']:,}", exact=True)).to_be_visible()
    expect(row.get_by_title(f"{made['bytes']:,} bytes", exact=True)).to_be_visible()
    expect(row).to_contain_text(made["requestedBy"])
    with page.expect_download() as downloaded:
        row.get_by_role("link", name="Download Customer details as TSV").click()
    assert Path(downloaded.value.path()).read_bytes() == fetch(served, role, made["downloadUrl"])


def test_an_owner_follows_and_fetches_and_sees_the_files_of_others(owner: Page, served: Served, home: Path) -> None:
    other = request_large(served, Role.CONTRIBUTOR)
    check_life_of_a_file(owner, served, home, Role.OWNER)
    expect(row_of(owner, other)).to_contain_text("contributor of tests")


def test_a_contributor_follows_and_fetches_its_own_and_sees_no_others(
    contributor: Page, served: Served, home: Path
) -> None:
    other = request_large(served, Role.OWNER)
    check_life_of_a_file(contributor, served, home, Role.CONTRIBUTOR)
    expect(row_of(contributor, other)).to_have_count(0)
    expect(contributor.locator("tbody")).not_to_contain_text("owner of tests")
    total = served.ask(Role.CONTRIBUTOR, "downloads")["exports"]["totalCount"]
    expect(contributor.locator(".pager")).to_contain_text(f"of {total}")
