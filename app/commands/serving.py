"""serve: the GraphQL service over HTTP."""

import asyncio
import os
import socket
from collections.abc import Sequence
from datetime import timedelta
from tempfile import TemporaryDirectory

import click
import uvicorn
from starlette.types import ASGIApp

from app.clock import now
from app.commands import Failure
from app.commands.printing import remark
from app.exporting.keeper import EXPORTS, LOADS, keeping_workers
from app.logs import configure_logs
from app.reconciliation import ready_records
from app.secret import check_shared
from app.settings import PREFIX, Settings, read_settings
from app.supervision import Supervisor
from db.records.publishers import list_publishers
from db.records.sessions import create_code
from db.records.tokens import create_token
from domain.scope import Role

APPLICATION = "app.asgi:create_from_environment"
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_LINK_LIFE = timedelta(days=1)
_HANGING_SECONDS = 60
"""A process that says nothing for so long is killed; on a busy machine one that starts says nothing for some seconds."""
_LAST_SECONDS = 2
"""For what still runs when the application has waited for it as long as a request may take."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0: any free one."
)
@click.option("--workers", type=click.IntRange(1, 256), help="Serving processes; default: HOLDFAST_WORKERS, else 1.")
@click.option(
    "--dev", is_flag=True, help="Print links that sign a browser in, and answer introspection without a token."
)
def serve_command(host: str, port: int, workers: int | None, dev: bool) -> None:
    """Serve GraphQL and GraphiQL until interrupted."""
    if workers is not None:
        os.environ[f"{PREFIX}WORKERS"] = str(workers)
    if dev:
        os.environ.setdefault(f"{PREFIX}INTROSPECTION", "open")
    serve(read_settings(), host, port, links=dev)


def serve(settings: Settings, host: str, port: int, *, links: bool) -> None:
    """Listens, prints the address (and links of an owner and a contributor), and serves until interrupted."""
    configure_logs(settings.logs)
    check_shared(settings)
    # the processes find the home where this command found it
    os.environ[f"{PREFIX}HOME"] = str(settings.home)
    listening = listen(host, port)
    # browsers keep a secure cookie of plain HTTP for this name only
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::1", "::") else host
    address = f"http://{shown}:{listening.getsockname()[1]}"
    for line in asyncio.run(_prepare(settings, address, links)):
        click.echo(line)
    with keeping_workers(_list_workers(settings)):
        _run(configure(APPLICATION, settings.workers), listening)


def _list_workers(settings: Settings) -> list[str]:
    return [EXPORTS] * settings.export_workers + [LOADS] * (settings.loading == "on")


def _run(config: uvicorn.Config, listening: socket.socket) -> None:
    if config.workers > 1:
        # named before a process of theirs reads it: what they count is put together from files in here
        with TemporaryDirectory(prefix="holdfast-metrics-") as folder:
            os.environ[METRICS_FOLDER] = folder
            Supervisor(config, sockets=[listening]).run()
        return
    server = uvicorn.Server(config)
    server.run(sockets=[listening])
    if not server.started:
        raise Failure("the server could not start (see above)")


def configure(application: ASGIApp | str, workers: int = 1) -> uvicorn.Config:
    """How an application is served, or what the name of its maker makes in each of several processes."""
    return uvicorn.Config(
        application, factory=isinstance(application, str), workers=workers,
        loop="uvloop", http="httptools", log_config=None, access_log=False, server_header=False,
        timeout_graceful_shutdown=_LAST_SECONDS, timeout_worker_healthcheck=_HANGING_SECONDS,
    )  # fmt: skip


def listen(host: str, port: int) -> socket.socket:
    """A socket that accepts connections from now on; Failure where the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # named as TCP, or the event loop takes it for something else and answers wait 40 ms for the client's acknowledgement
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise Failure(f"cannot listen on {host}, port {port}: {reason}; give another --port") from None
    listening.listen(2048)
    listening.set_inheritable(True)
    return listening


async def _prepare(settings: Settings, address: str, links: bool) -> Sequence[str]:
    async with ready_records(settings) as records:
        publishers = await list_publishers(records)
        if not links:
            return [f"serving {address}/graphql"]
        if not publishers:
            remark("no publisher has loads yet: no links")
            return [f"serving {address}/graphql"]
        first = publishers[0]
        lines = []
        for role in Role:
            moment = now()
            row, _ = await create_token(
                records,
                publisher_id=first.id,
                role=role,
                name=f"link of {moment:%Y-%m-%d %H:%M}",
                created_at=moment,
                expires_at=moment + _LINK_LIFE,
            )
            code = await create_code(records, token_id=row.id, expires_at=moment + _LINK_LIFE)
            lines.append(f"{role.value.lower():<11} of {first.name}: {address}/#code={code}")
        return [f"serving {address}/graphql", *lines]
