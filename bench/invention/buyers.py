"""The invented customers: who they are, their accounts, and the ids of what they buy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.demo.names import COUNTRIES, ENDINGS, ENGLISH, MAIL_DOMAINS, SYLLABLES, TRADES, US_STATES
from app.demo.people import CONSENT_WEIGHTS, INTERNAL, MASK, PROTECTED, SHARED_ACCOUNTS, WITHHELD
from app.demo.timeline import Timeline
from bench.invention.stays import Stays, Whole
from bench.invention.texts import keep_where, look_up, make_guids, number_texts, take

CHANNELS = ("Pay as You Go", "Enterprise", "Cloud Solution Provider", "MCA")
_CHANNEL_WEIGHTS = (0.46, 0.26, 0.17, 0.11)
_KNOWN_ACCOUNTS = 0.98
_LOST_AFTER, _REPORTED_LOST = 60, 0.6


@dataclass(frozen=True, slots=True)
class Buyers:
    """Per customer its ids, country, channel and currency; per subscription its id and the reference of its order."""

    customer_ids: Any
    account_ids: Any
    country: Whole
    channels: Any
    currencies: Any
    subscription_ids: Any
    references: Any


def name_buyers(stays: Stays, rng: np.random.Generator) -> Buyers:
    """The ids of everybody and everything."""
    count = len(stays.arrived)
    weights = np.array([country.weight for country in COUNTRIES])
    country = rng.choice(len(COUNTRIES), count, p=weights / weights.sum())
    earlier = (rng.random(count) * np.arange(count)).astype(np.int64)
    account = np.where(rng.random(count) < SHARED_ACCOUNTS, earlier, np.arange(count))
    return Buyers(
        customer_ids=make_guids(count, rng),
        account_ids=keep_where(take(make_guids(count, rng), account), rng.random(count) < _KNOWN_ACCOUNTS),
        country=country,
        channels=look_up(CHANNELS, rng.choice(len(CHANNELS), count, p=_CHANNEL_WEIGHTS)),
        currencies=look_up([each.currency for each in COUNTRIES], country),
        subscription_ids=make_guids(len(stays.customer), rng),
        references=number_texts("order-", len(stays.customer)),
    )


def make_customers(stays: Stays, buyers: Buyers, timeline: Timeline, rng: np.random.Generator) -> Any:
    """The plain table of customers."""
    count = len(stays.arrived)
    consent = rng.choice(3, count, p=CONSENT_WEIGHTS)
    dates = pa.array(timeline.dates().astype("datetime64[D]"))
    last = np.zeros(count, np.int64)
    np.maximum.at(last, stays.customer, stays.last)
    lost = (last < timeline.end - _LOST_AFTER) & (rng.random(count) < _REPORTED_LOST)
    columns = {
        "customer_id": buyers.customer_ids,
        "billing_account_id": buyers.account_ids,
        **{name: _hide(texts, consent) for name, texts in _draw_people(count, rng).items()},
        "state": keep_where(_draw(US_STATES, count, rng), buyers.country == 0),
        "country": look_up([each.name for each in COUNTRIES], buyers.country),
        "country_code": look_up([each.code for each in COUNTRIES], buyers.country),
        "language": look_up([each.culture for each in COUNTRIES], buyers.country),
        "customer_type": look_up(("organization", "individual"), (rng.random(count) < 0.1).astype(np.int64)),
        "consent": pa.array(consent != WITHHELD),
        "protected": pa.array(consent == PROTECTED),
        "internal": pa.array(rng.random(count) < INTERNAL),
        "date_acquired": take(dates, stays.arrived),
        "date_lost": keep_where(take(dates, np.minimum(last + 10, timeline.end)), lost),
    }
    return pa.table(columns)


def _draw_people(count: int, rng: np.random.Generator) -> dict[str, Any]:
    """The personal columns, drawn from the words of the demo."""

    def draw(words: Sequence[str]) -> Any:
        return _draw(words, count, rng)

    def number(below: int) -> Any:
        return pa.array(rng.integers(1, below, count)).cast(pa.string())

    stem = pc.binary_join_element_wise(draw(SYLLABLES), draw(ENDINGS), number(1000), "")
    first, last = draw(ENGLISH.first), draw(ENGLISH.last)
    name = pc.binary_join_element_wise(first, last, stem, ".")
    return {
        "company_name": pc.binary_join_element_wise(stem, draw(TRADES), draw(ENGLISH.legal_forms), " "),
        "first_name": first,
        "last_name": last,
        "email": pc.utf8_lower(pc.binary_join_element_wise(name, draw(MAIL_DOMAINS), "@")),
        "address_line1": pc.binary_join_element_wise(number(180), draw(ENGLISH.streets), " "),
        "city": pc.binary_join_element_wise(draw(SYLLABLES), draw(ENGLISH.city_endings), ""),
        "postal_code": pc.utf8_lpad(number(99_999), 5, "0"),
    }


def _draw(words: Sequence[str], count: int, rng: np.random.Generator) -> Any:
    return look_up(words, rng.integers(0, len(words), count)).dictionary_decode()


def _hide(texts: Any, consent: Whole) -> Any:
    shown = pc.if_else(pa.array(consent == PROTECTED), MASK, texts)
    return keep_where(shown, consent != WITHHELD)
