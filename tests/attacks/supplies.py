"""What an attacker knows of a publisher's data, and what is drawn from it; runs in the environment of the attack tools."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

PERSONAL_ORDERS = ("COMPANY_NAME", "FIRST_NAME", "LAST_NAME", "EMAIL", "ADDRESS_LINE1", "CITY", "POSTAL_CODE")
PERSONAL_FILTERS = ("companyName", "name", "email", "city", "postalCode")
_PAGE = ("range", "filter")
_OFFER = ("offerId", "granularity", "segment")
REPORTS: Mapping[str, tuple[str, ...]] = {
    "CUSTOMER_DETAILS": (*_PAGE, "orderBy"),
    "CUSTOMER_TREND": _PAGE,
    "GEOGRAPHY": _PAGE,
    "CONCENTRATION": (*_PAGE, "measure", "bands"),
    "LEADERBOARD": (*_PAGE, "measure", "top"),
    "ORDERS_BY_PLAN": (*_PAGE, "customerId", "top"),
    "SEATS_BY_PLAN": (*_PAGE, "customerId", "top"),
    "CUSTOMER_TYPES": (*_PAGE, "measure"),
    "RETENTION_DETAILS": (*_OFFER, "orderBy"),
    "RETENTION_CURVE": (*_OFFER, "upTo"),
    "RETENTION_CUSTOMERS": (*_OFFER, "period", "status", "orderBy"),
    "OFFER_STANDING": _OFFER,
    "SCORE_DISTRIBUTION": _OFFER,
    "POTENTIAL_REVENUE": (*_OFFER, "upTo"),
    "ACTIVE_CUSTOMERS": ("category",),
    "COHORT_HEAT_MAP": (*_OFFER, "matureOnly"),
}
"""Arguments that each report takes."""
_NUMBERS: Mapping[str, Sequence[int]] = {
    "first": (1, 3, 20, 100),
    "top": (1, 5, 50),
    "bands": (10, 20, 50, 100),
    "period": (0, 1, 2, 7),
    "periods": (0, 1, 2, 7, 30),
    "upTo": (1, 3, 30),
}
_PRESETS = ("LAST_3_MONTHS", "LAST_6_MONTHS", "LAST_12_MONTHS")
_TEXTS = {"in": "text", "contains": "text", "startsWith": "text", "search": "text"}


@dataclass(frozen=True, slots=True)
class Supplies:
    """Values by the name of the argument that takes them, pairs of offer and plan, global ids, cursors by field, days and months."""

    role: str
    values: Mapping[str, Sequence[str]]
    plans: Sequence[Sequence[str]]
    nodes: Sequence[str]
    exports: Sequence[str]
    cursors: Mapping[str, Sequence[str]]
    days: Sequence[str]
    months: Sequence[str]

    def draw(self, name: str, value: Any, random: Random) -> Any:
        """What takes the place of a scalar of that argument; the value itself where anything does."""
        if name in ("id", "ids"):
            return random.choice(self.nodes)
        if name == "field":
            return random.choice(("CUSTOMER_ID", "STATE", "DATE_ACQUIRED"))
        known = _NUMBERS.get(name) or self.values.get(_TEXTS.get(name, name))
        return random.choice(known) if known else value

    def draw_object(self, kind: str, random: Random) -> dict[str, Any] | None:
        """An input whose parts must go together; None where they need not."""
        if kind == "PlanKey":
            return dict(zip(("offerId", "planId"), random.choice(self.plans), strict=True))
        if kind == "TextFilter":
            part = random.choice(("contains", "startsWith", "in"))
            text = random.choice(self.values["text"])
            return {part: [text] if part == "in" else text}
        if kind == "DateRange":
            return dict(zip(("from", "to"), sorted(random.choices(self.days, k=2)), strict=True))
        if kind == "MonthRange":
            first, last = sorted(random.choices(self.months, k=2))
            months = {"months": {"from": first, "to": last}}
            return months if random.random() < 0.5 else {"preset": random.choice(_PRESETS)}
        return None


def write_supplies(path: Path, supplies: Supplies) -> None:
    """Hands supplies over to the environment of the tools."""
    path.write_text(json.dumps(asdict(supplies)), encoding="utf-8")


def read_supplies(path: Path) -> Supplies:
    """What was handed over."""
    return Supplies(**json.loads(path.read_text(encoding="utf-8")))
