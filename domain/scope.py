"""Who asks: made once per request by authentication, and demanded by every question; and who only brings reports."""

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a viewer may see: an owner sees who the customers are, a contributor the numbers alone."""

    OWNER = "OWNER"
    CONTRIBUTOR = "CONTRIBUTOR"


class TokenRole(Enum):
    """What an API token is for: to ask in one of the two roles, or to bring reports and read nothing."""

    OWNER = "OWNER"
    CONTRIBUTOR = "CONTRIBUTOR"
    LOADER = "LOADER"


@dataclass(frozen=True, slots=True)
class Loader:
    """A token that brings reports of one publisher: its name and its id. It is no scope, so no question can be asked with it."""

    publisher_id: str
    member: str
    member_id: str


@dataclass(frozen=True, slots=True)
class Scope:
    """One publisher, one role, and the name of the member (or token) that asks.

    `member_id` tells those of one name apart: the id of a token, a text that stands for a member of the identity provider, or "".
    """

    publisher_id: str
    role: Role
    member: str
    member_id: str = ""
