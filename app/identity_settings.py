"""Settings of identity: the OpenID Connect provider that may vouch for members, and how long the audit trail is kept."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings

ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)  # none and HMAC are not among them: a public key would do as their secret
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def check_address(text: str) -> str:
    """An https address, or http on this host; ValueError for any other."""
    parts = urlsplit(text)
    plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if text and not (parts.hostname and (parts.scheme == "https" or plain)):
        raise ValueError("not an https address")
    return text


def split_names(text: str) -> tuple[str, ...]:
    """Names with spaces or commas between them."""
    return tuple(name for name in re.split(r"[,\s]+", text) if name)


def _algorithms(text: str) -> str:
    names = split_names(text)
    if not names or not ALGORITHMS.issuperset(names):
        raise ValueError("not allowed")
    return text


def _names(text: str) -> str:
    if not split_names(text):
        raise ValueError("empty")
    return text


class IdentitySettings(BaseSettings):
    """Without an issuer only API tokens count; each description says what the variable takes."""

    oidc_issuer: Annotated[str, AfterValidator(check_address)] = Field(
        "", description="the issuer's address as its tokens name it, https://... (http on this host only)"
    )
    oidc_audience: str = Field(
        "", description="the audience that tokens are for, with HOLDFAST_OIDC_ISSUER", validate_default=True
    )
    oidc_jwks: Annotated[str, AfterValidator(check_address)] = Field(
        "", description="the address of the issuer's keys, https://... (http on this host only)"
    )
    oidc_algorithms: Annotated[str, AfterValidator(_algorithms)] = Field(
        "RS256 ES256 EdDSA", description=f"some of {' '.join(sorted(ALGORITHMS))}"
    )
    oidc_leeway: int = Field(30, ge=0, le=600, description="a whole number of seconds from 0 to 600")
    oidc_publisher_claim: str = Field(
        "publisher", description="the claim that names the publisher, dots between levels"
    )
    oidc_role_claim: str = Field("role", description="the claim that names the role, dots between levels")
    oidc_owner_values: Annotated[str, AfterValidator(_names)] = Field(
        "owner", description="values of the role claim that make an owner, commas or spaces between them"
    )
    oidc_contributor_values: Annotated[str, AfterValidator(_names)] = Field(
        "contributor", description="values of the role claim that make a contributor, commas or spaces between them"
    )
    oidc_member_claim: str = Field("sub", description="the claim that names the member, dots between levels")
    oidc_client_id: str = Field("", description="the client that browsers sign in with")
    oidc_client_secret: str = Field("", description="the secret of that client, where it has one")
    audit_days: int = Field(400, ge=1, le=36500, description="a whole number of days from 1 to 36500")

    @field_validator("oidc_audience")
    @classmethod
    def _needs_audience(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("oidc_issuer") and not value:
            raise ValueError("missing")
        return value
