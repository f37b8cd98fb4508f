"""Who asks: made once per request by authentication, and demanded by every question."""

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a viewer may see: an owner sees who the customers are, a contributor the numbers alone."""

    OWNER = "OWNER"
    CONTRIBUTOR = "CONTRIBUTOR"


@dataclass(frozen=True, slots=True)
class Scope:
    """One publisher, one role, and the name of the member (or token) that asks.

    `member_id` tells those of one name apart: the id of a token, a text that stands for a member of the identity provider, or "".
    """

    publisher_id: str
    role: Role
    member: str
    member_id: str = ""
