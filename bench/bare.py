"""The baseline of HTTP: a Starlette application that answers every POST to /graphql with the bytes of a file.

`python -m bench.bare FILE` prints the address it serves on; server and socket are set as `./holdfast serve` sets them.
"""

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.commands.serving import configure, listen

_HOST = "127.0.0.1"


def create(body: bytes) -> Starlette:
    """The application."""

    async def answer(request: Request) -> Response:
        await request.body()
        return Response(body, media_type="application/json")

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])])


def main() -> None:
    """Serves until it is ended."""
    listening = listen(_HOST, 0)
    print(f"serving http://{_HOST}:{listening.getsockname()[1]}/graphql", flush=True)
    application = create(Path(sys.argv[1]).read_bytes())
    uvicorn.Server(configure(application)).run(sockets=[listening])


if __name__ == "__main__":
    main()
