"""Customer details: sorted by every column, filtered, paged through, with the columns that were chosen."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.pages.customers import LAST_6, detail_rows
from tests.pages.reading import expect_rows, widget
from tests.pages.serving import Served

_ROWS = "table:not([data-numbers]) tbody tr"


def _details(page: Page) -> Locator:
    return widget(page, "customer-details")


def _ask(served: Served, role: str, **variables: Any) -> Any:
    return served.ask(role, "customer-details", {**LAST_6, **variables})["customers"]


def _expect_ids(page: Page, nodes: Any) -> None:
    rows = _details(page).locator(_ROWS)
    expect(rows).to_have_count(len(nodes))
    for row, node in ((0, nodes[0]), (-1, nodes[-1])):
        expect(rows.nth(row)).to_have_attribute("data-key", node["customer"]["customerId"])
    found = rows.evaluate_all("rows => rows.map((row) => row.dataset.key)")
    assert found == [node["customer"]["customerId"] for node in nodes]


@pytest.mark.parametrize("role", ["OWNER", "CONTRIBUTOR"])
def test_every_column_sorts(role: str, served: Served, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(role.lower())
    page.goto("/customers")
    expect(_details(page).get_by_role("columnheader", name="Date acquired")).to_have_attribute(
        "aria-sort", "descending"
    )
    personal = ["Company name", "Email", "City"] if role == "OWNER" else []
    both = ("Customer ID", "Date lost", "Revenue")  # a text, one that is often missing, an amount
    names = ["Customer ID", *personal, "State", "Country", "Customer type", "Date lost", "Active"]
    all_names = [*names, "Orders", "Seats", "Normalized hours", "Raw hours", "Revenue"]
    for name in all_names if role == "OWNER" else both:
        heading = _details(page).get_by_role("columnheader", name=name, exact=True)
        field = {"Active": "IS_ACTIVE"}.get(name, name.upper().replace(" ", "_"))
        for direction, said in (("ASC", "ascending"), ("DESC", "descending"))[: 2 if name in both else 1]:
            heading.get_by_role("button").click()
            expect(heading).to_have_attribute("aria-sort", said)
            _expect_ids(page, _ask(served, role, orderBy=[{"field": field, "direction": direction}])["nodes"])
    assert "order=REVENUE.DESC" in page.url
    nodes = _ask(served, role, orderBy=[{"field": "REVENUE", "direction": "DESC"}])["nodes"]
    page.reload()
    expect_rows(_details(page), detail_rows(nodes, role == "OWNER"))


def test_contributor_neither_sorts_nor_filters_by_personal_data(contributor: Page, served: Served) -> None:
    contributor.goto("/customers?order=COMPANY_NAME.ASC")
    heading = _details(contributor).get_by_role("columnheader", name="Company name")
    expect(heading.get_by_role("button")).to_have_count(0)
    _expect_ids(contributor, _ask(served, "CONTRIBUTOR")["nodes"])
    _details(contributor).get_by_text("Filter the table").click()
    form = _details(contributor).get_by_role("form")
    expect(form).to_contain_text("visible to owners")
    labels = form.locator("label").all_inner_texts()
    assert [label.split("\n")[0] for label in labels] == [
        "Customer IDs",
        "Acquired from",
        "Acquired to",
        "Lost from",
        "Lost to",
        "Active",
    ]


def test_an_owner_filters_by_persons_without_a_word_in_the_address(owner: Page, served: Served) -> None:
    owner.goto("/customers")
    filtered = {"companyName": {"contains": "gmbh"}, "email": {"contains": "example.org"}, "active": True}
    nodes = _ask(served, "OWNER", filter=filtered)
    assert 0 < nodes["totalCount"] < 50
    _details(owner).get_by_text("Filter the table").click()
    form = _details(owner).get_by_role("form")
    form.get_by_label("Company name contains").fill("gmbh")
    form.get_by_label("Email contains").fill("example.org")
    form.get_by_label("Active").select_option("yes")
    form.get_by_role("button", name="Apply").click()
    expect_rows(_details(owner), detail_rows(nodes["nodes"], True))
    expect(_details(owner).locator("summary .count")).to_have_text("3")
    assert owner.url.endswith("/customers?active=yes")
    _details(owner).get_by_role("button", name="Reset").click()
    expect_rows(_details(owner), detail_rows(_ask(served, "OWNER")["nodes"], True))
    assert owner.url.endswith("/customers")


def test_dates_and_ids_filter_the_table_and_stay_in_the_address(contributor: Page, served: Served) -> None:
    ids = [node["customer"]["customerId"] for node in _ask(served, "CONTRIBUTOR")["nodes"][:3]]
    contributor.goto("/customers")
    _details(contributor).get_by_text("Filter the table").click()
    form = _details(contributor).get_by_role("form")
    form.get_by_label("Customer IDs").fill(" ".join(ids))
    form.get_by_role("button", name="Apply").click()
    nodes = _ask(served, "CONTRIBUTOR", filter={"customerId": ids})["nodes"]
    expect_rows(_details(contributor), detail_rows(nodes, False))
    contributor.goto("/customers?acquired.from=2026-08-01&acquired.to=2026-08-31&active=no")
    filtered = {"dateAcquired": {"from": "2026-08-01", "to": "2026-08-31"}, "active": False}
    expect_rows(_details(contributor), detail_rows(_ask(served, "CONTRIBUTOR", filter=filtered)["nodes"], False))


def test_pages_lead_through_everything(owner: Page, served: Served) -> None:
    total = _ask(served, "OWNER")["totalCount"]
    owner.goto("/customers")
    _details(owner).get_by_label("Rows").select_option("500")
    pages: list[Any] = []
    after = None
    for _ in range(0, total, 500):
        found = _ask(served, "OWNER", first=500, after=after)
        after = found["pageInfo"]["endCursor"]
        pages.append(found["nodes"])
    status = _details(owner).get_by_role("navigation").get_by_role("status")
    following = _details(owner).get_by_role("button", name="Next")
    for number, nodes in enumerate(pages):
        start = number * 500
        expect(status).to_have_text(f"{start + 1:,}–{start + len(nodes):,} of {total:,}")
        _expect_ids(owner, nodes)
        last = _details(owner).locator(_ROWS).last.locator("td")
        expect(last).to_have_text(detail_rows(nodes[-1:], True, start + len(nodes))[0])
        if number < len(pages) - 1:
            following.click()
    expect(following).to_be_disabled()
    _details(owner).get_by_role("button", name="Previous").click()
    expect(status).to_have_text(re.compile(rf"–{(len(pages) - 1) * 500} of"))
    assert "rows=500" in owner.url


def test_columns_are_chosen_and_stay_in_the_address(owner: Page) -> None:
    owner.goto("/customers")
    _details(owner).get_by_role("button", name=re.compile("^Columns")).click()
    panel = _details(owner).get_by_role("group", name="Columns")
    panel.get_by_role("searchbox").fill("sub")
    panel.get_by_label("Subscriptions").check()
    panel.get_by_role("searchbox").fill("mail")
    panel.get_by_label("Email").uncheck()
    owner.reload()
    headings = _details(owner).get_by_role("columnheader")
    expect(headings.filter(has_text="Subscriptions")).to_have_count(1)
    expect(headings.filter(has_text="Email")).to_have_count(0)
    expect(headings.filter(has_text="Subscriptions").get_by_role("button")).to_have_count(0)
