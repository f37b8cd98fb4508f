"""publishers, and token create, list and revoke: who may ask."""

import asyncio
from datetime import datetime, timedelta

import click

from app.clock import now
from app.commands.printing import print_json, print_table, remark
from app.reconciliation import ready_records
from app.settings import Settings, read_settings
from db.records.models import PublisherRow, TokenRow
from db.records.publishers import list_publishers
from db.records.tokens import create_token, list_tokens, revoke_token
from domain.scope import Role, TokenRole

ROLES = click.Choice([role.value.lower() for role in Role], case_sensitive=False)
_TOKEN_ROLES = click.Choice([role.value.lower() for role in TokenRole], case_sensitive=False)


@click.command("publishers")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def publishers_command(as_json: bool) -> None:
    """List the publishers that have loads: id, tab, name."""
    rows = asyncio.run(_publishers(read_settings()))
    if as_json:
        print_json([row.model_dump() for row in rows])
        return
    for row in rows:
        click.echo(f"{row.id}\t{row.name}")


async def _publishers(settings: Settings) -> tuple[PublisherRow, ...]:
    async with ready_records(settings) as records:
        return await list_publishers(records)


@click.group("token")
def token_command() -> None:
    """Make, list and revoke API tokens."""


@token_command.command("create")
@click.option("--publisher", required=True, metavar="ID", help="The publisher that the token may see.")
@click.option("--role", required=True, type=_TOKEN_ROLES,
              help="An owner also sees who consenting customers are; a loader sends reports and reads nothing.")  # fmt: skip
@click.option("--name", required=True, help="Who or what uses the token.")
@click.option("--days", type=click.IntRange(1, 36500), help="Days until it expires; without, it does not.")
def create_command(publisher: str, role: str, name: str, days: int | None) -> None:
    """Make a token and print it, once, as the last line."""
    token = asyncio.run(_create(read_settings(), publisher, TokenRole(role.upper()), name, days))
    remark("keep this token; it is shown only once")
    click.echo(token)


async def _create(settings: Settings, publisher: str, role: TokenRole, name: str, days: int | None) -> str:
    moment = now()
    expires_at = None if days is None else moment + timedelta(days=days)
    async with ready_records(settings) as records:
        _, token = await create_token(
            records, publisher_id=publisher, role=role, name=name, created_at=moment, expires_at=expires_at
        )
    return token


@token_command.command("list")
@click.option("--publisher", metavar="ID", help="Only this publisher's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_command(publisher: str | None, as_json: bool) -> None:
    """List tokens: their ids, last use and state, never their text."""
    rows = asyncio.run(_list(read_settings(), publisher))
    moment = now()
    if as_json:
        print_json([_describe(row, moment) for row in rows])
        return
    names = ("id", "publisher", "role", "name", "created", "expires", "used", "state")
    print_table(names, [tuple(_describe(row, moment).values()) for row in rows])


async def _list(settings: Settings, publisher: str | None) -> tuple[TokenRow, ...]:
    async with ready_records(settings) as records:
        return await list_tokens(records, publisher)


def _describe(row: TokenRow, moment: datetime) -> dict[str, object]:
    expired = row.expires_at is not None and row.expires_at <= moment
    state = "revoked" if row.revoked_at else "expired" if expired else "valid"
    return {
        "id": row.id,
        "publisher": row.publisher_id,
        "role": row.role.value.lower(),
        "name": row.name,
        "created": row.created_at,
        "expires": row.expires_at,
        "used": row.last_used_at,
        "state": state,
    }


@token_command.command("revoke")
@click.argument("token_id", metavar="ID")
def revoke_command(token_id: str) -> None:
    """End a token, and with it the sessions opened with it."""
    asyncio.run(_revoke(read_settings(), token_id))
    click.echo(f"{token_id} revoked")


async def _revoke(settings: Settings, token_id: str) -> None:
    async with ready_records(settings) as records:
        await revoke_token(records, token_id, now())
