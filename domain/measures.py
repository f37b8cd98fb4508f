"""What is measured: the enumerations of the API and the fixed numbers of metrics.md."""

from enum import Enum


class Measure(Enum):
    """What customers are ranked and compared by."""

    ORDERS = "ORDERS"
    NORMALIZED_USAGE = "NORMALIZED_USAGE"
    RAW_USAGE = "RAW_USAGE"


class Granularity(Enum):
    """The length of a retention period."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"

    @property
    def days(self) -> int:
        """Days in a period: 1, 7 or 30."""
        return {"DAY": 1, "WEEK": 7, "MONTH": 30}[self.value]

    @property
    def horizon(self) -> int:
        """The period at which offers are compared: Day 45, Week 45 or Month 12."""
        return {"DAY": 45, "WEEK": 45, "MONTH": 12}[self.value]


class RetentionStatus(Enum):
    """Whether an account used the offer in a period."""

    RETAINED = "RETAINED"
    DORMANT = "DORMANT"


class Indicator(Enum):
    """How an offer's score compares with its category benchmark."""

    GOOD = "GOOD"
    NEUTRAL = "NEUTRAL"
    BAD = "BAD"


class BenchmarkScope(Enum):
    """Whose offers a benchmark is made of."""

    ALL_PUBLISHERS = "ALL_PUBLISHERS"
    OWN_OFFERS = "OWN_OFFERS"


class PersonalDataAccess(Enum):
    """Why personal fields read as they do."""

    VISIBLE = "VISIBLE"
    OWNER_ONLY = "OWNER_ONLY"
    NO_CONSENT = "NO_CONSENT"
    PROTECTED = "PROTECTED"


class RecommendationKind(Enum):
    """What a recommendation points to."""

    REVIEW_OFFER_PAGE = "REVIEW_OFFER_PAGE"
    CONTACT_DORMANT_CUSTOMERS = "CONTACT_DORMANT_CUSTOMERS"


class RangePreset(Enum):
    """The month of as_of and the 3, 6 or 12 months before it."""

    LAST_3_MONTHS = "LAST_3_MONTHS"
    LAST_6_MONTHS = "LAST_6_MONTHS"
    LAST_12_MONTHS = "LAST_12_MONTHS"


class SortDirection(Enum):
    """Ascending or descending; NULLs come last in both."""

    ASC = "ASC"
    DESC = "DESC"


WINDOW_MONTHS = 18
FLOOR_DAYS = 45
HEAT_MAP_MONTHS = 18
UNCATEGORIZED = "Uncategorized"
"""The category of offers of which none was given; never compared with other publishers'."""
MASK = "************"
"""What every personal field of a protected customer reads as: twelve asterisks."""
MILLIONTHS = 1_000_000
"""Hours and money are integer millionths below the edge."""
