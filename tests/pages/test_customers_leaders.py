"""Choosing a leader: who it is, as far as the role may see, and its plans; kept in the address."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.pages.customers import LAST_6, find_leader, leader_rows, plan_rows
from tests.pages.reading import day, expect_numbers, expect_rows, widget
from tests.pages.serving import Served

_FIELDS = {
    "Company name": "companyName",
    "First name": "firstName",
    "Last name": "lastName",
    "Email": "email",
    "Address": "addressLine1",
    "City": "city",
    "Postal code": "postalCode",
}


def _row(page: Page, rank: int) -> Locator:
    """The row of a rank; all customers are 0."""
    return widget(page, "leader-board").locator("tbody tr").nth(rank)


def _expect_leader(page: Page, served: Served, role: str, customer_id: str | None) -> None:
    variables = {**LAST_6, "customerId": customer_id}
    for name, field in (("orders-by-plans", "ordersByPlan"), ("seats-by-plans", "seatsByPlan")):
        found = served.ask(role, name, variables)["customerDashboard"][field]
        expect_numbers(widget(page, name), plan_rows(found))


def _open_facts(customer: Any) -> list[str]:
    return [
        customer["customerId"],
        customer["state"] or "Unknown",
        customer["country"] or "Unknown",
        customer["language"] or "–",
        customer["customerType"] or "–",
        *(day(customer[name]) if customer[name] else "–" for name in ("dateAcquired", "dateLost")),
        "Yes" if customer["isActive"] else "No",
    ]


def _expect_profile(page: Page, served: Served, role: str, customer_id: str, personal: bool) -> None:
    customer = served.ask(role, "customer-profile", {"profileOf": customer_id})["customer"]
    shown = [customer[field] or "–" for field in _FIELDS.values()] if personal else []
    expect(widget(page, "customer-profile").locator("dd")).to_have_text([*shown, *_open_facts(customer)])
    names = widget(page, "customer-profile").locator("dt")
    assert names.all_inner_texts()[: len(shown)] == (list(_FIELDS) if personal else [])


def test_owner_sees_who_gave_consent(owner: Page, served: Served) -> None:
    rank, leader = find_leader(served, "OWNER", "VISIBLE")
    owner.goto("/customers")
    _row(owner, rank).click()
    _expect_profile(owner, served, "OWNER", leader, personal=True)
    _expect_leader(owner, served, "OWNER", leader)
    expect(widget(owner, "customer-profile").get_by_role("note")).to_have_count(0)
    owner.reload()
    _expect_profile(owner, served, "OWNER", leader, personal=True)
    _expect_leader(owner, served, "OWNER", leader)
    expect(_row(owner, rank)).to_have_attribute("aria-current", "true")
    _row(owner, 0).get_by_role("button").press("Enter")
    expect(widget(owner, "customer-profile")).to_contain_text("Choose a customer in the leader board")
    _expect_leader(owner, served, "OWNER", None)
    assert "leader" not in owner.url


def test_owner_is_told_who_gave_no_consent(owner: Page, served: Served) -> None:
    rank, leader = find_leader(served, "OWNER", "NO_CONSENT")
    owner.goto("/customers")
    _row(owner, rank).click()
    expect(widget(owner, "customer-profile").get_by_role("note")).to_contain_text("gave no consent")
    _expect_profile(owner, served, "OWNER", leader, personal=False)
    _expect_leader(owner, served, "OWNER", leader)


@pytest.mark.parametrize("role", ["OWNER", "CONTRIBUTOR"])
def test_a_protected_customer_is_masked_for_everybody(
    role: str, served: Served, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(role.lower())
    rank, leader = find_leader(served, role, "PROTECTED")
    page.goto("/customers")
    expect(_row(page, rank)).to_contain_text("Protected")
    _row(page, rank).click()
    profile = widget(page, "customer-profile")
    expect(profile.get_by_role("note")).to_contain_text("protected customer")
    _expect_profile(page, served, role, leader, personal=True)
    assert profile.locator("dd").all_inner_texts()[:7] == ["************"] * 7


def test_contributor_reads_that_owners_see_more(contributor: Page, served: Served) -> None:
    rank, leader = find_leader(served, "CONTRIBUTOR", "OWNER_ONLY")
    contributor.goto("/customers")
    _row(contributor, rank).click()
    expect(widget(contributor, "customer-profile").get_by_role("note")).to_have_text("Visible to owners")
    _expect_profile(contributor, served, "CONTRIBUTOR", leader, personal=False)
    _expect_leader(contributor, served, "CONTRIBUTOR", leader)


def test_leaders_are_searched_by_what_is_shown_of_them(owner: Page, served: Served) -> None:
    board = served.ask("OWNER", "leader-board", LAST_6)["customerDashboard"]["leadersByOrders"]
    entry = next(each for each in board["entries"] if each["customer"]["personalData"] == "VISIBLE")
    rows = leader_rows(board)
    wanted = entry["customer"]["companyName"].upper()
    owner.goto("/customers")
    search = widget(owner, "leader-board").get_by_role("searchbox")
    search.fill(wanted)
    expect_rows(widget(owner, "leader-board"), [rows[0], *(row for row in rows[1:] if wanted in row[1].upper())])
    search.fill("nobody is called so")
    expect_rows(widget(owner, "leader-board"), rows[:1])
    expect(widget(owner, "leader-board")).to_contain_text("None of the leaders is called so.")
    search.fill("")
    expect_rows(widget(owner, "leader-board"), rows)
    assert "search" not in owner.url
