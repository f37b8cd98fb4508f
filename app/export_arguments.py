"""The arguments of an export from JSON: read by the types of the API, so that both take and refuse the same."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError
from graphql.utilities import coerce_input_value, validate_input_value
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.arguments import convert_argument

from domain.errors import BadInputError
from domain.exports import ExportFormat, ExportReport, ExportRequest
from resolvers.assembly import graphql_schema
from schema.exports import RequestExportInput


def read_request(report: ExportReport, kind: ExportFormat, given: Mapping[str, Any]) -> ExportRequest:
    """The request of a report, a format and arguments as JSON has them. Raises BadInputError naming each that is wrong."""
    for name in ("report", "format"):
        if name in given:
            raise BadInputError(f"arguments: {name}: no argument here; the command names it itself")
    try:
        return _read({"report": report.value, "format": kind.value, **given}).to_domain()
    except StrawberryInputCoercionError as error:  # of a range that is none or two
        raise BadInputError(f"arguments: {error}") from error


def _read(given: Mapping[str, Any]) -> RequestExportInput:
    converter = graphql_schema.schema_converter
    shape = converter.from_input_object(RequestExportInput)
    wrong: list[str] = []

    def note(error: GraphQLError, path: list[str | int]) -> None:
        wrong.append(": ".join(filter(None, [".".join(map(str, path)), error.message])))

    validate_input_value(given, shape, note)
    if wrong:
        raise BadInputError(f"arguments: {'; '.join(wrong)}")
    value = coerce_input_value(given, shape)
    found = convert_argument(value, RequestExportInput, converter.scalar_registry, graphql_schema.config)
    assert isinstance(found, RequestExportInput)
    return found
