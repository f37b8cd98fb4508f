"""The pages that need no token: the dashboards, which ask for one themselves, and GraphiQL; and the files that they are made of."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.site import Site
from domain.errors import NotFoundError

DASHBOARDS = ("/", "/customers", "/retention", "/downloads", "/sign-in")
"""Addresses of the one page that shows all dashboards."""


def page_routes(site: Site) -> list[Route]:
    """The routes of the dashboards and of their files."""

    async def dashboards(request: Request) -> Response:
        return await site.send_page(request, "index")

    async def asset(request: Request) -> Response:
        response = await site.send_asset(request, request.path_params["name"])
        if response is None:
            raise NotFoundError("not found")
        return response

    pages = [Route(path, dashboards, methods=["GET"]) for path in DASHBOARDS]
    return [*pages, Route("/assets/{name}", asset, methods=["GET"])]


async def send_graphiql(site: Site, request: Request) -> Response:
    """GraphiQL, for whoever may see it."""
    return await site.send_page(request, "graphiql")


def ask_to_sign_in() -> Response:
    """Leads a browser that nobody is signed in with to where one signs in, and from there to GraphiQL."""
    return RedirectResponse("/sign-in?to=/graphql", 303, {"cache-control": "no-store"})
