"""Gathers what a member knows of its publisher's data, for examples to be drawn from."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from domain.calendar import first_date, month_number
from tests.attacks.served import ask
from tests.attacks.supplies import Supplies

_CURSORS = {
    "Query.customers": "query Cursors { list: customers(first: 50) { edges { cursor } } }",
    "Query.offers": "query Cursors { list: offers { edges { cursor } } }",
    "Query.exports": "query Cursors { list: exports { edges { cursor } } }",
    "Query.auditEvents": "query Cursors { list: auditEvents { edges { cursor } } }",
}
_OWNERS = frozenset({"Query.auditEvents"})
_FACTS = """query Facts {
    dataset { asOf firstDay }
    categories { name }
    offers { nodes { id offerId offerType plans { planId billingType } } }
    customers(first: 1000) { nodes { subscriptionIds customer { id customerId companyName } } }
    customerDashboard { filterOptions { salesChannels customerTypes countries states languages } }
    exports { nodes { id } }
}"""
_REQUEST = """mutation Request($report: ExportReport!, $offerId: String) {
    requestExport(input: {report: $report, offerId: $offerId}) { export { id } errors { code } }
}"""
_REPORTS = (("CUSTOMER_DETAILS", False), ("LEADERBOARD", False), ("RETENTION_DETAILS", True), ("RETENTION_CURVE", True))
_LAST_MONTHS = 12


def gather(url: str, token: str, role: str, guesses: Sequence[str]) -> Supplies:
    """What there is for a member to ask for, some exports included; `guesses` are texts to search and filter by."""
    offers = ask(url, token, _FACTS)["offers"]["nodes"]
    for report, about_offer in _REPORTS:
        offer_id = offers[0]["offerId"] if about_offer else None
        payload = ask(url, token, _REQUEST, report=report, offerId=offer_id)["requestExport"]
        assert payload["errors"] == []
    facts = ask(url, token, _FACTS)
    cursors = {
        field: [edge["cursor"] for edge in ask(url, token, document)["list"]["edges"]]
        for field, document in _CURSORS.items()
        if role == "OWNER" or field not in _OWNERS
    }
    return Supplies(
        role=role,
        values=_values(facts, guesses),
        plans=[[offer["offerId"], plan["planId"]] for offer in offers for plan in offer["plans"]],
        nodes=[each["id"] for each in offers] + [each["customer"]["id"] for each in facts["customers"]["nodes"]],
        exports=[each["id"] for each in facts["exports"]["nodes"]],
        cursors=cursors,
        days=_days(facts["dataset"]),
        months=_months(facts["dataset"]),
    )


def _values(facts: dict[str, Any], guesses: Sequence[str]) -> dict[str, list[str]]:
    offers, customers = facts["offers"]["nodes"], facts["customers"]["nodes"]
    options = facts["customerDashboard"]["filterOptions"]
    plans = [plan for offer in offers for plan in offer["plans"]]
    subscriptions = {each for row in customers for each in row["subscriptionIds"]}
    return {
        "offerId": [offer["offerId"] for offer in offers],
        "offerType": sorted({offer["offerType"] for offer in offers}),
        "category": [each["name"] for each in facts["categories"]],
        "planId": sorted({plan["planId"] for plan in plans}),
        "billingType": sorted({plan["billingType"] for plan in plans if plan["billingType"]}),
        "subscriptionId": sorted(subscriptions),
        "customerId": [each["customer"]["customerId"] for each in customers],
        "salesChannel": options["salesChannels"],
        "country": options["countries"],
        "state": options["states"],
        "language": options["languages"],
        "customerType": options["customerTypes"],
        "text": ["a", "e", "li", "s", *guesses],
    }


def _days(dataset: dict[str, Any]) -> list[str]:
    """Days of the history, a month apart, and its ends."""
    first, last = date.fromisoformat(dataset["firstDay"]), date.fromisoformat(dataset["asOf"])
    between = [first + timedelta(days=each) for each in range(0, (last - first).days, 30)]
    return [each.isoformat() for each in (*between, last)]


def _months(dataset: dict[str, Any]) -> list[str]:
    """First days of the last months, the earliest first."""
    last = month_number(date.fromisoformat(dataset["asOf"]))
    return [first_date(month).isoformat() for month in range(last - _LAST_MONTHS + 1, last + 1)]
