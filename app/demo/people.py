"""Invents the customers of a publisher: company, person, address, consent, billing account."""

from dataclasses import dataclass

import numpy as np

from app.demo.names import COUNTRIES, ENDINGS, MAIL_DOMAINS, SYLLABLES, TRADES, Country
from app.demo.orders import make_guid
from app.demo.timeline import Flags, Ints

CHANNELS = (
    ("Pay as You Go", 0.44),
    ("Enterprise", 0.24),
    ("Cloud Solution Provider", 0.16),
    ("MCA", 0.10),
    ("Enterprise through Reseller", 0.06),
)
WITHHELD, CONSENTED, PROTECTED = 0, 1, 2
CONSENT_WEIGHTS = (0.27, 0.70, 0.03)
MASK = "************"
ORGANIZATIONS = ("2019-05-31", "2018-09-30")
SHARED_ACCOUNTS, NO_ACCOUNTS, INTERNAL = 0.08, 0.02, 0.015


@dataclass(frozen=True, slots=True)
class Person:
    """What a customer told of itself, before consent and protection."""

    company_name: str
    first_name: str
    last_name: str
    email: str
    address: str
    city: str
    state: str | None
    postal_code: str

    @property
    def full_name(self) -> str:
        """First and last name, or the mask of a protected customer."""
        return MASK if self.first_name == MASK else f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Customers:
    """The customers of a publisher by number; `people` is already blank without consent and masked when protected."""

    customer_ids: tuple[str, ...]
    account_ids: tuple[str | None, ...]
    country: Ints
    channel: Ints
    consent: Ints
    internal: Flags
    euro_payout: Flags
    people: tuple[Person | None, ...]


def choose_first(pattern: tuple[int, ...], drawn: Ints) -> Ints:
    """The drawn values, the first of them replaced by a pattern so that each value occurs."""
    drawn[: len(pattern)] = pattern[: len(drawn)]
    return drawn


def invent_customers(count: int, users: int, pays_euro: float, rng: np.random.Generator) -> Customers:
    """`count` customers, the first `users` of them with usage; a share `pays_euro` is paid out in euro."""
    weights = np.array([country.weight for country in COUNTRIES])
    country = rng.choice(len(COUNTRIES), count, p=weights / weights.sum())
    consent = choose_first((1, 0, 2, 1), rng.choice(3, count, p=CONSENT_WEIGHTS))
    internal = choose_first((0, 0, 0, 1), (rng.random(count) < INTERNAL).astype(np.int64)).astype(bool)
    euro = np.array([item.currency == "EUR" for item in COUNTRIES])[country]
    organizations = rng.integers(0, len(ORGANIZATIONS), count).tolist()
    people = [invent_person(COUNTRIES[place], rng) for place in country.tolist()]
    return Customers(
        customer_ids=tuple(f"{make_guid(rng)}_{ORGANIZATIONS[place]}" for place in organizations),
        account_ids=invent_accounts(count, rng),
        country=country,
        channel=rng.choice(len(CHANNELS), count, p=[weight for _, weight in CHANNELS]),
        consent=consent,
        internal=internal & (np.arange(count) < users),
        euro_payout=euro & (rng.random(count) < pays_euro),
        people=tuple(hide(person, state) for person, state in zip(people, consent.tolist(), strict=True)),
    )


def hide(person: Person, consent: int) -> Person | None:
    """The person as reports show it: nothing without consent, asterisks when protected."""
    if consent == WITHHELD:
        return None
    if consent == PROTECTED:
        return Person(MASK, MASK, MASK, MASK, MASK, MASK, person.state, MASK)
    return person


def invent_accounts(count: int, rng: np.random.Generator) -> tuple[str | None, ...]:
    """A billing account per customer: some share the one of an earlier customer, some have none."""
    accounts: list[str | None] = []
    draws, earlier = rng.random(count).tolist(), rng.random(count).tolist()
    for number in range(count):
        if draws[number] < SHARED_ACCOUNTS and number:
            accounts.append(accounts[int(earlier[number] * number)])
        elif draws[number] > 1 - NO_ACCOUNTS:
            accounts.append(None)
        else:
            accounts.append(make_guid(rng))
    return tuple(accounts)


def invent_person(country: Country, rng: np.random.Generator) -> Person:
    """A company with a contact somewhere in the country."""
    tongue = country.tongue
    draws = rng.random(10).tolist()

    def pick(words: tuple[str, ...], place: int) -> str:
        return words[int(draws[place] * len(words))]

    stem = pick(SYLLABLES, 0) + pick(ENDINGS, 1)
    first, last = pick(tongue.first, 2), pick(tongue.last, 3)
    domain = MAIL_DOMAINS[int(draws[0] * 97) % len(MAIL_DOMAINS)]
    return Person(
        company_name=f"{stem} {pick(TRADES, 4)} {pick(tongue.legal_forms, 5)}",
        first_name=first,
        last_name=last,
        email=f"{first}.{last}.{stem}@{domain}".casefold(),
        address=f"{int(draws[6] * 180) + 1} {pick(tongue.streets, 7)}",
        city=pick(SYLLABLES, 8) + pick(tongue.city_endings, 9),
        state=pick(country.states, 9) if country.states else None,
        postal_code=f"{int(draws[7] * 90_000) + 10_000}",
    )
