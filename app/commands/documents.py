"""documents: registers the documents that clients may ask for by their hashes."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    Visitor,
    validate,
    visit,
)

from app.commands import Failure
from app.commands.printing import print_json, print_table, remark
from app.home import changing_home
from app.limits.measuring import Measuring, parse_document
from app.questions import GraphQLRequest
from app.settings import Settings, read_settings
from app.trusted import identify, write_registry
from domain.errors import HoldfastError
from resolvers.assembly import graphql_schema

_ENDINGS = (".graphql", ".gql")


@click.command("documents")
@click.argument("places", metavar="FOLDER_OR_FILES...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def documents_command(places: Sequence[Path], as_json: bool) -> None:
    """Register the documents of files and folders, in place of those registered before."""
    settings = read_settings()
    paths = [path for place in places for path in _files(place)]
    if not paths:
        raise Failure(f"{places[0]}: no file that ends in {' or '.join(_ENDINGS)}; nothing was registered")
    texts = {path: _read(path) for path in paths}
    problems = [problem for path, text in texts.items() for problem in check(settings, path, text)]
    if problems:
        raise Failure("\n  ".join(["nothing was registered:", *problems]))
    found = {path: identify(text) for path, text in texts.items()}
    with changing_home(settings.home, "holdfast documents", remark):
        write_registry(settings.home, {found[path]: text for path, text in texts.items()})
    if as_json:
        print_json([{"documentId": found[path], "file": str(path)} for path in paths])
        return
    print_table(("documentId", "file"), [(found[path], path) for path in paths])


def check(settings: Settings, path: Path, text: str) -> Iterator[str]:
    """What is wrong with a document: file, line and column, and a sentence each."""
    try:
        Measuring(settings).measure(GraphQLRequest(text, None, None, None))
        document = parse_document(text)
    except GraphQLError as error:
        yield _place(path, error)
    except HoldfastError as error:
        yield f"{path}: {error}"
    else:
        yield from (_place(path, error) for error in validate(graphql_schema._schema, document))
        yield from _check_purpose(path, document)


def _check_purpose(path: Path, document: DocumentNode) -> Iterator[str]:
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if not operations and all(isinstance(each, ExecutableDefinitionNode) for each in document.definitions):
        yield f"{path}: no operation; a file holds one document, with the fragments that it spreads"
    asking = _Introspection()
    visit(document, asking)
    yield from (_place(path, error) for error in asking.found)


class _Introspection(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[GraphQLError] = []

    def enter_field(self, node: FieldNode, *_: object) -> None:
        if node.name.value in ("__schema", "__type"):
            self.found.append(GraphQLError(f"{node.name.value}: introspection is not registered; leave it out", node))


def _place(path: Path, error: GraphQLError) -> str:
    line, column = error.locations[0] if error.locations else (1, 1)
    return f"{path}:{line}:{column}: {error.message}"


def _files(place: Path) -> Sequence[Path]:
    if place.is_dir():
        return sorted(path for path in place.rglob("*") if path.suffix in _ENDINGS and path.is_file())
    return [place]


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise Failure(f"{path}: not UTF-8 at byte {error.start}; nothing was registered") from None
