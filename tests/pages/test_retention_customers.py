"""The retention page's customers and details: sorted, paged through, masked, and taken away as files."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from domain.scope import Role
from tests.pages.reading import NONE, day, money
from tests.pages.retention_figures import rows, widget
from tests.pages.serving import Served

OFFER = "anvil-batch-runner"
BOTH = pytest.mark.parametrize("role", list(Role))
WHY = {"OWNER_ONLY": "Visible to owners", "NO_CONSENT": "No consent"}


def _personal(value: str | None, access: str) -> str:
    if access == "PROTECTED":
        return f"{value} Protected"
    return WHY.get(access, value or NONE)


def _accounts(served: Served, role: Role, **variables: Any) -> dict[str, Any]:
    asked = served.ask(role, "retention-customers", {"offer": {"offerId": [OFFER]}, **variables})
    found: dict[str, Any] = asked["offers"]["nodes"][0]["retention"]["customers"]
    return found


def _account_row(number: int, node: dict[str, Any]) -> list[str]:
    customer = node["customer"]
    access = customer["personalData"]
    return [
        str(number),
        customer["customerId"],
        _personal(customer["companyName"], access),
        _personal(customer["email"], access),
        ", ".join(node["billingTypes"]),
        ", ".join(plan["name"] for plan in node["plans"]),
        day(node["firstUsedOn"]),
        day(node["lastUsedOn"]),
        str(node["daysSinceLastUse"]),
        money(node["revenue"]),
        money(node["revenueOnDay"]),
    ]


def _check(section: Locator, connection: dict[str, Any], start: int = 1) -> None:
    nodes = connection["nodes"]
    last = start + len(nodes) - 1
    expect(section.get_by_role("navigation", name="Pages")).to_contain_text(
        f"{start}–{last} of {connection['totalCount']:,}"
    )
    expect(section).to_have_attribute("aria-busy", "false")
    assert rows(section) == [_account_row(start + place, node) for place, node in enumerate(nodes)]


@BOTH
def test_customers_by_day_tab_order_and_page(request: pytest.FixtureRequest, served: Served, role: Role) -> None:
    page: Page = request.getfixturevalue(role.value.lower())
    page.goto(f"/retention?offer={OFFER}")
    section = widget(page, "retention-customers")
    _check(section, _accounts(served, role))
    section.get_by_role("radio", name="Dormant").click()
    expect(section.get_by_role("region")).to_have_attribute("aria-label", "Customers dormant on Day 45")
    dormant = _accounts(served, role, status="DORMANT")
    _check(section, dormant)
    section.get_by_label("Normalized day").select_option("14")
    expect(section.get_by_role("region")).to_have_attribute("aria-label", "Customers dormant on Day 14")
    _check(section, _accounts(served, role, status="DORMANT", period=14))
    orders = {
        "Customer": "CUSTOMER_ID",
        "First use": "FIRST_USED_ON",
        "Last use": "LAST_USED_ON",
        "Days since": "DAYS_SINCE_LAST_USE",
    }
    orders |= {"Revenue generated (USD)": "REVENUE", "Revenue per day (USD)": "REVENUE_ON_DAY"}
    if role is Role.OWNER:
        orders |= {"Company": "COMPANY_NAME", "Email": "EMAIL"}
    else:
        for title in ("Company", "Email"):
            expect(section.get_by_role("columnheader", name=title)).to_be_visible()
            expect(section.get_by_role("button", name=title, exact=True)).to_have_count(0)
    for title, field in orders.items():
        section.get_by_role("button", name=title, exact=True).click()
        expect(section.get_by_role("columnheader", name=title, exact=True)).to_have_attribute("aria-sort", "ascending")
        order = [{"field": field, "direction": "ASC"}]
        _check(section, _accounts(served, role, status="DORMANT", period=14, customersOrder=order))


@BOTH
def test_pages_lead_through_all_customers(request: pytest.FixtureRequest, served: Served, role: Role) -> None:
    page: Page = request.getfixturevalue(role.value.lower())
    page.goto(f"/retention?offer={OFFER}")
    section = widget(page, "retention-customers")
    everybody = _accounts(served, role, customersFirst=1000)
    total = everybody["totalCount"]
    for start in range(1, total + 1, 10):
        chunk = {"totalCount": total, "nodes": everybody["nodes"][start - 1 : start + 9]}
        _check(section, chunk, start)
        following = section.get_by_role("button", name="Next")
        if start + 10 <= total:
            following.click()
        else:
            expect(following).to_be_disabled()
    section.get_by_role("button", name="Previous").click()
    start = (total - 1) // 10 * 10 - 9
    _check(section, {"totalCount": total, "nodes": everybody["nodes"][start - 1 : start + 9]}, start)
    section.get_by_label("Rows").select_option("100")
    _check(section, everybody)


def _detail_row(number: int, node: dict[str, Any]) -> list[str]:
    customer, offer = node["customer"], node["offer"]
    access = customer["personalData"]
    name = customer["firstName"]
    if access == "VISIBLE":
        name = " ".join(part for part in (customer["firstName"], customer["lastName"]) if part) or None
    return [
        str(number),
        day(node["retainedOn"]),
        offer["category"],
        offer["name"],
        node["plan"]["name"],
        node["billingType"],
        customer["customerId"],
        _personal(name, access),
        _personal(customer["companyName"], access),
        customer["country"] or "Unknown",
        customer["countryCode"] or NONE,
        node["currencyCode"] or NONE,
        day(node["firstUsedOn"]),
        node["salesChannel"] or NONE,
        offer["offerType"] or NONE,
        f"{node['daysFromFirstUse']:,}",
        money(node["revenue"]),
        money(node["revenueOnDay"]),
    ]


def _details(served: Served, role: Role, **variables: Any) -> dict[str, Any]:
    asked = served.ask(role, "retention-details", {"offer": {"offerId": [OFFER]}, **variables})
    found: dict[str, Any] = asked["offers"]["nodes"][0]["retention"]["details"]
    return found


def _check_details(section: Locator, connection: dict[str, Any], start: int = 1) -> None:
    nodes = connection["nodes"]
    expect(section.get_by_role("navigation", name="Pages")).to_contain_text(
        f"{start:,}–{start + len(nodes) - 1:,} of {connection['totalCount']:,}"
    )
    expect(section).to_have_attribute("aria-busy", "false")
    assert rows(section) == [_detail_row(start + place, node) for place, node in enumerate(nodes)]


@BOTH
def test_details_sort_and_page(request: pytest.FixtureRequest, served: Served, role: Role) -> None:
    page: Page = request.getfixturevalue(role.value.lower())
    page.goto(f"/retention?offer={OFFER}")
    section = widget(page, "retention-details")
    _check_details(section, _details(served, role))
    section.get_by_label("Rows").select_option("500")
    first = _details(served, role, detailsFirst=500)
    _check_details(section, first)
    section.get_by_role("button", name="Next").click()
    _check_details(section, _details(served, role, detailsFirst=500, detailsAfter=first["pageInfo"]["endCursor"]), 501)
    section.get_by_label("Rows").select_option("50")
    orders = {
        "Offer plan": "NAME", "Sku Billing Type": "BILLING_TYPE", "Customer Id": "CUSTOMER_ID", "Customer Country Name": "COUNTRY",
        "Customer Country code": "COUNTRY_CODE", "Customer Currency code": "CURRENCY_CODE", "First usage date": "FIRST_USED_ON",
        "Azure License Type": "SALES_CHANNEL", "Days from First Usage": "DAYS_FROM_FIRST_USE", "Revenue Generated (USD)": "REVENUE",
        "Revenue generated Per Day (USD)": "REVENUE_ON_DAY", "Retained date": "RETAINED_ON",
    }  # fmt: skip
    if role is Role.OWNER:
        orders |= {"Customer Name": "FIRST_NAME", "Customer Company Name": "COMPANY_NAME"}
    for title, field in orders.items():
        section.get_by_role("button", name=title, exact=True).click()
        expect(section.get_by_role("columnheader", name=title, exact=True)).to_have_attribute("aria-sort", "ascending")
        _check_details(section, _details(served, role, detailsOrder=[{"field": field, "direction": "ASC"}]))


def _download(page: Page, section: Locator) -> list[str]:
    section.get_by_role("button", name="Menu").click()
    with page.expect_download() as found:
        section.get_by_role("menuitem", name="CSV").click()
    return found.value.path().read_text().splitlines()


@BOTH
def test_customers_are_downloaded_as_they_are_shown(request: pytest.FixtureRequest, served: Served, role: Role) -> None:
    page: Page = request.getfixturevalue(role.value.lower())
    page.goto(f"/retention?offer={OFFER}")
    section = widget(page, "retention-customers")
    section.get_by_role("radio", name="Dormant").click()
    section.get_by_role("button", name="Last use", exact=True).click()
    expect(section.get_by_role("columnheader", name="Last use", exact=True)).to_have_attribute("aria-sort", "ascending")
    widget(page, "retention-customers")
    lines = _download(page, section)
    order = [{"field": "LAST_USED_ON", "direction": "ASC"}]
    expected = _accounts(served, role, status="DORMANT", customersOrder=order, customersFirst=1000)["nodes"]
    assert lines[0].split(",")[0] == "accountId"
    assert [line.split(",")[0].strip('"') for line in lines[1:]] == [node["accountId"] for node in expected]
