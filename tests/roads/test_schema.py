"""Every field of the API is asked by a document."""

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    validate,
    visit,
)

from resolvers.assembly import graphql_schema
from tests.app.exporting import DOCUMENTS
from tests.roads.library import list_documents, read_document

SCHEMA = graphql_schema._schema


class _Fields(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.found: set[str] = set()

    def enter_field(self, *_: object) -> None:
        parent, field = self.types.get_parent_type(), self.types.get_field_def()
        assert isinstance(field, GraphQLField)
        assert isinstance(parent, (GraphQLObjectType, GraphQLInterfaceType))
        self.found.add(f"{parent.name}.{_name_field(parent.fields, field)}")


def _name_field(fields: dict[str, GraphQLField], field: GraphQLField) -> str:
    return next(name for name, each in fields.items() if each is field)


def find_asked(document: str) -> set[str]:
    types = TypeInfo(SCHEMA)
    visitor = _Fields(types)
    visit(parse(document), TypeInfoVisitor(types, visitor))
    return visitor.found


def list_fields() -> set[str]:
    objects = [each for each in SCHEMA.type_map.values() if isinstance(each, GraphQLObjectType)]
    return {f"{each.name}.{field}" for each in objects if not each.name.startswith("__") for field in each.fields}


@pytest.mark.parametrize("name", list_documents())
def test_document_is_valid(name: str) -> None:
    assert validate(SCHEMA, parse(read_document(name))) == []


def test_every_field_is_asked() -> None:
    documents = [*map(read_document, list_documents()), *DOCUMENTS]
    asked = set().union(*map(find_asked, documents))
    assert list_fields() - asked == set()
