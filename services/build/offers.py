"""Which names mean one offer: an OfferId, a ProductId or a bare name, joined by the casefolded name they share."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

NAME_MARK: Final = "name:"
"""What the id of an offer begins with of which only the name is known."""


@dataclass(frozen=True, slots=True, order=True)
class OfferMention:
    """How a row names an offer; at least one of the three is given."""

    offer_id: str | None
    product_id: str | None
    name: str | None

    @property
    def nodes(self) -> tuple[str, ...]:
        """The ids that this row says are one offer, the first being its own: OfferId, ProductId, `name:` and the casefolded name."""
        named = f"{NAME_MARK}{self.name.strip().casefold()}" if self.name and self.name.strip() else None
        return tuple(node for node in (self.offer_id, self.product_id, named) if node)


def resolve_offers(mentions: Iterable[OfferMention]) -> Mapping[OfferMention, str]:
    """The offer id of every mention that names one.

    Ids sharing a casefolded name are one offer, whose id is an OfferId where one is known, else a ProductId, else the name. Two OfferIds
    are never merged: what hangs between them goes to the nearer one, the lower id where they are equally near.
    """
    named = [mention for mention in sorted(set(mentions), key=_order) if mention.nodes]
    beside: dict[str, set[str]] = {}
    for mention in named:
        for node in mention.nodes:
            beside.setdefault(node, set()).update(mention.nodes)
    owners = _spread(sorted({m.offer_id for m in named if m.offer_id}), beside)
    products = sorted({m.product_id for m in named if m.product_id})
    for start in [*products, *sorted(beside)]:
        if start not in owners:
            owners |= dict.fromkeys(_reach(start, beside), start)
    return {mention: owners[mention.nodes[0]] for mention in named}


def _order(mention: OfferMention) -> tuple[str, str, str]:
    return mention.offer_id or "", mention.product_id or "", mention.name or ""


def _spread(offer_ids: Iterable[str], beside: Mapping[str, set[str]]) -> dict[str, str]:
    owners = {offer_id: offer_id for offer_id in offer_ids}
    waiting = deque(owners)
    while waiting:
        node = waiting.popleft()
        for other in sorted(beside[node]):
            if other not in owners:
                owners[other] = owners[node]
                waiting.append(other)
    return owners


def _reach(start: str, beside: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        fresh = beside[waiting.pop()] - reached
        reached |= fresh
        waiting.extend(fresh)
    return reached
