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
