"""Asks the identity provider over HTTP: small JSON answers, no redirects, within seconds."""

import base64
import json
from collections.abc import Mapping
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from typing_extensions import override

from app.identity_settings import check_address

_SECONDS = 5
_LARGEST = 1_000_000


class ProviderError(Exception):
    """The provider could not be asked, or answered something else than it should; says what, without any token or code."""


class RefusedByProviderError(ProviderError):
    """The provider says that what it was given is wrong."""


class _NoRedirects(HTTPRedirectHandler):
    @override
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        # keys and codes are asked of the address that was checked, and of no other
        return None


_opener = build_opener(_NoRedirects)


def fetch_json(address: str) -> dict[str, Any]:
    """The JSON object at an address. Blocks; ProviderError where there is none."""
    return _ask(address, Request(_checked(address), headers={"accept": "application/json"}))


def post_form(address: str, form: Mapping[str, str], client: tuple[str, str] | None) -> dict[str, Any]:
    """The JSON object that answers a form, sent in the name of a client (id, secret) where one is given. Blocks; ProviderError."""
    headers = {"accept": "application/json", "content-type": "application/x-www-form-urlencoded"}
    if client is not None:
        pair = ":".join(quote(each, safe="") for each in client)
        headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return _ask(address, Request(_checked(address), urlencode(form).encode(), headers))


def _checked(address: str) -> str:
    try:
        return check_address(address)
    except ValueError:
        raise ProviderError("the provider names an address that is not https") from None


def _ask(address: str, request: Request) -> dict[str, Any]:
    try:
        with _opener.open(request, timeout=_SECONDS) as response:
            body: bytes = response.read(_LARGEST + 1)
    except HTTPError as error:
        error.close()
        kind = RefusedByProviderError if error.code in (400, 401, 403) else ProviderError
        raise kind(f"{address} answered {error.code}") from None
    except (URLError, OSError, HTTPException) as error:
        raise ProviderError(f"{address} cannot be asked ({type(error).__name__})") from None
    try:
        found = json.loads(body) if len(body) <= _LARGEST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ProviderError(f"{address} answered something else than a small JSON object")
    return found
