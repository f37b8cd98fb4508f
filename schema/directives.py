"""Schema directives: which fields are personal, and what a field and a list weigh in a request's cost."""

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="Personal data of a customer. Readable by an OWNER, if the customer gave consent and is not protected.",
)
class PersonalData:
    """Marks a field as personal."""


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION], description="How much a field weighs in the request's cost."
)
class Cost:
    """The weight of a field; 1 where it is not marked."""

    weight: int


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION], description="Size of a list, for the request's cost."
)
class ListSize:
    """How many rows to reckon with: a number, or the arguments that say it."""

    assumed_size: int | None = strawberry.UNSET
    slicing_arguments: list[str] | None = strawberry.UNSET
    sized_fields: list[str] | None = strawberry.UNSET
    require_one_slicing_argument: bool | None = False


ROWS = Cost(weight=5)
"""A page of rows, sorted and counted."""
QUESTION = Cost(weight=10)
"""A question over the whole data of a publisher."""
PAGE = ListSize(
    assumed_size=50,
    slicing_arguments=["first", "last"],
    sized_fields=["edges", "nodes"],
    require_one_slicing_argument=strawberry.UNSET,
)
"""A connection."""


def holding(field: str, assumed: int, argument: str) -> ListSize:
    """An object with one list, bounded by an argument of the object."""
    return ListSize(
        assumed_size=assumed,
        slicing_arguments=[argument],
        sized_fields=[field],
        require_one_slicing_argument=strawberry.UNSET,
    )


def sized(assumed: int, *arguments: str) -> ListSize:
    """A plain list: its assumed size, and the arguments that bound it."""
    return ListSize(
        assumed_size=assumed,
        slicing_arguments=list(arguments) or strawberry.UNSET,
        require_one_slicing_argument=strawberry.UNSET,
    )
