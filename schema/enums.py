"""The enumerations of the vocabulary as GraphQL enums, each value with its meaning."""

from enum import Enum

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from domain.measures import (
    BenchmarkScope,
    Granularity,
    Indicator,
    Measure,
    PersonalDataAccess,
    RangePreset,
    RecommendationKind,
    RetentionStatus,
    SortDirection,
)
from domain.scope import Role

__all__ = [
    "BenchmarkScope",
    "Granularity",
    "Indicator",
    "Measure",
    "PersonalDataAccess",
    "RangePreset",
    "RecommendationKind",
    "RetentionStatus",
    "Role",
    "SortDirection",
    "describe",
]


def describe(kind: type[Enum], description: str, meanings: dict[str, str]) -> None:
    """Registers an enum with a description of it and of every value; KeyError where one is missing."""
    strawberry.enum(kind, description=description)
    definition: StrawberryEnumDefinition = vars(kind)["__strawberry_definition__"]
    for value in definition.values:
        value.description = meanings[value.name]


describe(
    Role,
    "What a viewer may see.",
    {
        "OWNER": "Sees the numbers, and who the customers are where they gave consent and are not protected.",
        "CONTRIBUTOR": "Sees the numbers alone; may not filter, search or sort by personal data.",
    },
)
describe(
    Measure,
    "What customers are ranked and compared by.",
    {
        "ORDERS": "Number of orders acquired in the range, whatever became of them.",
        "NORMALIZED_USAGE": "Hours of usage, multiplied by the cores used.",
        "RAW_USAGE": "Hours of usage as metered.",
    },
)
describe(
    Granularity,
    "The length of a retention period.",
    {
        "DAY": "Period n is the day first use + n; the horizon is Day 45.",
        "WEEK": "Period n is the days 7n to 7n + 6 after first use; the horizon is Week 45.",
        "MONTH": "Period n is the days 30n to 30n + 29 after first use; the horizon is Month 12.",
    },
)
describe(
    RetentionStatus,
    "Whether an account eligible in a period used the offer in it.",
    {
        "RETAINED": "Usage was recorded in that very period.",
        "DORMANT": "No usage was recorded in that period. Reversible: this is activity in a period, not survival.",
    },
)
describe(
    Indicator,
    "The score against its category benchmark, the two fractions compared exactly.",
    {
        "GOOD": "The score is above the benchmark.",
        "NEUTRAL": "The score equals the benchmark, as on Day 0 always.",
        "BAD": "The score is below the benchmark.",
    },
)
describe(
    BenchmarkScope,
    "Whose offers a benchmark is made of.",
    {
        "ALL_PUBLISHERS": "The category's offers of all publishers with enough accounts, so that none is given away.",
        "OWN_OFFERS": "The publisher's own offers of the category: too few other publishers, uncategorized, or a segment.",
    },
)
describe(
    PersonalDataAccess,
    "Why personal fields read as they do. Protected outranks role and consent.",
    {
        "VISIBLE": "Personal fields read as reported; null was not reported.",
        "OWNER_ONLY": "Personal fields are null: only an owner reads them.",
        "NO_CONSENT": "Personal fields are null: the customer gave no consent.",
        "PROTECTED": "Every personal field reads as twelve asterisks, known or not: the customer is protected.",
    },
)
describe(
    RecommendationKind,
    "What a recommendation points to.",
    {
        "REVIEW_OFFER_PAGE": "The offer's product page.",
        "CONTACT_DORMANT_CUSTOMERS": "The customers page, filtered to the offer's dormant customers.",
    },
)
describe(
    RangePreset,
    "The month of as_of and so many months before it.",
    {
        "LAST_3_MONTHS": "The month of as_of and the 3 before it: 4 points.",
        "LAST_6_MONTHS": "The month of as_of and the 6 before it: 7 points. The default.",
        "LAST_12_MONTHS": "The month of as_of and the 12 before it: 13 points.",
    },
)
describe(
    SortDirection,
    "Ascending or descending. NULLs come last in both; text sorts by code point of its casefold, then by id.",
    {
        "ASC": "Smallest, earliest or first in the alphabet first.",
        "DESC": "Largest, latest or last in the alphabet first.",
    },
)
