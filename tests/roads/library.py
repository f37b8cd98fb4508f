"""The documents that ask every field of the API, by name, each completed with the fragments that it names."""

from functools import cache
from pathlib import Path

from graphql import DocumentNode, FragmentDefinitionNode, FragmentSpreadNode, Visitor, parse, print_ast, visit

FOLDER = Path(__file__).with_name("documents")
FRAGMENTS = "fragments"


class _Spreads(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.names.add(node.name.value)


def list_documents() -> list[str]:
    """Names of all documents."""
    return sorted(path.stem for path in FOLDER.glob("*.graphql") if path.stem != FRAGMENTS)


@cache
def read_document(name: str) -> str:
    """The text of a document with its fragments."""
    document = parse(_read(name))
    fragments = _read_fragments()
    wanted: set[str] = set()
    waiting = _find_spreads(document)
    while waiting:
        name = waiting.pop()
        wanted.add(name)
        waiting |= _find_spreads(fragments[name]) - wanted
    own = [print_ast(definition) for definition in document.definitions]
    return "\n\n".join([*own, *(print_ast(fragments[each]) for each in sorted(wanted))])


def _read(name: str) -> str:
    return (FOLDER / f"{name}.graphql").read_text(encoding="utf-8")


@cache
def _read_fragments() -> dict[str, FragmentDefinitionNode]:
    definitions = parse(_read(FRAGMENTS)).definitions
    return {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}


def _find_spreads(node: DocumentNode | FragmentDefinitionNode) -> set[str]:
    visitor = _Spreads()
    visit(node, visitor)
    return visitor.names
