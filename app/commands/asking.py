"""query and schema: the API without a server."""

import asyncio
import difflib
from typing import Any, TextIO

import click
import orjson

from app.auditing import action_of, delivered_by, refusal_in
from app.clock import now
from app.commands import Failure
from app.commands.printing import print_json
from app.commands.tokens import ROLES
from app.execution import execute
from app.known_documents import KnownDocuments
from app.questions import GraphQLRequest
from app.settings import ROOT, Settings, read_settings
from app.shell import open_context
from domain.audit import COMMAND_LINE
from domain.scope import Role, Scope
from resolvers.assembly import sdl
from resolvers.context import Context

SCHEMA_FILE = ROOT / "schema.graphql"


class JsonObject(click.ParamType[dict[str, Any]]):
    """A JSON object given on the command line."""

    name = "JSON"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, Any]:
        """The object; wrong use where it is none."""
        try:
            found = orjson.loads(value)
        except orjson.JSONDecodeError as error:
            self.fail(f"{value!r} is not JSON ({error})", param, ctx)
        if not isinstance(found, dict):
            self.fail(f"{value!r} is not a JSON object", param, ctx)
        return found


@click.command("query")
@click.argument("file", metavar="FILE.graphql", type=click.File(encoding="utf-8"))
@click.option("--variables", type=JsonObject(), default="{}", help="Variables as a JSON object.")
@click.option("--publisher", required=True, metavar="ID", help="Whose data to ask.")
@click.option("--role", required=True, type=ROLES, help="As whom to ask.")
def query_command(file: TextIO, variables: dict[str, Any], publisher: str, role: str) -> None:
    """Run one document and print its answer as JSON, errors included; `-` reads the document from standard input."""
    scope = Scope(publisher, Role(role.upper()), COMMAND_LINE, COMMAND_LINE)
    print_json(asyncio.run(_answer(read_settings(), scope, file.read(), variables)))


async def _answer(settings: Settings, scope: Scope, document: str, variables: dict[str, Any]) -> dict[str, Any]:
    asked = GraphQLRequest(document, None, variables, None)
    async with open_context(settings, scope) as context:
        answer = await execute(asked, context)
        _tell(asked, answer.body, context)
    return answer.body


def _tell(asked: GraphQLRequest, body: dict[str, Any], context: Context) -> None:
    assert context.audit is not None
    refused, document = refusal_in(body), KnownDocuments().find(asked.query)
    _, operation = document.choose(asked.operation_name)
    context.audit.record(
        action_of(refused),
        now(),
        operation=operation,
        document=document.digest,
        delivered=delivered_by(body, context),
        code=refused,
    )


@click.command("schema")
@click.option("--check", is_flag=True, help="Say whether schema.graphql differs; exit code 1 where it does.")
def schema_command(check: bool) -> None:
    """Print the schema definition."""
    current = sdl()
    if not check:
        click.echo(current, nl=False)
        return
    kept = SCHEMA_FILE.read_text(encoding="utf-8") if SCHEMA_FILE.exists() else ""
    if kept != current:
        lines = difflib.unified_diff(
            kept.splitlines(), current.splitlines(), "schema.graphql", "the program", lineterm=""
        )
        click.echo("\n".join(lines))
        raise Failure("schema.graphql is not what the program answers; run `./holdfast schema > schema.graphql`")
