"""Makes the answer to one question: executed, written down, and with what it delivered."""

import orjson

from app.answers import Made
from app.auditing import delivered_by, refusal_in
from app.execution import Method, execute
from app.questions import GraphQLRequest
from resolvers.context import Context


async def make_answer(asked: GraphQLRequest, context: Context | None, method: Method, suggestions: bool) -> Made:
    """The answer in the given context, without one to introspection alone. `suggestions`: its errors may name fields of the schema."""
    answer = await execute(asked, context, method, suggestions)
    current = context is not None and not context.pinned
    return Made(
        orjson.dumps(answer.body)[:-1],
        current and "errors" not in answer.body,
        answer.executed,
        delivered_by(answer.body, context),
        refusal_in(answer.body),
    )
