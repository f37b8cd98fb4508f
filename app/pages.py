"""The two pages that need no token: the door at /, which trades a link's code for a session, and GraphiQL."""

import base64
import hashlib
import re
from pathlib import Path

from starlette.responses import HTMLResponse, Response
from strawberry.http.ides import get_graphql_ide_html

_STATIC = Path(__file__).parent / "static"
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_SOURCE = re.compile(r'(?:src|href)="(https://[^/"]+)')


def door_page() -> Response:
    """The page at /; its policy allows its own script and nothing else."""
    html = (_STATIC / "enter.html").read_text(encoding="utf-8")
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in _SCRIPT.findall(html)
    )
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; connect-src 'self'; form-action 'none';"
        " base-uri 'none'; frame-ancestors 'none'"
    )
    return HTMLResponse(html, headers={"content-security-policy": policy, "cache-control": "no-cache"})


def graphiql_page() -> Response:
    """GraphiQL; its policy allows the places that the page names and nothing else."""
    html = get_graphql_ide_html()
    places = " ".join(sorted(set(_SOURCE.findall(html))))
    policy = (
        f"default-src 'self'; script-src 'self' 'unsafe-inline' {places}; style-src 'self' 'unsafe-inline' {places};"
        f" font-src 'self' data: {places}; img-src 'self' data:; connect-src 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    )
    return HTMLResponse(html, headers={"content-security-policy": policy, "cache-control": "no-cache"})
