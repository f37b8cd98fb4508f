"""What the demo's five publishers sell: offers, plans, and how accounts come, stay and come back."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How an offer is sold: by machine hours, by seats, or by seats and metered units."""

    VM = "vm"
    SAAS = "saas"
    METERED = "metered"


@dataclass(frozen=True, slots=True)
class Habit:
    """How accounts of an offer behave: shares and probabilities 0..1, durations in days."""

    loyal: float
    loyal_days: int
    casual_days: int
    weekday: float
    weekend: float
    comeback: float
    gap_days: int


DEVOTED = Habit(loyal=0.62, loyal_days=900, casual_days=40, weekday=0.96, weekend=0.90, comeback=0.30, gap_days=25)
STEADY = Habit(loyal=0.42, loyal_days=500, casual_days=30, weekday=0.88, weekend=0.66, comeback=0.30, gap_days=40)
OFFICE = Habit(loyal=0.50, loyal_days=420, casual_days=21, weekday=0.82, weekend=0.12, comeback=0.35, gap_days=30)
RETURNING = Habit(loyal=0.30, loyal_days=160, casual_days=18, weekday=0.70, weekend=0.55, comeback=0.85, gap_days=75)
LEAKY = Habit(loyal=0.14, loyal_days=240, casual_days=12, weekday=0.72, weekend=0.42, comeback=0.20, gap_days=60)
TRYOUT = Habit(loyal=0.05, loyal_days=150, casual_days=5, weekday=0.60, weekend=0.35, comeback=0.10, gap_days=90)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: price in US dollars per normalized hour, unit, or seat and month; `weight` among its offer's plans."""

    sku: str
    name: str
    billing_type: str
    price: float
    weight: float
    trial_days: int = 0
    private: bool = False
    unit_price: float = 0.0


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer in one category; `weight` among the publisher's offers."""

    name: str
    category: str
    kind: Kind
    habit: Habit
    weight: float
    plans: tuple[Plan, ...]

    @property
    def offer_id(self) -> str:
        """The slug under which the marketplace lists the offer."""
        return self.name.casefold().replace(" ", "-")

    @property
    def offer_type(self) -> str:
        """The offer type as reports spell it."""
        return "vm core image" if self.kind is Kind.VM else "saas"

    @property
    def has_usage(self) -> bool:
        """Whether usage is reported for it: machine hours or metered units."""
        return self.kind is not Kind.SAAS


@dataclass(frozen=True, slots=True)
class Marketplace:
    """A publisher's side of the marketplace: `share` of all usage rows, `months` of history, growth of demand."""

    publisher_id: int
    name: str
    zone: str
    share: float
    months: int
    growth: float
    offers: tuple[Offer, ...]

    @property
    def shelf(self) -> tuple["ShelfPlan", ...]:
        """All plans of all offers; a plan is named elsewhere by its place here."""
        return tuple(ShelfPlan(number, offer, plan) for number, offer in enumerate(self.offers) for plan in offer.plans)


@dataclass(frozen=True, slots=True)
class ShelfPlan:
    """A plan with its offer and the offer's place among the publisher's offers."""

    offer_number: int
    offer: Offer
    plan: Plan


VM_FULL = (
    Plan("free", "Community", "Free", 0.0, 0.30),
    Plan("standard", "Standard", "Paid", 0.021, 0.45, trial_days=30),
    Plan("premium", "Premium", "Paid", 0.084, 0.20),
    Plan("fleet", "Fleet agreement", "Paid", 0.052, 0.05, private=True),
)
VM_PAID = (
    Plan("payg", "Hourly", "Paid", 0.034, 0.70, trial_days=14),
    Plan("hardened", "Hardened image", "Paid", 0.110, 0.30),
)
VM_PAIR = (Plan("free", "Free edition", "Free", 0.0, 0.55), Plan("pro", "Professional", "Paid", 0.047, 0.45))
SEATS = (
    Plan("starter", "Starter", "Free", 0.0, 0.20),
    Plan("team", "Team", "Paid", 12.0, 0.40, trial_days=30),
    Plan("business", "Business", "Paid", 29.0, 0.25, trial_days=30),
    Plan("enterprise", "Enterprise", "Paid", 55.0, 0.12),
    Plan("alliance", "Alliance terms", "Paid", 41.0, 0.03, private=True),
)
METERS = (
    Plan("sandbox", "Sandbox", "Free", 0.0, 0.35),
    Plan("volume", "Volume", "Paid", 49.0, 0.65, trial_days=30, unit_price=0.035),
)

