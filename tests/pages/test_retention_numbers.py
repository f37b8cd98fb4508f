"""Every widget of the retention page shows what the API answers the same role, after one question."""

from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from domain.scope import Role
from tests.pages.reading import NONE, day, money, month, percent, short
from tests.pages.retention_figures import cards, numbers, plain, rows, two, widget
from tests.pages.serving import Served

OFFER = "anvil-batch-runner"
INDICATORS = {"GOOD": "▲ Good", "NEUTRAL": "● Neutral", "BAD": "▼ Bad", None: NONE}
CARDS = {"DAY": (0, 2, 14, 20), "WEEK": (0, 2, 14, 20), "MONTH": (0, 1, 3, 6)}
CHART = {"DAY": (0, 2, 9, 14, 20, 30, 45), "WEEK": (0, 2, 9, 14, 20, 30, 45), "MONTH": (0, 1, 2, 3, 6, 9, 12)}
TABLE = {"DAY": (0, 1, 2, 14, 20, 30, 45), "WEEK": (0, 1, 2, 14, 20, 30, 45), "MONTH": (0, 1, 2, 3, 6, 9, 12)}
HORIZON = {"DAY": 45, "WEEK": 45, "MONTH": 12}
TITLES = {"DAY": "Daily retention", "WEEK": "Weekly retention", "MONTH": "Monthly retention"}


def _signed(change: int | None) -> str:
    if not change:
        return NONE if change is None else "0"
    return f"▲ +{change}" if change > 0 else f"▼ −{-change}"


def _overview_row(row: dict[str, Any]) -> list[str]:
    interval = row["interval"]
    score = percent(row["score"]) + (f" {percent(interval['low'])} – {percent(interval['high'])}" if interval else "")
    return [
        f"{row['offer']['name']} {row['offer']['category']}",
        short(row["eligible"]),
        score,
        percent(row["benchmark"]),
        INDICATORS[row["indicator"]],
        short(row["rank"]),
        _signed(row["rankChange"]),
        short(row["dormant"]),
        money(row["revenueAtStake"]),
    ]


def _check_offers(page: Page, served: Served, role: Role, granularity: str) -> None:
    asked = served.ask(role, "my-offers", {"granularity": granularity})["offerOverview"]
    assert rows(widget(page, "my-offers")) == [_overview_row(row) for row in asked]


def _check_retained(page: Page, retention: dict[str, Any]) -> None:
    section, granularity = widget(page, "retained-customers"), retention["granularity"]
    unit, points = granularity.capitalize(), {each["period"]: each for each in retention["curve"]["points"]}
    expected = {f"Total {unit} {HORIZON[granularity]}": short(retention["curve"]["total"])}
    expected |= {f"{unit} {n}": short(points[n]["retained"]) if n in points else NONE for n in CARDS[granularity]}
    assert cards(section) == expected
    shown = [points[n] for n in CHART[granularity] if n in points]
    assert numbers(section) == [[plain(each[name]) for name in ("period", "retained", "eligible")] for each in shown]
    base = retention["base"]
    expect(section).to_contain_text(
        f"Of {base['accounts']} customers with first use between {day(base['from'])} and {day(base['to'])}."
    )


def _check_performance(page: Page, standing: dict[str, Any], granularity: str) -> None:
    section = widget(page, "offer-performance")
    assert cards(section) == {
        "Rank": short(standing["rank"]),
        "Change in ranks": _signed(standing["rankChange"]),
        f"Score at {granularity.capitalize()} {HORIZON[granularity]}": percent(standing["score"]),
        "Total offers": short(standing["totalOffers"]),
        "Total customers": short(standing["totalCustomers"]),
        "Mean score": two(standing["meanScore"]),
        "Median score": two(standing["medianScore"]),
    }
    assert [offers for _, offers in numbers(section)] == [str(each["offers"]) for each in standing["distribution"]]
    behind = standing["offersBehind"]
    said = f"Your score: {two(standing['score'])}. Your offer is ahead of {behind} offer{'' if behind == 1 else 's'}"
    expect(section.locator("[data-chart]")).to_have_attribute("aria-label", f"Offers by retention score. {said}")
    expect(section).to_contain_text(
        "all publishers" if standing["scope"] == "ALL_PUBLISHERS" else "your own offers only"
    )


def _check_periods(page: Page, retention: dict[str, Any]) -> None:
    section, granularity = widget(page, "period-retention"), retention["granularity"]
    expect(section.get_by_role("heading", level=2)).to_have_text(TITLES[granularity])
    points = {each["period"]: each for each in retention["curve"]["points"]}
    expected = []
    for period in TABLE[granularity]:
        if (point := points.get(period)) is None:
            continue
        doubt = " not significant" if point["significant"] is False and point["indicator"] != "NEUTRAL" else ""
        name = f"{granularity.capitalize()} {period}"
        expected.append(
            [name, percent(point["score"]), percent(point["benchmark"]), INDICATORS[point["indicator"]] + doubt]
        )
    assert rows(section) == expected
    assert numbers(section) == [
        [
            plain(each)
            for each in (
                point["period"], point["eligible"], point["retained"], point["score"], point["interval"]["low"],
                point["interval"]["high"], point["benchmark"], point["indicator"],
            )
        ]
        for point in retention["curve"]["points"]
    ]  # fmt: skip


