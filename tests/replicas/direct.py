"""What questions answer where no server runs: executed in this process."""

import asyncio
from collections.abc import Mapping, Sequence
from hashlib import sha256

from app.making import make_answer
from app.questions import GraphQLRequest
from app.settings import Settings
from app.shell import open_context
from bench.soak.questions import Kind, Known, Question
from domain.scope import Role, Scope
from resolvers.context import Context


def differing(settings: Settings, known: Sequence[Known], publishers: Mapping[str, str]) -> list[str]:
    """The documents of questions whose known answer is another than a direct execution gives; `publishers` by token."""
    return asyncio.run(_differing(settings, known, publishers))


async def _differing(settings: Settings, known: Sequence[Known], publishers: Mapping[str, str]) -> list[str]:
    found = []
    for publisher_id in sorted(set(publishers.values())):
        async with open_context(settings, Scope(publisher_id, Role.OWNER, "tests", "tests")) as opened:
            for each in known:
                if each.question.kind is not Kind.EXPORT and publishers[each.question.token] == publisher_id:
                    context = Context(opened.view, opened.publisher, "tests")
                    if await _execute(each.question, context) != each.sha256:
                        found.append(each.question.document)
    return found


async def _execute(question: Question, context: Context) -> str:
    asked = GraphQLRequest(question.document, None, dict(question.variables), None)
    try:
        return sha256((await make_answer(asked, context, question.method, suggestions=True)).body).hexdigest()
    finally:
        context.release()
