"""Sales channels and subscriptions of the customers of a page."""

from collections.abc import Mapping, Sequence
from itertools import chain

import pyarrow.compute as pc

from domain.ranges import Months
from services.customers.months import bounds
from services.frames import Record, records, rows_of
from services.keyed import look_up_all
from services.questions import Question
from services.slice import Slice

ALL_DEALINGS = Question.load(__file__, "all_dealings.sql")
_OF_CUSTOMERS = Question.load(__file__, "dealings.sql").sql

Dealings = Mapping[int, tuple[tuple[str, ...], tuple[str, ...]]]
"""Sales channels and subscriptions of each customer that has any, by code point."""


def read_dealings(source: Slice, span: Months, customers: Sequence[int]) -> Dealings:
    """Of what some customers of a slice held at the start of a range, acquired or used in it."""
    if source.stores(ALL_DEALINGS):
        return _group(_look_up(source, span, customers))
    return _group(records(source.query(_OF_CUSTOMERS, {"customers": list(customers), **bounds(span)})))


def _look_up(source: Slice, span: Months, customers: Sequence[int]) -> list[Record]:
    everybody = source.derive("dealings", lambda: source.answer(ALL_DEALINGS, ()))
    found = look_up_all(everybody, "customer", customers)
    months = bounds(span)
    begun = pc.less_equal(found["from_month"], months["last"])
    lasting = pc.greater_equal(found["to_month"], months["first"])
    return rows_of(found.filter(pc.and_(begun, lasting)).select(["customer", "sales_channel", "subscription_id"]))


def _group(rows: Sequence[Record]) -> Dealings:
    found: dict[int, tuple[set[str], set[str]]] = {}
    for customer, channel, subscription in rows:
        known = found.get(customer)
        if known is None:
            known = found[customer] = (set(), set())
        known[0].add(channel)
        known[1].add(subscription)
    for names in chain.from_iterable(found.values()):
        names.discard(None)  # what no report told
    return {key: (tuple(sorted(channels)), tuple(sorted(ids))) for key, (channels, ids) in found.items()}
