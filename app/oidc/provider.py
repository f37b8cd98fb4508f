"""The identity provider as its discovery document describes it: where its keys are, and where codes are traded."""

from dataclasses import dataclass
from typing import Any

from anyio.to_thread import run_sync
from jwt import PyJWKSet
from jwt.exceptions import PyJWTError

from app.identity_settings import check_address
from app.oidc.fetching import ProviderError, RefusedByProviderError, fetch_json, post_form
from app.refusals import HttpRefusalError
from app.settings import Settings
from domain.errors import UnauthenticatedError


@dataclass(frozen=True, slots=True)
class Grant:
    """What a browser brings from the provider: a code, the verifier of its challenge, where it was sent back to, and its nonce."""

    code: str
    verifier: str
    redirect_uri: str
    nonce: str | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """Blocks but for `trade`; errors say what could not be asked, and never what was sent."""

    issuer: str
    jwks: str
    client_id: str
    client_secret: str

    def discover(self) -> dict[str, Any]:
        """The discovery document; ProviderError where it is another issuer's."""
        found = fetch_json(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise ProviderError("its discovery document names another issuer than HOLDFAST_OIDC_ISSUER")
        return found

    def fetch_keys(self) -> PyJWKSet:
        """The keys that its tokens are signed with."""
        found = fetch_json(self.jwks or _address(self.discover(), "jwks_uri"))
        try:
            return PyJWKSet.from_dict(found)
        except (PyJWTError, TypeError, ValueError) as error:
            raise ProviderError(f"its key set cannot be used ({type(error).__name__})") from None

    def find_sign_in(self) -> str:
        """The address where browsers sign in."""
        found = _address(self.discover(), "authorization_endpoint")
        try:
            return check_address(found)
        except ValueError:
            raise ProviderError("its authorization_endpoint is not https") from None

    async def trade(self, grant: Grant) -> str:
        """The id token for a code. UnauthenticatedError where the provider refuses it, HttpRefusalError (503) where it is down."""
        try:
            answer = await run_sync(self._trade, grant)
        except RefusedByProviderError:
            raise UnauthenticatedError("the identity provider refuses the code; sign in again") from None
        except ProviderError:
            raise provider_is_down() from None
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise UnauthenticatedError("the identity provider gave no id token; ask it for the scope openid")
        return token

    def _trade(self, grant: Grant) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": grant.code,
            "redirect_uri": grant.redirect_uri,
            "code_verifier": grant.verifier,
            "client_id": self.client_id,
        }
        client = (self.client_id, self.client_secret) if self.client_secret else None
        return post_form(_address(self.discover(), "token_endpoint"), form, client)


def provider_is_down() -> HttpRefusalError:
    """Says that a token or code may be right, but nobody can tell now."""
    message = "the identity provider cannot be asked now; try again in some seconds"
    return HttpRefusalError(503, message, UnauthenticatedError.code, {"retry-after": "5"})


def open_provider(settings: Settings) -> Provider | None:
    """The provider of the settings; None where they name none."""
    if not settings.oidc_issuer:
        return None
    return Provider(settings.oidc_issuer, settings.oidc_jwks, settings.oidc_client_id, settings.oidc_client_secret)


def _address(document: dict[str, Any], name: str) -> str:
    found = document.get(name)
    if not isinstance(found, str):
        raise ProviderError(f"its discovery document has no {name}")
    return found
