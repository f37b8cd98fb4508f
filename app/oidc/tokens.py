"""Checks JWTs of the identity provider: signature, issuer, audience and times; a checked one is remembered until it ends."""

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import jwt
from jwt.exceptions import (
    ExpiredSignatureError,
    ImmatureSignatureError,
    InvalidAlgorithmError,
    InvalidAudienceError,
    InvalidIssuerError,
    InvalidSignatureError,
    MissingRequiredClaimError,
    PyJWTError,
)

from app.identity_settings import split_names
from app.oidc.claims import ClaimNames, read_claim_names
from app.oidc.fetching import ProviderError
from app.oidc.keys import KeyRing
from app.oidc.provider import Grant, Provider, open_provider, provider_is_down
from app.refusals import HttpRefusalError
from app.settings import Settings
from domain.errors import UnauthenticatedError
from domain.scope import Scope

MEMBER = "oidc:"
"""What the id of a member begins with; no API token's id does."""
MOST = 10_000
"""The most tokens that are remembered."""
_LONGEST = 16_000
_LAST = datetime(9999, 1, 1, tzinfo=UTC)
_TYPES = frozenset({"jwt", "at+jwt", "application/jwt", "application/at+jwt"})
_REQUIRED = ["exp", "iat", "iss", "aud", "sub"]
_REASONS: tuple[tuple[type[PyJWTError], str], ...] = (
    (ExpiredSignatureError, "has expired"),
    (ImmatureSignatureError, "is not valid yet"),
    (InvalidAudienceError, "is for another audience"),
    (InvalidIssuerError, "is another issuer's"),
    (InvalidSignatureError, "has a wrong signature"),
    (InvalidAlgorithmError, "is not signed in a way that HOLDFAST_OIDC_ALGORITHMS allows"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """Whom the provider vouches for, and until when; the scope's `member_id` is a keyed hash of issuer and subject."""

    scope: Scope
    expires_at: datetime


class MemberTokens:
    """The tokens of one provider. Of one event loop."""

    def __init__(self, settings: Settings, provider: Provider, secret: bytes) -> None:
        self._settings, self._provider, self._secret = settings, provider, secret
        self._names: ClaimNames = read_claim_names(settings)
        self._algorithms = split_names(settings.oidc_algorithms)
        self._ring = KeyRing(provider.fetch_keys)
        self._known: OrderedDict[bytes, Member] = OrderedDict()
        self._generation = 0
        self.checked = 0
        """Signatures that were checked rather than remembered."""

    async def member_of(self, token: str, publishers: Collection[str], now: datetime) -> Member:
        """The member whose token it is; UnauthenticatedError says why it does not count, HttpRefusalError (503) that nobody can tell."""
        digest = hashlib.sha256(token.encode()).digest()
        member = self._remembered(digest, now)
        if member is None:
            claims = await self._check(token, self._settings.oidc_audience, now)
            member = self._read(claims, publishers)
            self._remember(digest, member)
        return member

    async def member_of_code(self, grant: Grant, publishers: Collection[str], now: datetime) -> Member:
        """The member who signed in at the provider; UnauthenticatedError and HttpRefusalError as above."""
        client = self._provider.client_id
        if not client:
            raise HttpRefusalError(400, "no codes of a provider are traded here: HOLDFAST_OIDC_CLIENT_ID is not set")
        claims = await self._check(await self._provider.trade(grant), client, now)
        if claims.get("nonce") != grant.nonce:
            raise UnauthenticatedError("the id token is of another sign-in: its nonce is not that given; sign in again")
        if claims.get("azp", client) != client:
            raise _refusal("is for another audience")
        return self._read(claims, publishers)

    def _remembered(self, digest: bytes, now: datetime) -> Member | None:
        self._ring.tend(now)
        self._settle()
        member = self._known.get(digest)
        if member is not None and now >= member.expires_at:
            del self._known[digest]
            return None
        return member

    def _remember(self, digest: bytes, member: Member) -> None:
        self._settle()
        self._known[digest] = member
        if len(self._known) > MOST:
            self._known.popitem(last=False)

    def _settle(self) -> None:
        if self._ring.generation != self._generation:
            # what a withdrawn key signed counts no longer
            self._known.clear()
            self._generation = self._ring.generation

    async def _check(self, token: str, audience: str, now: datetime) -> dict[str, Any]:
        """The claims of a token that holds."""
        header = _read_header(token)
        if header.get("alg") not in self._algorithms:
            raise _refusal("is not signed in a way that HOLDFAST_OIDC_ALGORITHMS allows")
        try:
            key = await self._ring.find(header.get("kid"), now)
        except ProviderError:
            raise provider_is_down() from None
        if key is None:
            raise _refusal("is signed with a key that its provider does not show")
        self.checked += 1
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=self._algorithms,
                audience=audience,
                issuer=self._settings.oidc_issuer,
                leeway=self._settings.oidc_leeway,
                options={"require": _REQUIRED, "enforce_minimum_key_length": True},
            )
        except MissingRequiredClaimError as error:
            raise _refusal(f"has no claim `{error.claim}`") from None
        except PyJWTError as error:
            reasons = (reason for kind, reason in _REASONS if isinstance(error, kind))
            raise _refusal(next(reasons, "cannot be read as a JWT")) from None
        return claims

    def _read(self, claims: dict[str, Any], publishers: Collection[str]) -> Member:
        scope = self._names.scope_of(claims, publishers)
        who = f"{claims['iss']}\n{claims['sub']}".encode()
        name = hmac.new(self._secret, b"member:" + who, hashlib.sha256).hexdigest()[:32]
        return Member(replace(scope, member_id=f"{MEMBER}{name}"), _moment(int(claims["exp"])))


def open_member_tokens(settings: Settings, secret: bytes) -> MemberTokens | None:
    """What checks the tokens of the settings' provider; None where they name none."""
    provider = open_provider(settings)
    return None if provider is None else MemberTokens(settings, provider, secret)


def _read_header(token: str) -> dict[str, Any]:
    if len(token) > _LONGEST:
        raise _refusal("is too long")
    try:
        header = jwt.get_unverified_header(token)
    except PyJWTError:
        raise _refusal("cannot be read as a JWT") from None
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise _refusal("is of another type than JWT or at+jwt")
    return header


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC) if seconds < _LAST.timestamp() else _LAST


def _refusal(reason: str) -> UnauthenticatedError:
    return UnauthenticatedError(f"the token {reason}; get another from your identity provider")
