"""What the claims of a token say of its bearer: publisher, role and member, by the settings' names for them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.identity_settings import split_names
from app.settings import Settings
from domain.errors import UnauthenticatedError
from domain.scope import Role, Scope

_LONGEST_MEMBER = 200


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """The claims that are read, and which values of the role claim make which role; no message repeats a value."""

    publisher: str
    role: str
    member: str
    owners: frozenset[str]
    contributors: frozenset[str]

    def scope_of(self, claims: Mapping[str, Any], publishers: Collection[str]) -> Scope:
        """The scope that claims map to, of one of the known publishers; UnauthenticatedError says which claim does not map."""
        return Scope(self._publisher(claims, publishers), self._role(claims), self._member(claims))

    def _publisher(self, claims: Mapping[str, Any], publishers: Collection[str]) -> str:
        known = sorted(set(claim_values(claims, self.publisher)).intersection(publishers))
        if len(known) == 1:
            return known[0]
        told = "several publishers" if known else "no publisher that has loads here"
        raise UnauthenticatedError(
            f"the token's claim `{self.publisher}` names {told}; its provider has to put the id of one into it"
        )

    def _role(self, claims: Mapping[str, Any]) -> Role:
        values = claim_values(claims, self.role)
        if self.owners.intersection(values):
            return Role.OWNER
        if self.contributors.intersection(values):
            return Role.CONTRIBUTOR
        raise UnauthenticatedError(
            f"the token's claim `{self.role}` names no role of this service;"
            " HOLDFAST_OIDC_OWNER_VALUES and HOLDFAST_OIDC_CONTRIBUTOR_VALUES say which values do"
        )

    def _member(self, claims: Mapping[str, Any]) -> str:
        values = claim_values(claims, self.member)
        if len(values) == 1 and 0 < len(values[0]) <= _LONGEST_MEMBER and values[0].isprintable():
            return values[0]
        raise UnauthenticatedError(
            f"the token's claim `{self.member}` names no member: it takes one text of 1 to {_LONGEST_MEMBER} characters"
        )


def read_claim_names(settings: Settings) -> ClaimNames:
    """The names that the settings give."""
    return ClaimNames(
        settings.oidc_publisher_claim,
        settings.oidc_role_claim,
        settings.oidc_member_claim,
        frozenset(split_names(settings.oidc_owner_values)),
        frozenset(split_names(settings.oidc_contributor_values)),
    )


def claim_values(claims: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """The texts at a path: of one text or a list of them. A claim whose own name has dots is found by that name too."""
    found = _find(claims, path)
    if isinstance(found, str):
        return (found,)
    if isinstance(found, list):
        return tuple(each for each in found if isinstance(each, str))
    return ()


def _find(claims: Mapping[str, Any], path: str) -> object:
    if path in claims:
        return claims[path]
    for place, letter in enumerate(path):
        if letter == ".":
            inner = claims.get(path[:place])
            found = _find(inner, path[place + 1 :]) if isinstance(inner, dict) else None
            if found is not None:
                return found
    return None
