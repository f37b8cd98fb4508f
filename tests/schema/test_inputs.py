"""Inputs become the frozen filters of the vocabulary, field by field."""

from datetime import date

from domain import filters, ranges
from domain.measures import Granularity, RangePreset
from schema.inputs import (
    CustomerFilterInput,
    DateRangeInput,
    DormantInput,
    MonthRangeInput,
    MonthSpanInput,
    OfferFilterInput,
    PlanKeyInput,
    SegmentInput,
    TextFilterInput,
)

UNSET_CUSTOMER_FILTER: dict[str, None] = dict.fromkeys(filters.CustomerFilter.__dataclass_fields__)
DAYS = DateRangeInput(from_=date(2024, 1, 1), to=None)


def test_a_filter_with_nothing_set_is_empty() -> None:
    given = CustomerFilterInput(**UNSET_CUSTOMER_FILTER)
    assert given.to_domain() == filters.CustomerFilter()
    assert given.to_domain().empty


def test_every_field_of_a_customer_filter_arrives() -> None:
    text = TextFilterInput(in_=["a", "b"], contains="c", starts_with="d")
    names = (
        "offer_id",
        "subscription_id",
        "sales_channel",
        "customer_id",
        "country",
        "state",
        "language",
        "customer_type",
    )
    texts = ("company_name", "name", "email", "city", "postal_code")
    given = CustomerFilterInput(
        **{name: [name] for name in names},  # type: ignore[arg-type]
        **dict.fromkeys(texts, text),  # type: ignore[arg-type]
        plan=[PlanKeyInput(offer_id="o", plan_id="p")],
        dormant=DormantInput(offer_id="o", granularity=Granularity.WEEK, period=3),
        date_acquired=DAYS,
        date_lost=DAYS,
        active=False,
    )
    wanted = filters.TextFilter(("a", "b"), "c", "d")
    days = filters.DateRange(date(2024, 1, 1), None)
    assert given.to_domain() == filters.CustomerFilter(
        **{name: (name,) for name in names},  # type: ignore[arg-type]
        **dict.fromkeys(texts, wanted),  # type: ignore[arg-type]
        plan=(filters.PlanKey("o", "p"),),
        dormant=filters.DormantFilter("o", 3, Granularity.WEEK),
        date_acquired=days,
        date_lost=days,
        active=False,
    )


def test_an_empty_list_is_a_union_of_nothing_and_not_an_unset_filter() -> None:
    given = CustomerFilterInput(**{**UNSET_CUSTOMER_FILTER, "country": [], "plan": []})  # type: ignore[arg-type]
    assert given.to_domain() == filters.CustomerFilter(country=(), plan=())


def test_every_field_of_a_segment_arrives() -> None:
    given = SegmentInput(
        plan=[PlanKeyInput(offer_id="o", plan_id="p")],
        billing_type=["Paid"],
        sales_channel=["Direct"],
        exclude_trials=True,
        country=["unknown"],
        exclude_internal=True,
        first_used=DAYS,
    )
    assert given.to_domain() == filters.Segment(
        plan=(filters.PlanKey("o", "p"),),
        billing_type=("Paid",),
        sales_channel=("Direct",),
        exclude_trials=True,
        country=("unknown",),
        exclude_internal=True,
        first_used=filters.DateRange(date(2024, 1, 1), None),
    )


def test_a_segment_with_nulls_is_none() -> None:
    given = SegmentInput(
        plan=None, billing_type=None, sales_channel=None, exclude_trials=None, country=None, exclude_internal=None,
        first_used=None,
    )  # fmt: skip
    assert given.to_domain().empty


def test_every_field_of_an_offer_filter_arrives() -> None:
    given = OfferFilterInput(offer_id=["o"], category=["c"], offer_type=["t"], search="s")
    assert given.to_domain() == filters.OfferFilter(("o",), ("c",), ("t",), "s")


def test_a_range_is_a_preset_or_a_span() -> None:
    preset = MonthRangeInput(preset=RangePreset.LAST_3_MONTHS, months=None)
    span = MonthRangeInput(preset=None, months=MonthSpanInput(from_=date(2024, 1, 5), to=date(2024, 3, 1)))
    assert preset.to_domain() == ranges.MonthRange(preset=RangePreset.LAST_3_MONTHS)
    assert span.to_domain() == ranges.MonthRange(months=ranges.MonthSpan(date(2024, 1, 5), date(2024, 3, 1)))
