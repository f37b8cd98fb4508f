"""Puts the API together: the types of schema/, the answers of this room, scalars, errors, caches."""

from functools import partial

import strawberry
from graphql import GraphQLError
from graphql.validation.rules import overlapping_fields_can_be_merged
from strawberry.extensions import MaxTokensLimiter, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.tools import merge_types
from strawberry.types.base import get_object_definition
from strawberry.types.execution import ExecutionContext

import resolvers.audit
import resolvers.catalogue
import resolvers.customers
import resolvers.exports
import resolvers.filter_options
import resolvers.nodes
import resolvers.profiles
import resolvers.retention  # noqa: F401 - each module binds its answers
from domain.errors import HoldfastError
from resolvers.binding import check_answers
from resolvers.completion import ColumnarExecution
from resolvers.errors import CachedParsing, ShapedErrors, code_of, logger
from schema.audit import AuditQuery
from schema.catalogue import Offer
from schema.exports import Export, ExportQuery, Mutation, Subscription
from schema.profiles import Customer
from schema.root import CatalogueQuery, CustomersQuery, RetentionQuery
from schema.scalars import SCALARS

DOCUMENT_TOKENS = 20_000
"""Tokens of the longest document."""
# comparisons of fields that are asked for more than once: the pages need less than 500, and a thousandfold repetition a million
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 10_000


class HoldfastSchema(strawberry.Schema):
    """The API; unexpected errors go to the log with the request's id, never with arguments."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Logs what is not an expected refusal."""
        context = execution_context.context if execution_context else None
        for error in errors:
            if code_of(error) == HoldfastError.code:
                logger.error(
                    "request %s: %s", context.request_id if context else "", error.path, exc_info=error.original_error
                )


def assemble(execution: type[StrawberryGraphQLCoreExecutionContext] = ColumnarExecution) -> HoldfastSchema:
    """The schema of the API, executed so; TypeError where a field has no answer."""
    query = merge_types("Query", (CatalogueQuery, CustomersQuery, RetentionQuery, ExportQuery, AuditQuery))
    get_object_definition(query, strict=True).description = "What can be asked."
    schema = HoldfastSchema(
        query=query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Offer, Customer, Export],
        execution_context_class=execution,
        config=StrawberryConfig(scalar_map=SCALARS),
        extensions=[ShapedErrors, partial(MaxTokensLimiter, DOCUMENT_TOKENS), CachedParsing, ValidationCache],
    )
    check_answers(schema)
    return schema


graphql_schema = assemble()


def sdl() -> str:
    """The schema in the schema definition language, as schema.graphql holds it."""
    return f"{graphql_schema.as_str().strip()}\n"