TALLOWMERE = (
    Offer("Anvil Batch Runner", "Compute", Kind.VM, OFFICE, 1.0, VM_FULL),
    Offer("Tallowmere Linux Base", "Compute", Kind.VM, DEVOTED, 0.9, VM_PAIR),
    Offer("Rill Object Cache", "Storage", Kind.VM, STEADY, 1.0, VM_FULL),
    Offer("Deepwell Backup", "Storage", Kind.VM, RETURNING, 0.8, VM_PAID),
    Offer("Mossgate Firewall", "Security", Kind.VM, DEVOTED, 0.8, VM_FULL),
    Offer("Lantern Scanner", "Security", Kind.VM, TRYOUT, 1.6, VM_PAIR),
    Offer("Papertrail Signing", "Security", Kind.METERED, LEAKY, 0.35, METERS),
    Offer("Tallowmere Desk", "Compute", Kind.SAAS, STEADY, 1.0, SEATS),
    Offer("Vaultline", "Storage", Kind.SAAS, LEAKY, 0.6, SEATS),
)
BRIGHTFJORD = (
    Offer("Fjord Render Node", "Compute", Kind.VM, LEAKY, 1.0, VM_PAID),
    Offer("Isbre Archive", "Storage", Kind.VM, DEVOTED, 0.8, VM_FULL),
    Offer("Nordlys Identity", "Security", Kind.VM, STEADY, 0.9, VM_FULL),
    Offer("Skerry Queue", "Compute", Kind.VM, RETURNING, 0.6, VM_PAIR),
    Offer("Brightfjord Translate", "Compute", Kind.METERED, OFFICE, 0.25, METERS),
    Offer("Brightfjord Planner", "Compute", Kind.SAAS, STEADY, 1.0, SEATS),
)
KESTREL = (
    Offer("Quay Stream Engine", "Compute", Kind.VM, STEADY, 1.0, VM_FULL),
    Offer("Kestrel File Gateway", "Storage", Kind.VM, LEAKY, 1.0, VM_PAIR),
    Offer("Harrier Sentry", "Security", Kind.VM, OFFICE, 0.9, VM_PAID),
    Offer("Quay Mailroom", "Security", Kind.METERED, STEADY, 0.2, METERS),
    Offer("Kestrel Boards", "Compute", Kind.SAAS, LEAKY, 1.0, SEATS),
)
UMBRAL = (
    Offer("Umbral Grid", "Compute", Kind.VM, DEVOTED, 0.7, VM_FULL),
    Offer("Tideline Snapshots", "Storage", Kind.VM, OFFICE, 1.0, VM_PAID),
    Offer("Breakwater Shield", "Security", Kind.VM, LEAKY, 1.2, VM_PAIR),
    Offer("Umbral Ledger", "Storage", Kind.METERED, RETURNING, 0.2, METERS),
    Offer("Harbor Notes", "Compute", Kind.SAAS, STEADY, 1.0, SEATS),
)
ORCHARD = (
    Offer("Pippin Compiler Farm", "Compute", Kind.VM, RETURNING, 1.0, VM_PAIR),
    Offer("Cider Press Dedupe", "Storage", Kind.VM, STEADY, 0.9, VM_PAID),
    Offer("Hedgerow Bastion", "Security", Kind.VM, STEADY, 0.9, VM_FULL),
    Offer("Windfall Forms", "Security", Kind.METERED, LEAKY, 0.2, METERS),
    Offer("Little Orchard Invoices", "Compute", Kind.SAAS, LEAKY, 1.0, SEATS),
)

MARKETPLACES = (
    Marketplace(1, "Tallowmere Systems", "America/Los_Angeles", 0.50, 24, 2.2, TALLOWMERE),
    Marketplace(2, "Brightfjord Software", "Europe/Berlin", 0.20, 24, 1.4, BRIGHTFJORD),
    Marketplace(3, "Kestrel Quay Labs", "UTC", 0.14, 21, 3.0, KESTREL),
    Marketplace(4, "Umbral Harbor Data", "Asia/Tokyo", 0.10, 14, 1.6, UMBRAL),
    Marketplace(5, "Little Orchard Tools", "Europe/London", 0.06, 20, 1.0, ORCHARD),
)
USAGE_ROWS = {"small": 200_000, "medium": 2_000_000, "large": 20_000_000}
