"""GraphiQL: runs the questions of the widgets under the policy of all pages, signed in by the cookie."""

import json
import re
from urllib.parse import quote

from playwright.sync_api import Page, expect

from domain.scope import Role
from tests.pages.serving import QUERIES, Served

EXECUTE = re.compile("Execute query")


def run(page: Page) -> None:
    page.get_by_role("button", name=EXECUTE).click()


def test_a_question_of_a_widget_is_opened_and_answered(contributor: Page, served: Served) -> None:
    contributor.goto("/graphql")
    contributor.get_by_role("button", name="Show Questions of the dashboards").click()
    listed = contributor.get_by_role("region", name="Questions of the dashboards").get_by_role("link")
    expect(listed).to_have_count(len(list(QUERIES.glob("*.graphql"))))
    listed.get_by_text("Customer summary").click()
    expect(contributor).to_have_url(re.compile(r"/graphql\?example=customer-summary$"))
    expect(contributor.get_by_role("region", name="Operation Editor")).to_contain_text("CustomerSummary")
    run(contributor)
    active = served.ask(Role.CONTRIBUTOR, "customer-summary")["customerDashboard"]["summary"]["active"]
    result = contributor.get_by_role("region", name="Result Window")
    expect(result).to_contain_text(f'"active": {active}')


def test_a_widget_hands_over_its_question_and_its_variables(owner: Page, served: Served) -> None:
    owner.goto("/downloads")
    owner.get_by_role("button", name="Menu of Downloads").click()
    with owner.context.expect_page() as opened:
        owner.get_by_role("menuitem", name="Open in GraphiQL").click()
    page = opened.value
    expect(page.get_by_role("region", name="Operation Editor")).to_contain_text("query Downloads")
    run(page)
    expect(page.get_by_role("region", name="Result Window")).to_contain_text('"totalCount"')
    assert served.ask(Role.OWNER, "downloads")["exports"]["totalCount"] >= 0


def test_the_schema_is_explained_and_subscriptions_are_followed(owner: Page, served: Served) -> None:
    asked = "mutation { requestExport(input: {report: GEOGRAPHY}) { export { id } } }"
    export = served.ask(Role.OWNER, asked)["requestExport"]["export"]["id"]
    query = f'subscription {{ exportProgress(id: "{export}") {{ status }} }}'
    owner.goto("/graphql#" + quote(json.dumps({"query": query})))
    # executed before it is in the editor, nothing would be asked
    expect(owner.get_by_role("region", name="Operation Editor")).to_contain_text("exportProgress")
    run(owner)
    expect(owner.get_by_role("region", name="Result Window")).to_contain_text('"status": "READY"')
    owner.get_by_role("button", name="Show Documentation Explorer").click()
    expect(owner.get_by_role("link", name="Subscription", exact=True)).to_be_visible()


def test_graphiql_leads_to_the_pages(contributor: Page) -> None:
    contributor.goto("/graphql")
    links = contributor.get_by_role("navigation", name="Pages").get_by_role("link")
    expect(links).to_have_text(["Customers", "Retention", "Downloads"])
    links.get_by_text("Retention").click()
    expect(contributor).to_have_url(re.compile(r"/retention$"))
    expect(contributor.get_by_role("navigation", name="Pages").get_by_role("link")).to_have_text(
        ["Customers", "Retention", "Downloads", "GraphiQL"]
    )
    expect(contributor.locator("[aria-busy=true]")).to_have_count(0)
