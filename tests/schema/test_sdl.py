"""The schema definition: current in schema.graphql, equal to the contract, described everywhere."""

from collections.abc import Iterator
from pathlib import Path

from graphql import (
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    build_schema,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
    parse,
    print_ast,
    validate_schema,
)

from resolvers.assembly import graphql_schema, sdl

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT.parent / "shared" / "spec" / "api.graphql"

Fact = tuple[str, str]
"""Where in the schema, and what stands there."""


def test_schema_file_is_current() -> None:
    assert (ROOT / "schema.graphql").read_text(encoding="utf-8") == sdl()


def test_definition_builds_a_valid_schema() -> None:
    assert validate_schema(build_schema(sdl())) == []


def test_every_fact_of_the_contract_is_in_the_schema() -> None:
    contract = list_facts(parse(CONTRACT.read_text(encoding="utf-8"))) if CONTRACT.exists() else []
    assert sorted(set(contract) - set(list_facts(parse(sdl())))) == []


def test_connections_are_those_of_the_contract() -> None:
    facts = set(list_facts(parse(sdl())))
    for row in ("Offer", "CustomerDetail", "RetentionCustomer", "RetentionDetail", "Export"):
        assert {
            (f"{row}Connection.edges", f"[{row}Edge!]!"),
            (f"{row}Connection.nodes", f"[{row}!]!"),
            (f"{row}Connection.pageInfo", "PageInfo!"),
            (f"{row}Connection.totalCount", "BigInt!"),
            (f"{row}Edge.cursor", "String!"),
            (f"{row}Edge.node", f"{row}!"),
        } <= facts


def test_every_connection_says_its_size() -> None:
    fields = [field for kind in object_types(parse(sdl())) for field in kind.fields or ()]
    paged = [field for field in fields if print_ast(field.type).endswith("Connection!")]
    sizes = {
        field.name.value: [print_ast(each) for each in field.directives or () if each.name.value == "listSize"]
        for field in paged
    }
    size = '@listSize(assumedSize: 50, slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"])'
    assert sizes == {"offers": [size], "customers": [size], "details": [size], "exports": [size], "auditEvents": [size]}


def test_everything_is_described() -> None:
    assert [where for where, description in list_descriptions() if not description] == []


def list_facts(document: DocumentNode) -> list[Fact]:
    """What a document defines: types, fields, arguments, values, with nullability, defaults and personal marks."""
    return [fact for definition in document.definitions for fact in facts_of(definition)]


def facts_of(definition: object) -> Iterator[Fact]:
    """What one definition says."""
    match definition:
        case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
            name = definition.name.value
            yield name, " ".join([definition.kind, *sorted(each.name.value for each in definition.interfaces or ())])
            for field in definition.fields or ():
                yield from facts_of_field(name, field)
        case InputObjectTypeDefinitionNode():
            name = definition.name.value
            yield name, " ".join([definition.kind, *sorted(print_ast(each) for each in definition.directives or ())])
            yield from (facts_of_value(name, each) for each in definition.fields or ())
        case EnumTypeDefinitionNode():
            yield from ((definition.name.value, each.name.value) for each in definition.values or ())
        case ScalarTypeDefinitionNode():
            yield definition.name.value, definition.kind
        case DirectiveDefinitionNode():
            name = f"@{definition.name.value}"
            yield name, " ".join(sorted(each.value for each in definition.locations))
            yield from (facts_of_value(name, each) for each in definition.arguments or ())


def facts_of_field(kind: str, field: FieldDefinitionNode) -> Iterator[Fact]:
    """Type, arguments and personal mark of a field."""
    name = f"{kind}.{field.name.value}"
    yield name, print_ast(field.type)
    yield from ((name, "@personalData") for each in field.directives or () if each.name.value == "personalData")
    yield from (facts_of_value(name, each) for each in field.arguments or ())


def facts_of_value(owner: str, value: InputValueDefinitionNode) -> Fact:
    """Type and default of an argument or an input's field."""
    default = f" = {print_ast(value.default_value)}" if value.default_value else ""
    return f"{owner}({value.name.value})", f"{print_ast(value.type)}{default}"


def object_types(document: DocumentNode) -> Iterator[ObjectTypeDefinitionNode]:
    """The object types of a document."""
    return (each for each in document.definitions if isinstance(each, ObjectTypeDefinitionNode))


def list_descriptions() -> Iterator[tuple[str, str | None]]:
    """Every part of the schema with its description."""
    schema = graphql_schema._schema
    for directive in schema.directives:
        if not is_specified_directive(directive):
            yield f"@{directive.name}", directive.description
    for name, kind in schema.type_map.items():
        if is_introspection_type(kind) or is_specified_scalar_type(kind):
            continue
        yield name, kind.description
        for field_name, field in (getattr(kind, "fields", None) or {}).items():
            yield f"{name}.{field_name}", field.description
            for argument_name, argument in (getattr(field, "args", None) or {}).items():
                yield f"{name}.{field_name}({argument_name})", argument.description
        for value_name, value in (getattr(kind, "values", None) or {}).items():
            yield f"{name}.{value_name}", value.description
