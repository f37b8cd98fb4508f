"""Answers that a client may keep, and recognises what it kept."""

from starlette.requests import Request
from starlette.responses import Response

from app.answers import AnswerKey
from app.limits.allowance import Allowance

READING = ("GET", "HEAD")
"""Methods whose answers may be kept."""


def revalidated(etag: str) -> dict[str, str]:
    """Headers of an answer that its client may keep, asking each time whether it still holds."""
    return {"etag": etag, "cache-control": "private, no-cache"}


def recognise_etag(request: Request, key: AnswerKey) -> str | None:
    """The tag under which the client has the answer already: in a content coding it is a weak one."""
    if request.scope["method"] not in READING:
        return None
    known = request.headers.get("if-none-match", "")
    if key.etag not in known:
        return None
    return f"W/{key.etag}" if f"W/{key.etag}" in known else key.etag


def answer_known(etag: str, allowance: Allowance) -> Response:
    """The answer to a client that has it already."""
    response = Response(status_code=304, headers=revalidated(etag))
    response.raw_headers.append(allowance.header())
    return response
