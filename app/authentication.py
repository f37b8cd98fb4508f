"""Who asks: turns a bearer token or a session cookie into a Scope; the only place that makes one from a request."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import Request

from app.oidc.provider import Grant
from app.oidc.tokens import MEMBER, Member, MemberTokens
from app.refusals import HttpRefusalError
from db.records.known import Known, KnownSession, KnownToken
from db.records.registry import Registry
from db.records.tokens import PREFIX, digest_of
from db.records.trail import Trail
from domain.audit import AuditAction, entry_of
from domain.errors import ForbiddenError, HoldfastError, UnauthenticatedError
from domain.scope import Loader, Scope

COOKIE = "holdfast_session"
_NO_TOKEN = "no token: send `Authorization: Bearer hf_...`; `./holdfast token create` makes one"
_BAD_TOKEN = "the token is unknown, expired or revoked; `./holdfast token create` makes another"
_LOADS_ONLY = "this token sends reports and reads nothing; ask with the token of an owner or a contributor"
_BAD_SESSION = "the session is over or unknown; open one with POST /session"
_NO_PROVIDER = "no codes of a provider are traded here: HOLDFAST_OIDC_ISSUER is not set"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and by which session where a browser asks; `expires_at` is when its token ends, where it does.

    The scope's `member_id` is the id of an API token, or `oidc:` and a keyed hash that stands for a member of the identity provider.
    """

    scope: Scope
    session_id: str | None = None
    expires_at: datetime | None = None


class Authentication:
    """Checks requests against the tokens and sessions in memory, and the tokens of the identity provider where there is one."""

    def __init__(self, registry: Registry, secret: bytes, trail: Trail, members: MemberTokens | None = None) -> None:
        self._registry, self._trail, self._members = registry, trail, members
        self._serializer = URLSafeSerializer(secret, salt="session")

    async def identify(self, request: Request, now: datetime) -> Asker:
        """The asker of a request; UnauthenticatedError where it has no valid token and no cookie that counts."""
        header = request.headers.get("authorization")
        if header is not None:
            kind, _, secret = header.partition(" ")
            if kind.lower() != "bearer":
                raise UnauthenticatedError(_NO_TOKEN)
            return await self.find_asker(secret.strip(), now)
        cookie = request.cookies.get(COOKIE)
        if cookie is None or not _sent_by_own_page(request):
            raise UnauthenticatedError(_NO_TOKEN)
        session = await self._find_session(cookie, now)
        if not session.scope.member_id.startswith(MEMBER):
            self._trail.use(session.scope.member_id, now)
        return Asker(session.scope, session.session_id, session.expires_at)

    async def find_asker(self, secret: str, now: datetime) -> Asker:
        """The asker whose API token or JWT a text is; UnauthenticatedError otherwise."""
        if self._members is not None and not secret.startswith(PREFIX):
            publishers = (await self._registry.known(now)).publishers
            return _asker(await self._members.member_of(secret, publishers, now))
        token = await self.find_token(secret, now)
        self._trail.use(token.token_id, now)
        return Asker(token.scope, None, token.expires_at)

    async def find_member(self, grant: Grant, now: datetime) -> Asker:
        """The asker who signed in at the identity provider; UnauthenticatedError where that says no."""
        if self._members is None:
            raise HttpRefusalError(400, _NO_PROVIDER)
        publishers = (await self._registry.known(now)).publishers
        return _asker(await self._members.member_of_code(grant, publishers, now))

    async def find_loader(self, request: Request, now: datetime) -> Loader | None:
        """Who sends reports with this request's token; None where it has none of that kind: whoever asks is found by `identify`."""
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        secret = secret.strip()
        if kind.lower() != "bearer" or not secret.startswith(PREFIX):
            return None
        digest = digest_of(secret)
        known = await self._registry.known(now)
        if digest not in known.loaders and digest not in known.tokens:
            known = await self._registry.refreshed(now)
        token = known.loaders.get(digest)
        if token is None or not hmac.compare_digest(token.digest, digest) or not token.is_valid(now):
            return None
        self._trail.use(token.token_id, now)
        return token.scope

    async def find_token(self, secret: str, now: datetime) -> KnownToken[Scope]:
        """The valid token of a text; ForbiddenError for one that only brings reports, UnauthenticatedError otherwise."""
        if not secret.startswith(PREFIX):
            raise UnauthenticatedError(_BAD_TOKEN)
        digest = digest_of(secret)
        known = await self._registry.known(now)
        if digest not in known.tokens and digest not in known.loaders:
            # on PostgreSQL the memory may be a second old: a token made just now is looked for again
            known = await self._registry.refreshed(now)
        token = known.tokens.get(digest)
        if token is None or not hmac.compare_digest(token.digest, digest) or not token.is_valid(now):
            raise self._refuse(known, digest, now)
        return token

    async def asker_of(self, token_id: str, now: datetime) -> Asker:
        """The asker that a token stands for, by its id; UnauthenticatedError where it is no longer valid."""
        known = await self._registry.refreshed(now)
        for token in known.tokens.values():
            if token.token_id == token_id and token.is_valid(now):
                return Asker(token.scope, None, token.expires_at)
        raise UnauthenticatedError(_BAD_TOKEN)

    async def knows_browser(self, request: Request, now: datetime) -> bool:
        """Whether a session's cookie is there and valid: enough for a page without data, wherever the visitor comes from."""
        try:
            await self._find_session(request.cookies.get(COOKIE, ""), now)
        except UnauthenticatedError:
            return False
        return True

    def sign_session(self, session_id: str, token_id: str) -> str:
        """The value of the cookie that stands for a session."""
        return str(self._serializer.dumps([session_id, token_id]))

    def _refuse(self, known: Known, digest: str, now: datetime) -> HoldfastError:
        """Why a token does not ask. A token that is or was valid is put into the trail; of other texts nobody knows whose they are."""
        loader = known.loaders.get(digest)
        loads = loader is not None and loader.is_valid(now)
        error = ForbiddenError(_LOADS_ONLY) if loads else UnauthenticatedError(_BAD_TOKEN)
        token = loader or known.tokens.get(digest) or known.revoked.get(digest)
        if token is not None:
            self._trail.record(entry_of(token.scope, AuditAction.REFUSED, code=error.code), now)
        return error

    async def _find_session(self, cookie: str, now: datetime) -> KnownSession:
        try:
            session_id, member_id = self._serializer.loads(cookie)
        except (BadData, ValueError, TypeError):
            raise UnauthenticatedError(_BAD_SESSION) from None
        session = (await self._registry.known(now)).sessions.get(session_id)
        if session is None:
            session = (await self._registry.refreshed(now)).sessions.get(session_id)
        if session is None or session.scope.member_id != member_id or not session.is_valid(now):
            raise UnauthenticatedError(_BAD_SESSION)
        return session


def is_json(request: Request) -> bool:
    """Whether the body is declared as JSON, which no form of another site can do."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _asker(member: Member) -> Asker:
    return Asker(member.scope, None, member.expires_at)


def _sent_by_own_page(request: Request) -> bool:
    if request.headers.get("sec-fetch-site") != "same-origin":
        return False
    return request.method != "POST" or is_json(request)
