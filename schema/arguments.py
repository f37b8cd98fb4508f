"""Arguments that several fields take: pages, tops, searches, granularity."""

from typing import Annotated

import strawberry

from schema.enums import Granularity, Measure

First = Annotated[
    int | None, strawberry.argument(description="Rows of the page, counted from the start: 1 to 1000; null = 50.")
]
After = Annotated[str | None, strawberry.argument(description="The cursor that the page begins after.")]
Last = Annotated[
    int | None, strawberry.argument(description="Rows of the page, counted from the end: 1 to 1000; null = 50.")
]
Before = Annotated[str | None, strawberry.argument(description="The cursor that the page ends before.")]

Top = Annotated[
    int, strawberry.argument(description="How many to show, largest first: 1 to 1000; the others are the rest.")
]
Search = Annotated[
    str | None, strawberry.argument(description="Only those that contain this text, compared casefolded.")
]
Listed = Annotated[int, strawberry.argument(description="How many to list at most: 1 to 1000.")]
ByMeasure = Annotated[Measure, strawberry.argument(description="The measure: orders, normalized or raw usage.")]
ByGranularity = Annotated[
    Granularity, strawberry.argument(description="The length of a period: a day, 7 days or 30 days.")
]
UpTo = Annotated[int | None, strawberry.argument(description="The last period; null = the horizon.")]
InCategory = Annotated[
    str | None, strawberry.argument(description="Only offers of this category, compared trimmed and casefolded.")
]
