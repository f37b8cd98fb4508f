"""The command line: one file for each group of commands, read when the command is used."""

import importlib
from types import MappingProxyType
from typing import ClassVar, NamedTuple

import click
from sqlalchemy.exc import SQLAlchemyError

from app.settings import SettingsError
from domain.errors import HoldfastError


class Place(NamedTuple):
    """The module of a command, and what the list of commands says of it, which reads no module; nothing of one that is for servers."""

    module: str
    summary: str = ""


PLACES = MappingProxyType(
    {
        "demo": Place("demo", "Invent a marketplace, load, build and serve it."),
        "load": Place("loading", "Read reports into the lake."),
        "loads": Place("loading", "List past loads and their quarantined rows."),
        "unload": Place("loading", "Take a load back."),
        "erase": Place("erasing", "Remove a customer everywhere."),
        "build": Place("building", "Build what is missing and publish a snapshot."),
        "snapshots": Place("building", "List the kept snapshots."),
        "rollback": Place("building", "Make a kept snapshot current again."),
        "serve": Place("serving", "Serve GraphQL, the pages and GraphiQL."),
        "export-worker": Place("working"),
        "load-worker": Place("working"),
        "annex": Place("annex"),
        "publishers": Place("tokens", "List the publishers that have loads."),
        "token": Place("tokens", "Make, list and revoke API tokens."),
        "query": Place("asking", "Run one document and print its answer."),
        "export": Place("exporting", "Write a report to a file."),
        "schema": Place("asking", "Print or check the schema definition."),
        "documents": Place("documents", "Register trusted documents."),
        "backup": Place("backup", "Copy lake, records and secret into a folder."),
        "adopt": Place("adopting", "Put the lake of a home or a backup into a storage."),
        "doctor": Place("doctor", "Look at the installation."),
    }
)


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
        module = importlib.import_module(f"app.commands.{place.module}")
        found = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """A line for each command that is for people."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.summary) for name, place in PLACES.items() if place.summary])

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
