"""Sessions of browsers: POST /session trades a token or a one-time code for a cookie, GET says whose it is, DELETE ends it."""

from datetime import timedelta
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.authentication import COOKIE, Asker, is_json
from app.clock import now
from app.refusals import HttpRefusalError, JsonResponse
from app.shell import Shell
from db.records.sessions import end_session, open_session, redeem_code
from domain.errors import UnauthenticatedError

_LARGEST_BODY = 10_000
_TAKES = 'send a JSON object with one text: {"token": "hf_..."} or {"code": "..."}'


class SessionEndpoint:
    """The three methods of /session."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    async def answer(self, request: Request) -> Response:
        """Answers by method; errors are raised for the application to refuse."""
        if request.method == "POST":
            return await self._open(request)
        asker = await self._shell.authentication.identify(request, now())
        if request.method == "DELETE":
            return await self._end(asker)
        return JsonResponse(_describe(asker))

    async def _open(self, request: Request) -> Response:
        # a page of another site may not sign its visitor in here, under whatever name
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise HttpRefusalError(403, "a session is opened by a page of this service only", "FORBIDDEN")
        if not is_json(request):
            raise HttpRefusalError(415, f"content-type: takes application/json; {_TAKES}")
        kind, secret = _read_body(await request.body())
        moment = now()
        asker = await (self._trade_token(secret) if kind == "token" else self._trade_code(secret))
        lifetime = timedelta(hours=self._shell.settings.session_hours)
        row = await open_session(self._shell.records, token_id=asker.token_id, now=moment, expires_at=moment + lifetime)
        response = JsonResponse(_describe(asker), 201)
        value = self._shell.authentication.sign_session(row.id, asker.token_id)
        _set_cookie(response, value, int(lifetime.total_seconds()))
        return response

    async def _trade_token(self, secret: str) -> Asker:
        token = await self._shell.authentication.find_token(secret, now())
        return Asker(token.scope, token.token_id)

    async def _trade_code(self, code: str) -> Asker:
        token_id = await redeem_code(self._shell.records, code, now())
        if token_id is None:
            raise UnauthenticatedError("the code is unknown, used or expired; ask for another link")
        return await self._shell.authentication.asker_of(token_id, now())

    async def _end(self, asker: Asker) -> Response:
        if asker.session_id is not None:
            await end_session(self._shell.records, asker.session_id, now())
        response = Response(status_code=204, headers={"cache-control": "no-store"})
        _set_cookie(response, "", 0)
        return response


def _set_cookie(response: Response, value: str, seconds: int) -> None:
    response.set_cookie(COOKIE, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="strict")


def _describe(asker: Asker) -> dict[str, str]:
    return {"publisher": asker.scope.publisher_id, "role": asker.scope.role.value, "name": asker.scope.member}


def _read_body(body: bytes) -> tuple[str, str]:
    if len(body) > _LARGEST_BODY:
        raise HttpRefusalError(413, _TAKES, "TOO_COMPLEX")
    try:
        given: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise HttpRefusalError(400, f"the body is not JSON; {_TAKES}") from None
    if not isinstance(given, dict) or len(given) != 1:
        raise HttpRefusalError(400, _TAKES)
    ((kind, secret),) = given.items()
    if kind not in ("token", "code") or not isinstance(secret, str):
        raise HttpRefusalError(400, _TAKES)
    return kind, secret
