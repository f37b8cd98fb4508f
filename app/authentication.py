"""Who asks: turns a bearer token or a session cookie into a Scope; the only place that makes one from a request."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import Request

from db.records.registry import KnownSession, KnownToken, Registry
from db.records.tokens import PREFIX, digest_of
from domain.errors import UnauthenticatedError
from domain.scope import Scope

COOKIE = "holdfast_session"
_NO_TOKEN = "no token: send `Authorization: Bearer hf_...`; `./holdfast token create` makes one"
_BAD_TOKEN = "the token is unknown, expired or revoked; `./holdfast token create` makes another"
_BAD_SESSION = "the session is over or unknown; open one with POST /session"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, by which token, and by which session where a browser asks."""

    scope: Scope
    token_id: str
    session_id: str | None = None


class Authentication:
    """Checks requests against the tokens and sessions in memory."""

    def __init__(self, registry: Registry, secret: bytes) -> None:
        self._registry = registry
        self._serializer = URLSafeSerializer(secret, salt="session")

    async def identify(self, request: Request, now: datetime) -> Asker:
        """The asker of a request; UnauthenticatedError where it has no valid token and no cookie that counts."""
        header = request.headers.get("authorization")
        if header is not None:
            kind, _, secret = header.partition(" ")
            if kind.lower() != "bearer":
                raise UnauthenticatedError(_NO_TOKEN)
            token = await self.find_token(secret.strip(), now)
            return Asker(token.scope, token.token_id)
        cookie = request.cookies.get(COOKIE)
        if cookie is None or not _sent_by_own_page(request):
            raise UnauthenticatedError(_NO_TOKEN)
        session = await self._find_session(cookie, now)
        return Asker(session.token.scope, session.token.token_id, session.session_id)

    async def find_token(self, secret: str, now: datetime) -> KnownToken:
        """The valid token of a text; UnauthenticatedError otherwise."""
        if not secret.startswith(PREFIX):
            raise UnauthenticatedError(_BAD_TOKEN)
        digest = digest_of(secret)
        token = (await self._registry.known(now)).tokens.get(digest)
        if token is None:
            # on PostgreSQL the memory may be a second old: a token made just now is looked for again
            token = (await self._registry.refreshed(now)).tokens.get(digest)
        if token is None or not hmac.compare_digest(token.digest, digest) or not token.is_valid(now):
            raise UnauthenticatedError(_BAD_TOKEN)
        return token

    async def asker_of(self, token_id: str, now: datetime) -> Asker:
        """The asker that a token stands for, by its id; UnauthenticatedError where it is no longer valid."""
        known = await self._registry.refreshed(now)
        for token in known.tokens.values():
            if token.token_id == token_id and token.is_valid(now):
                return Asker(token.scope, token_id)
        raise UnauthenticatedError(_BAD_TOKEN)

    def sign_session(self, session_id: str, token_id: str) -> str:
        """The value of the cookie that stands for a session."""
        return str(self._serializer.dumps([session_id, token_id]))

    async def _find_session(self, cookie: str, now: datetime) -> KnownSession:
        try:
            session_id, token_id = self._serializer.loads(cookie)
        except (BadData, ValueError, TypeError):
            raise UnauthenticatedError(_BAD_SESSION) from None
        session = (await self._registry.known(now)).sessions.get(session_id)
        if session is None:
            session = (await self._registry.refreshed(now)).sessions.get(session_id)
        if session is None or session.token.token_id != token_id or not session.is_valid(now):
            raise UnauthenticatedError(_BAD_SESSION)
        return session


def is_json(request: Request) -> bool:
    """Whether the body is declared as JSON, which no form of another site can do."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _sent_by_own_page(request: Request) -> bool:
    if request.headers.get("sec-fetch-site") != "same-origin":
        return False
    return request.method != "POST" or is_json(request)
