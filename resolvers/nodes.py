"""Global ids: opaque names of offers, customers and exports across the API."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import strawberry

from domain.errors import BadInputError
from domain.pages import LARGEST
from resolvers.binding import answers, answers_alone, shaped
from resolvers.context import Asking
from schema.nodes import Node
from schema.root import CatalogueQuery
from services.catalogue.nodes import find_customers, find_offers
from services.catalogue.offers import Offer
from services.catalogue.profiles import Customer
from services.exports.export import Export
from services.view import View

OFFER, CUSTOMER, EXPORT = "Offer", "Customer", "Export"
_QUESTIONS: Mapping[str, Callable[[View, Sequence[str]], Sequence[object]]] = {
    OFFER: find_offers,
    CUSTOMER: find_customers,
}


@dataclass(frozen=True, slots=True)
class GlobalId:
    """A kind of thing and its own id."""

    kind: str
    own_id: str

    def text(self) -> strawberry.ID:
        """As the API shows it."""
        return strawberry.ID(urlsafe_b64encode(f"{self.kind}:{self.own_id}".encode()).decode())


def read_global_id(text: str) -> GlobalId | None:
    """The kind and id of a global id; None for a text that is none."""
    try:
        kind, colon, own_id = urlsafe_b64decode(text.encode("ascii")).decode().partition(":")
    except ValueError:
        return None
    return GlobalId(kind, own_id) if colon and kind in (*_QUESTIONS, EXPORT) else None


@answers_alone(Node, "id")
def name_node(node: Offer | Customer | Export) -> strawberry.ID:
    """The global id of an offer, a customer or an export."""
    if isinstance(node, Export):
        return GlobalId(EXPORT, node.export_id).text()
    named = GlobalId(OFFER, node.offer_id) if isinstance(node, Offer) else GlobalId(CUSTOMER, node.customer_id)
    return named.text()


@answers(CatalogueQuery, "node")
async def find_node(_query: None, asking: Asking, id_: strawberry.ID) -> Node | None:
    """What a global id names, None where nothing of it is visible."""
    return (await _find(asking, [id_]))[0]


@answers(CatalogueQuery, "nodes")
async def find_all_nodes(_query: None, asking: Asking, ids: Sequence[strawberry.ID]) -> list[Node | None]:
    """What global ids name, in their order."""
    if len(ids) > LARGEST:
        raise BadInputError(f"ids: {len(ids)} given; give at most {LARGEST}")
    return await _find(asking, ids)


async def _find(asking: Asking, ids: Sequence[str]) -> list[Node | None]:
    named = [read_global_id(each) for each in ids]
    found: dict[GlobalId | None, object] = {}
    for kind, question in _QUESTIONS.items():
        own_ids = [each.own_id for each in named if each is not None and each.kind == kind]
        if own_ids:
            answers_of_kind = await asking.ask(question, own_ids)
            found.update(zip((GlobalId(kind, each) for each in own_ids), answers_of_kind, strict=True))
    exports = [each.own_id for each in named if each is not None and each.kind == EXPORT]
    if exports and asking.context.has_exports:
        known = await asking.context.exports.find_all(asking.view.scope, exports)
        found.update((GlobalId(EXPORT, own_id), export) for own_id, export in known.items())
    return [shaped(Node, found.get(each)) for each in named]
