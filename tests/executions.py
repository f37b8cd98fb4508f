"""Every document of the suites is executed twice: as the server does, and as the framework alone would."""

from graphql import GraphQLFormattedError
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.execution import ExecutionResult

from resolvers.assembly import assemble, graphql_schema
from resolvers.context import Context

STOCK = assemble(StrawberryGraphQLCoreExecutionContext)


async def execute_both(query: str, variables: dict[str, object], context: Context) -> ExecutionResult:
    """The server's result, which is the framework's own: the same data in the same order, the same errors."""
    again = Context(context.view, context.publisher, context.request_id)
    stock = await STOCK.execute(query, variable_values=variables, context_value=again)
    result = await graphql_schema.execute(query, variable_values=variables, context_value=context)
    # as a text, in which the order of fields counts and 1 is not True
    assert repr(result.data) == repr(stock.data)
    told, expected = by_path(result), by_path(stock)
    # where several fields fail at once, whose error is told is a race of their answers
    both = told.keys() & expected.keys()
    assert {path: told[path] for path in both} == {path: expected[path] for path in both}
    assert codes(told) == codes(expected)
    return result


def by_path(result: ExecutionResult) -> dict[str, GraphQLFormattedError]:
    """What is told of each error, by where it happened."""
    return {str(error.path): error.formatted for error in result.errors or ()}


def codes(errors: dict[str, GraphQLFormattedError]) -> set[object]:
    """The codes of errors."""
    return {error["extensions"]["code"] for error in errors.values()}