def _check_revenue(page: Page, served: Served, role: Role, granularity: str) -> None:
    asked = served.ask(role, "potential-revenue", {"offer": {"offerId": [OFFER]}, "granularity": granularity})
    periods = asked["offers"]["nodes"][0]["retention"]["potentialRevenue"]
    names = ("period", "accounts", "accumulated", "daily")
    assert numbers(widget(page, "potential-revenue")) == [[plain(each[name]) for name in names] for each in periods]


def _check_active(page: Page, served: Served, role: Role) -> None:
    bars = served.ask(role, "active-customers")["activeCustomers"]
    assert numbers(widget(page, "active-customers")) == [
        [
            f"{bar['offersPerCustomer']} offer{'' if bar['offersPerCustomer'] == '1' else 's'} per customer",
            *(str(bucket["accounts"]) for bucket in bar["buckets"]),
            str(bar["accounts"]),
        ]
        for bar in bars
    ]


def _check_heat_map(page: Page, served: Served, role: Role) -> None:
    asked = served.ask(role, "retention-heat-map", {"offer": {"offerId": [OFFER]}})
    cohorts = asked["offers"]["nodes"][0]["retention"]["heatMap"]["rows"]
    section = widget(page, "retention-heat-map")
    found = [row[:2] for row in rows(section)]
    marks = {True: "", False: "◔ not mature"}
    assert found == [[month(row["month"]) + marks[row["mature"]], str(row["size"])] for row in cohorts]
    cells = section.locator("[data-cell]")
    shown = cells.evaluate_all(
        "cells => cells.map(cell => [cell.dataset.cell, cell.innerText, cell.classList.contains('partial')])"
    )
    assert shown == [
        [f"{index} {cell['offset']}", percent(cell["score"]), cell["partial"]]
        for index, row in enumerate(cohorts)
        for cell in row["cells"]
    ]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("granularity", ["DAY", "WEEK", "MONTH"])
def test_widgets_show_what_the_api_answers(
    request: pytest.FixtureRequest, served: Served, role: Role, granularity: str
) -> None:
    page: Page = request.getfixturevalue(role.value.lower())
    questions: list[Request] = []
    page.on("request", lambda each: questions.append(each) if each.url.endswith("/graphql") else None)
    page.goto(f"/retention?offer={OFFER}&granularity={granularity}")
    widget(page, "my-offers")
    variables = {"offer": {"offerId": [OFFER]}, "granularity": granularity}
    node = served.ask(role, "period-retention", variables)["offers"]["nodes"][0]
    base = served.ask(role, "retained-customers", variables)["offers"]["nodes"][0]["retention"]
    standing = served.ask(role, "offer-performance", variables)["offers"]["nodes"][0]["retention"]["standing"]
    _check_offers(page, served, role, granularity)
    _check_retained(page, base)
    _check_performance(page, standing, granularity)
    _check_periods(page, node["retention"])
    _check_revenue(page, served, role, granularity)
    _check_active(page, served, role)
    _check_heat_map(page, served, role)
    assert len(questions) == 1


def test_the_page_opens_on_the_first_offer(owner: Page, served: Served) -> None:
    first = served.ask(Role.OWNER, "retention-bar")["offers"]["nodes"][0]
    owner.goto("/retention")
    widget(owner, "my-offers")
    expect(owner.get_by_label("Marketplace offer")).to_have_value(first["offerId"])
    expect(owner.locator('[data-widget="my-offers"] tr[aria-current]')).to_have_attribute("data-key", first["offerId"])


def test_recommendations_lead_to_the_product_page_and_to_all_dormant_customers(owner: Page, served: Served) -> None:
    owner.goto(f"/retention?offer={OFFER}")
    section = widget(owner, "recommendations")
    node = served.ask(Role.OWNER, "recommendations", {"offer": {"offerId": [OFFER]}})["offers"]["nodes"][0]
    product, dormant = (each["url"] for each in node["retention"]["recommendations"])
    expect(section.get_by_role("link", name="Open the product page")).to_have_attribute("href", product)
    expect(section.get_by_role("link", name="Show these customers")).to_have_attribute(
        "href", f"{dormant}&from=2025-04&to=2026-10"
    )
    chosen = {"offerId": OFFER, "granularity": "DAY", "period": 45}
    count = "query ($range: MonthRange, $filter: CustomerFilter) { customers(range: $range, filter: $filter) { totalCount } }"
    months = {"months": {"from": "2025-04-01", "to": "2026-10-01"}}
    in_range, ever = (
        served.ask(Role.OWNER, count, {"range": span, "filter": {"dormant": chosen}})["customers"]["totalCount"]
        for span in (months, None)
    )
    assert in_range == ever > 0
