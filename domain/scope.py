"""Who asks: made once per request by authentication, and demanded by every question."""

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a viewer may see: an owner sees who the customers are, a contributor the numbers alone."""

    OWNER = "OWNER"
    CONTRIBUTOR = "CONTRIBUTOR"


@dataclass(frozen=True, slots=True)
class Scope:
    """One publisher, one role, and the name of the member (or token) that asks."""

    publisher_id: str
    role: Role
    member: str
