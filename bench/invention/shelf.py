"""What the invented publishers sell: offers in three categories with their plans, and how people keep to them."""

from dataclasses import dataclass

from app.demo.catalog import DEVOTED, LEAKY, OFFICE, RETURNING, STEADY, TRYOUT, Habit

CATEGORIES = ("Compute", "Storage", "Security")
BIGGEST_OFFER = 0.30
"""The share of a publisher's rows that its first offer has."""
_HABITS = (STEADY, LEAKY, DEVOTED, TRYOUT, OFFICE, RETURNING)
_WORDS = (
    "Alder",
    "Basalt",
    "Cobalt",
    "Drift",
    "Ember",
    "Flint",
    "Gable",
    "Harbor",
    "Indigo",
    "Juniper",
    "Kiln",
    "Larch",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: price in US dollars per normalized hour, days of trial, weight among the plans of its offer."""

    plan_id: str
    name: str
    billing_type: str
    price: float
    weight: float
    trial_days: int
    private: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer; `share` of the publisher's rows; `ordered` where each subscription begins with an order."""

    offer_id: str
    name: str
    offer_type: str
    category: str
    share: float
    habit: Habit
    plans: tuple[Plan, ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Publisher:
    """An invented publisher; `share` of all rows."""

    number: int
    name: str
    share: float
    offers: tuple[Offer, ...]

    @property
    def publisher_id(self) -> str:
        """The id under which it loads."""
        return str(self.number)


def stock_publishers() -> tuple[Publisher, ...]:
    """Five publishers, the first with half of all rows."""
    sizes = ((0.5, 12), (0.2, 10), (0.15, 9), (0.1, 8), (0.05, 8))
    return tuple(
        Publisher(number, f"Publisher {number}", share, _stock_offers(number, count))
        for number, (share, count) in enumerate(sizes, start=1)
    )


def _stock_offers(publisher: int, count: int) -> tuple[Offer, ...]:
    rest = [1 / place for place in range(2, count + 1)]
    shares = [BIGGEST_OFFER, *((1 - BIGGEST_OFFER) * each / sum(rest) for each in rest)]
    return tuple(_stock_offer(publisher, place, share) for place, share in enumerate(shares))


def _stock_offer(publisher: int, place: int, share: float) -> Offer:
    ordered = place % 3 == 1
    name = f"{_WORDS[place]} {publisher}"
    return Offer(
        offer_id=f"offer-{publisher}-{place + 1:02}",
        name=name,
        offer_type="saas" if ordered else "vm core image",
        category=CATEGORIES[(place + publisher) % len(CATEGORIES)],
        share=share,
        habit=_HABITS[place % len(_HABITS)],
        plans=_stock_plans(private=place % 2 == 0),
        ordered=ordered,
    )


def _stock_plans(private: bool) -> tuple[Plan, ...]:
    plans = (
        Plan("free", "Community", "Free", 0.0, 0.25, 0),
        Plan("standard", "Standard", "Paid", 0.021, 0.50, 30),
        Plan("premium", "Premium", "Paid", 0.084, 0.20, 14),
        Plan("fleet", "Fleet agreement", "Paid", 0.052, 0.05, 0, private=True),
    )
    return plans if private else plans[:3]
