"""The command line: one file for each group of commands, read when the command is used."""

import importlib
from types import MappingProxyType
from typing import ClassVar

import click
from sqlalchemy.exc import SQLAlchemyError

from app.settings import SettingsError
from domain.errors import HoldfastError

PLACES = MappingProxyType(
    {
        "demo": "demo",
        "load": "loading",
        "loads": "loading",
        "unload": "loading",
        "erase": "erasing",
        "build": "building",
        "snapshots": "building",
        "rollback": "building",
        "serve": "serving",
        "export-worker": "working",
        "annex": "annex",
        "publishers": "tokens",
        "token": "tokens",
        "query": "asking",
        "export": "exporting",
        "schema": "asking",
        "documents": "documents",
        "backup": "backup",
        "doctor": "doctor",
    }
)
SUMMARIES = MappingProxyType(
    {
        "demo": "Invent a marketplace, load, build and serve it.",
        "load": "Read reports into the lake.",
        "loads": "List past loads and their quarantined rows.",
        "unload": "Take a load back.",
        "erase": "Remove a customer everywhere.",
        "build": "Build what is missing and publish a snapshot.",
        "snapshots": "List the kept snapshots.",
        "rollback": "Make a kept snapshot current again.",
        "serve": "Serve GraphQL, the pages and GraphiQL.",
        "publishers": "List the publishers that have loads.",
        "token": "Make, list and revoke API tokens.",
        "query": "Run one document and print its answer.",
        "export": "Write a report to a file.",
        "schema": "Print or check the schema definition.",
        "documents": "Register trusted documents.",
        "backup": "Copy lake, records and secret into a folder.",
        "doctor": "Look at the installation.",
    }
)
"""What the list of commands says of each: it is printed without reading them, which takes seconds. The others are for servers."""


class Failure(click.ClickException):
    """A command that could not be done: ends with a message for its user and exit code 1."""

    def show(self, file: object = None) -> None:  # noqa: ARG002
        """Says on standard error what went wrong."""
        click.echo(f"holdfast: {self.message}", err=True)


class WrongUse(Failure):
    """A command given something that it does not take: exit code 2."""

    exit_code: ClassVar[int] = 2


class Commands(click.Group):
    """Finds commands by name in their modules, and turns errors into messages and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """All names, in the order of the documentation."""
        return list(PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name; None for an unknown one."""
        place = PLACES.get(cmd_name)
        if place is None:
            return None
        module = importlib.import_module(f"app.commands.{place}")
        found = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """A line for each command that is for people."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Runs a command; what is expected to fail ends with a message, not with a stack."""
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise WrongUse(str(error)) from error
        except HoldfastError as error:
            raise Failure(str(error)) from error
        except SQLAlchemyError as error:
            raise Failure(f"service records: {str(error).splitlines()[0]}") from error
        except OSError as error:
            places = " -> ".join(str(name) for name in (error.filename, error.filename2) if name)
            raise Failure(f"{error.strerror or error}{f': {places}' if places else ''}") from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """Customer and retention analytics for software publishers.

    Results go to standard output, progress and logs to standard error. Exit code 0: done, 1: failed, 2: wrong use.
    """
