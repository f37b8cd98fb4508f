"""The Node interface: whatever has a global id."""

import strawberry

from schema.fields import asked


@strawberry.interface(description="Something with a global id, which `node` and `nodes` find again.")
class Node:
    """Answered for every implementation by one function."""

    @asked(description="Global id, opaque.")
    def id(self) -> strawberry.ID: ...
