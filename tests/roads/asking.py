"""Asks documents as a role of a publisher and compares the answers with the reference."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.reference.facts import Facts
from tests.reference.marketplace import Marketplace
from tests.reference.refused import RefusedError
from tests.roads.comparing import complete, find_difference
from tests.roads.stage import Stage

ROLES = ("OWNER", "CONTRIBUTOR")
LARGEST = 1000
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asker:
    """A role of a publisher on a stage."""

    stage: Stage
    publisher_id: str
    role: str

    @property
    def market(self) -> Marketplace:
        return self.stage.market

    @property
    def facts(self) -> Facts:
        """What the reference knows of the publisher."""
        return self.market.facts(self.publisher_id)

    def ask(self, document: str, path: str, **variables: Any) -> Any:
        """What stands at a dotted path of an answer."""
        answered: Any = self.stage.ask(self.publisher_id, self.role, document, **variables)
        for name in path.split("."):
            answered = answered[name]
        return answered

    def compare(self, document: str, path: str, expect: Callable[[], Any], **variables: Any) -> None:
        """The answer is the reference's, or its refusal."""
        try:
            expected = expect()
        except RefusedError as refused:
            assert self.stage.refuse(self.publisher_id, self.role, document, **variables) == refused.code
        else:
            self.match(document, path, expected, **variables)

    def compare_list(
        self, document: str, path: str, expect: Callable[[], list[Node]], pages: int, **variables: Any
    ) -> None:
        """The list is the reference's, or its refusal."""
        try:
            expected = expect()
        except RefusedError as refused:
            assert self.stage.refuse(self.publisher_id, self.role, document, **variables) == refused.code
        else:
            self.match_list(document, path, expected, pages, **variables)

    def match(self, document: str, path: str, expected: Any, **variables: Any) -> None:
        """The answer is a known one."""
        self.require_same(complete(expected), self.ask(document, path, **variables), document, variables)

    def match_list(self, document: str, path: str, expected: list[Node], pages: int, **variables: Any) -> None:
        """The list is a known one, read in one page, or in so many from the start and from the end."""
        readers = [self.read_whole] if pages == 1 else [self.page_forward, self.page_backward]
        size = LARGEST if pages == 1 else max(1, -(-len(expected) // pages))
        for reader in readers:
            nodes = reader(document, path, size, len(expected), variables)
            self.require_same(complete(expected), nodes, f"{document} by {reader.__name__}", variables)

    def require_same(self, expected: Any, answered: Any, document: str, variables: dict[str, Any]) -> None:
        """Fails, saying who asked what and where the answers differ."""
        difference = find_difference(expected, answered)
        assert difference is None, f"{self.publisher_id} {self.role} {document} {variables}: {difference}"

    def read_whole(self, document: str, path: str, size: int, total: int, variables: dict[str, Any]) -> list[Node]:
        """The list in one page."""
        page = self.ask(document, path, **variables, first=size)
        assert (page["pageInfo"]["hasNextPage"], page["pageInfo"]["hasPreviousPage"]) == (False, False)
        return read_nodes(page, total)

    def page_forward(self, document: str, path: str, size: int, total: int, variables: dict[str, Any]) -> list[Node]:
        """The list page by page from its start."""
        nodes: list[Node] = []
        after = None
        while True:
            page = self.ask(document, path, **variables, first=size, after=after)
            found = read_nodes(page, total)
            nodes += found
            assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
            if not page["pageInfo"]["hasNextPage"]:
                return nodes
            assert len(found) == size
            after = page["pageInfo"]["endCursor"]

    def page_backward(self, document: str, path: str, size: int, total: int, variables: dict[str, Any]) -> list[Node]:
        """The list page by page from its end."""
        nodes: list[Node] = []
        before = None
        while True:
            page = self.ask(document, path, **variables, last=size, before=before)
            found = read_nodes(page, total)
            nodes = found + nodes
            assert page["pageInfo"]["hasNextPage"] is (before is not None)
            if not page["pageInfo"]["hasPreviousPage"]:
                return nodes
            assert len(found) == size
            before = page["pageInfo"]["startCursor"]


def read_nodes(page: Node, total: int) -> list[Node]:
    """The nodes of a connection whose parts agree."""
    nodes: list[Node] = page["nodes"]
    cursors = [edge["cursor"] for edge in page["edges"]]
    assert [edge["node"] for edge in page["edges"]] == nodes
    assert len(set(cursors)) == len(cursors)
    assert page["pageInfo"]["startCursor"] == (cursors[0] if cursors else None)
    assert page["pageInfo"]["endCursor"] == (cursors[-1] if cursors else None)
    assert page["totalCount"] == total
    return nodes


def list_askers(stage: Stage, roles: tuple[str, ...] = ROLES) -> list[Asker]:
    """The asking publishers of a stage in every role."""
    return [Asker(stage, publisher_id, role) for publisher_id in stage.publishers for role in roles]
