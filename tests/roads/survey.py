"""Everything that a role of a publisher reads: one answer per document, without what names the load and the build."""

from typing import Any

from tests.roads.asking import LARGEST, Asker

WIDGETS = (
    "months",
    "summary",
    "trend",
    "geography",
    "concentration",
    "leaderboard",
    "orders_by_plan",
    "seats_by_plan",
    "by_customer_type",
    "filter_options",
)
RETENTION = ("base", "curve", "standing", "potential_revenue", "heat_map")
ACCOUNTS = "retention_customers"
DAYS = "retention_details"
PASSING = ("cursor", "startCursor", "endCursor", "snapshot")
"""Fields that differ between two homes of the same rows."""
COMPARED = ("benchmark", "benchmarkScope", "indicator", "significant", "standing", "rank", "rankChange")
"""Fields that other publishers may enter."""
PERSONAL = ("companyName", "firstName", "lastName", "email", "addressLine1", "city", "postalCode", "personalData")
Variables = dict[str, Any]


def leave_out(answered: Any, names: tuple[str, ...]) -> Any:
    """An answer without some fields, wherever they stand."""
    if isinstance(answered, list):
        return [leave_out(each, names) for each in answered]
    if isinstance(answered, dict):
        return {name: leave_out(value, names) for name, value in answered.items() if name not in names}
    return answered


def survey(
    asker: Asker, chosen: Variables | None = None, segment: Variables | None = None, offers: int | None = None
) -> dict[str, Any]:
    """The answers by what was asked: the customers page under a range and filter, some or all offers under a segment."""
    answers = survey_customers(asker, chosen or {})
    for offer_id in list(asker.facts.offers)[:offers]:
        answers |= survey_offer(asker, offer_id, segment)
    return answers


def survey_catalogue(asker: Asker) -> dict[str, Any]:
    """What neither filter nor segment touches."""
    found = {document: read(asker, document, {}) for document in ("dataset", "categories", "active_customers")}
    found["offers"] = read(asker, "offers", {"first": LARGEST})
    for granularity in ("DAY", "WEEK", "MONTH"):
        found[f"overview {granularity}"] = read(asker, "offer_overview", {"granularity": granularity})
    return found


def survey_customers(asker: Asker, chosen: Variables) -> dict[str, Any]:
    """The customers page."""
    found = {document: read(asker, document, chosen) for document in WIDGETS}
    found["customers"] = read(asker, "customers", {**chosen, "first": LARGEST})
    return found


def survey_offer(asker: Asker, offer_id: str, segment: Variables | None) -> dict[str, Any]:
    """The retention page of an offer."""
    asked = {"offerId": offer_id, "segment": segment}
    found = {f"{offer_id} {document}": read(asker, document, asked) for document in RETENTION}
    for status in ("RETAINED", "DORMANT"):
        behind = {**asked, "period": 1, "status": status, "first": LARGEST}
        found[f"{offer_id} {status}"] = read(asker, ACCOUNTS, behind)
    return found | {f"{offer_id} days": read(asker, DAYS, {**asked, "first": LARGEST})}


def read(asker: Asker, document: str, variables: Variables) -> Any:
    """One answer, without cursors and the snapshot."""
    return leave_out(asker.stage.ask(asker.publisher_id, asker.role, document, **variables), PASSING)
