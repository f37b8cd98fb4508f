"""Scalars: what is written, what is read, what is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st

from schema.scalars import (
    check_big_integer,
    read_day,
    read_decimal,
    read_moment,
    write_day,
    write_decimal,
    write_moment,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.000000", "0"),
        ("-0.000000", "0"),
        ("0.000001", "0.000001"),
        ("-12.500000", "-12.5"),
        ("1E+3", "1000"),
        ("1200.000000", "1200"),
        ("123456789012345678.000001", "123456789012345678.000001"),
        ("0.0000001", "0.0000001"),
        ("-1E-7", "-0.0000001"),
        ("0E-20", "0"),
        ("-0E+3", "0"),
        ("0E+3", "0"),
        ("1.50E+5", "150000"),
    ],
)
def test_decimal_is_exact_without_exponent_and_trailing_zeros(value: str, text: str) -> None:
    assert write_decimal(Decimal(value)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False) | st.decimals(-(10**12), 10**12, places=6))
def test_decimal_is_written_as_fixed_point_formatting_writes_it(value: Decimal) -> None:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    assert write_decimal(value) == ("0" if text == "-0" else text)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), 1.5, "1.5", None])
def test_decimal_writes_decimals_only(value: object) -> None:
    with pytest.raises(GraphQLError):
        write_decimal(value)


def test_decimal_reads_text_and_whole_numbers() -> None:
    assert (read_decimal("12.50"), read_decimal(3)) == (Decimal("12.50"), Decimal(3))


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (read_decimal, "twelve", """Decimal cannot represent value: 'twelve'; give a text such as "12.5\""""),
        (read_decimal, "NaN", """Decimal cannot represent value: 'NaN'; give a text such as "12.5\""""),
        (read_decimal, 1.5, """Decimal cannot represent value: 1.5; give a text such as "12.5\""""),
        (read_decimal, True, """Decimal cannot represent value: True; give a text such as "12.5\""""),
        (read_day, "2024-02-30", "Date cannot represent value: '2024-02-30'; give YYYY-MM-DD"),
        (read_day, "20240229", "Date cannot represent value: '20240229'; give YYYY-MM-DD"),
        (read_day, "2024-02-29T00:00", "Date cannot represent value: '2024-02-29T00:00'; give YYYY-MM-DD"),
        (read_day, 20240229, "Date cannot represent value: 20240229; give YYYY-MM-DD"),
        (
            read_moment,
            "2024-05-31T09:30:00",
            "DateTime cannot represent value: '2024-05-31T09:30:00'; give 2024-05-31T09:30:00+00:00",
        ),
        (read_moment, "now", "DateTime cannot represent value: 'now'; give 2024-05-31T09:30:00+00:00"),
        (
            check_big_integer,
            2**53 + 1,
            "BigInt cannot represent value: 9007199254740993; it takes an integer up to 2^53",
        ),
        (check_big_integer, 1.0, "BigInt cannot represent value: 1.0; it takes an integer up to 2^53"),
        (check_big_integer, True, "BigInt cannot represent value: True; it takes an integer up to 2^53"),
    ],
)
def test_what_is_refused_says_what_to_give(read: Callable[[object], object], value: object, message: str) -> None:
    with pytest.raises(GraphQLError) as caught:
        read(value)
    assert caught.value.message == message


def test_big_integer_takes_what_json_holds() -> None:
    assert [check_big_integer(value) for value in (0, -(2**53), 2**53)] == [0, -(2**53), 2**53]


def test_day_and_moment_are_iso() -> None:
    assert write_day(date(2024, 2, 29)) == "2024-02-29"
    assert read_day("2024-02-29") == date(2024, 2, 29)
    assert write_moment(datetime(2024, 5, 31, 9, 30, tzinfo=UTC)) == "2024-05-31T09:30:00+00:00"
    assert read_moment("2024-05-31T09:30:00Z") == datetime(2024, 5, 31, 9, 30, tzinfo=UTC)


def test_a_moment_is_no_day_and_a_moment_without_zone_is_none() -> None:
    with pytest.raises(GraphQLError):
        write_day(datetime(2024, 5, 31, tzinfo=UTC))
    with pytest.raises(GraphQLError):
        write_moment(datetime(2024, 5, 31))
