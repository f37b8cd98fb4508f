"""Sessions of browsers: POST /session trades a token or a one-time code for a cookie, GET says whose it is, DELETE ends it."""

from datetime import datetime, timedelta
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.authentication import COOKIE, Asker, is_json
from app.clock import now
from app.oidc.provider import Grant
from app.oidc.tokens import MEMBER
from app.refusals import HttpRefusalError, JsonResponse
from app.shell import Shell
from db.records.models import SessionRow
from db.records.sessions import end_session, open_member_session, open_session, redeem_code
from domain.audit import AuditAction, entry_of
from domain.errors import UnauthenticatedError

_LARGEST_BODY = 20_000
_TAKES = (
    'send a JSON object: {"token": "..."}, {"code": "..."} with the code of a link, or, with a code of the identity provider,'
    ' {"code": "...", "verifier": "...", "redirectUri": "..."} and the "nonce" where one was sent'
)
_ONE = (frozenset({"token"}), frozenset({"code"}))
_GRANT = frozenset({"code", "verifier", "redirectUri"})


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
        return JsonResponse(describe_asker(asker))

    async def _open(self, request: Request) -> Response:
        # a page of another site may not sign its visitor in here, under whatever name
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise HttpRefusalError(403, "a session is opened by a page of this service only", "FORBIDDEN")
        if not is_json(request):
            raise HttpRefusalError(415, f"content-type: takes application/json; {_TAKES}")
        given, moment = _read_body(await request.body()), now()
        asker = await self._trade(given, moment)
        end = moment + timedelta(hours=self._shell.settings.session_hours)
        # a session of the provider's member ends with the token that it was opened with, whose row is nowhere
        end = min(end, asker.expires_at) if asker.expires_at is not None else end
        row = await self._open_row(asker, moment, end)
        self._tell(asker, AuditAction.SESSION_OPENED, moment)
        response = JsonResponse(describe_asker(asker), 201)
        value = self._shell.authentication.sign_session(row.id, asker.scope.member_id)
        _set_cookie(response, value, int((end - moment).total_seconds()))
        return response

    async def _open_row(self, asker: Asker, moment: datetime, end: datetime) -> SessionRow:
        records = self._shell.records
        if asker.scope.member_id.startswith(MEMBER):
            return await open_member_session(records, scope=asker.scope, now=moment, expires_at=end)
        return await open_session(records, token_id=asker.scope.member_id, now=moment, expires_at=end)

    async def _trade(self, given: dict[str, str], moment: datetime) -> Asker:
        authentication = self._shell.authentication
        if "token" in given:
            return await authentication.find_asker(given["token"], moment)
        if "verifier" in given:
            grant = Grant(given["code"], given["verifier"], given["redirectUri"], given.get("nonce"))
            return await authentication.find_member(grant, moment)
        token_id = await redeem_code(self._shell.records, given["code"], moment)
        if token_id is None:
            raise UnauthenticatedError("the code is unknown, used or expired; ask for another link")
        return await authentication.asker_of(token_id, moment)

    def _tell(self, asker: Asker, action: AuditAction, moment: datetime) -> None:
        self._shell.trail.record(entry_of(asker.scope, action), moment)

    async def _end(self, asker: Asker) -> Response:
        if asker.session_id is not None:
            moment = now()
            await end_session(self._shell.records, asker.session_id, moment)
            self._tell(asker, AuditAction.SESSION_ENDED, moment)
        response = Response(status_code=204, headers={"cache-control": "no-store"})
        _set_cookie(response, "", 0)
        return response


def _set_cookie(response: Response, value: str, seconds: int) -> None:
    response.set_cookie(COOKIE, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="strict")


def describe_asker(asker: Asker) -> dict[str, str]:
    """Whose a session is, as pages read it."""
    return {"publisher": asker.scope.publisher_id, "role": asker.scope.role.value, "name": asker.scope.member}


def _read_body(body: bytes) -> dict[str, str]:
    if len(body) > _LARGEST_BODY:
        raise HttpRefusalError(413, _TAKES, "TOO_COMPLEX")
    try:
        given: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise HttpRefusalError(400, f"the body is not JSON; {_TAKES}") from None
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise HttpRefusalError(400, _TAKES)
    if given.keys() - {"nonce"} != _GRANT and given.keys() not in _ONE:
        raise HttpRefusalError(400, _TAKES)
    return given
