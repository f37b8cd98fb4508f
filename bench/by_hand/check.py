"""Compares what the widgets by hand answer with what our services answer, for the biggest publisher and its biggest offer.

`python -m bench.by_hand.check HOME` says for each comparison whether both agree, and ends with 1 where any does not.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from bench.by_hand.answers_customers import compare_customers
from bench.by_hand.answers_retention import compare_retention
from bench.by_hand.choices import Choices, choose_filters
from bench.by_hand.comparing import Compared
from bench.by_hand.duck import open_duck
from bench.by_hand.parameters import Parameters, default_parameters, filter_by, offer_key, segment_by
from bench.dashboards import choose, open_house
from domain.filters import CustomerFilter, PlanKey, Segment
from domain.scope import Role, Scope
from services.view import View


def compare_pages(view: View, connection: duckdb.DuckDBPyConnection, offer_id: str) -> Iterator[tuple[str, Compared]]:
    """Both pages as they are, the customers page under each filter, the retention page in a segment."""
    part = view.part
    plain = default_parameters(part, offer_key(part, offer_id))
    chosen = choose_filters(connection, plain)
    for name, parameters, given in _customer_filters(chosen, plain, offer_id):
        for compared in compare_customers(view, connection, parameters, given):
            yield f"customers, {name}", compared
    for name, parameters, narrowed in _segments(chosen, plain, offer_id):
        for compared in compare_retention(view, connection, parameters, narrowed):
            yield f"retention, {name}", compared


def _customer_filters(
    chosen: Choices, plain: Parameters, offer_id: str
) -> Sequence[tuple[str, Parameters, CustomerFilter]]:
    plans = (PlanKey(offer_id, chosen.plan_id),)
    return (
        ("all", plain, CustomerFilter()),
        ("a channel", filter_by(plain, "channel", chosen.channel), CustomerFilter(sales_channel=(chosen.channel,))),
        ("a country", filter_by(plain, "country", chosen.country), CustomerFilter(country=(chosen.country,))),
        ("a plan", filter_by(plain, "plan", chosen.plan), CustomerFilter(plan=plans)),
    )


def _segments(chosen: Choices, plain: Parameters, offer_id: str) -> Sequence[tuple[str, Parameters, Segment]]:
    plan = Segment(plan=(PlanKey(offer_id, chosen.plan_id),))
    paid = Segment(billing_type=(chosen.billing_type,))
    return (
        ("all", plain, Segment()),
        ("a plan", segment_by(plain, "plan", chosen.plan), plan),
        ("a channel", segment_by(plain, "channel", chosen.channel), Segment(sales_channel=(chosen.channel,))),
        ("a country", segment_by(plain, "country", chosen.country), Segment(country=(chosen.country,))),
        ("a billing type", segment_by(plain, "paid", chosen.billing_type), paid),
        ("without trials", segment_by(plain, "untried"), Segment(exclude_trials=True)),
        ("without internal customers", segment_by(plain, "outside"), Segment(exclude_internal=True)),
    )


def main() -> int:
    """Prints a line for each comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    home = parser.parse_args().home
    publisher_id, offer_id = choose(home)
    view = open_house(home).view(Scope(publisher_id, Role.OWNER, "bench"))
    differing = 0
    for where, compared in compare_pages(view, open_duck(view.part), offer_id):
        differing += not compared.equal
        print(f"{where:24} {compared.name:36} {_verdict(compared)}", flush=True)
    return 1 if differing else 0


def _verdict(compared: Compared) -> str:
    if compared.equal:
        return f"equal ({len(compared.ours)} values)"
    ours, theirs = _first_difference(compared)
    return f"DIFFERS: ours {ours}, by hand {theirs}"


def _first_difference(compared: Compared) -> tuple[Any, Any]:
    pairs = zip(compared.ours, compared.by_hand, strict=False)
    missing = (f"{len(compared.ours)} values", f"{len(compared.by_hand)} values")
    return next(((one, other) for one, other in pairs if one != other), missing)


if __name__ == "__main__":
    sys.exit(main())
