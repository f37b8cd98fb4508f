"""Scalars of the API: days, moments, exact numbers and integers beyond 32 bits."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

LARGEST_NUMBER = 2**53
"""The largest integer that a JSON number holds exactly everywhere."""

BigInt = NewType("BigInt", int)


def write_decimal(value: object) -> str:
    """An exact decimal as text without exponent and without trailing zeros."""
    if not isinstance(value, Decimal) or not value.is_finite():
        raise GraphQLError(f"Decimal cannot represent value: {value!r}")
    text = str(value)
    if "E" in text:  # seldom, and formatting takes twice the time
        text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def read_decimal(value: object) -> Decimal:
    """A decimal from its text, or from a whole number."""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
    raise GraphQLError(f'Decimal cannot represent value: {value!r}; give a text such as "12.5"')


def check_big_integer(value: object) -> int:
    """An integer between -2^53 and 2^53."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER:
        return value
    raise GraphQLError(f"BigInt cannot represent value: {value!r}; it takes an integer up to 2^53")


def write_day(value: object) -> str:
    """A day as YYYY-MM-DD."""
    if type(value) is not date:
        raise GraphQLError(f"Date cannot represent value: {value!r}")
    return value.isoformat()


def read_day(value: object) -> date:
    """A day from YYYY-MM-DD."""
    if isinstance(value, str) and len(value) == len("YYYY-MM-DD"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise GraphQLError(f"Date cannot represent value: {value!r}; give YYYY-MM-DD")


def write_moment(value: object) -> str:
    """A moment in ISO 8601 with its offset from UTC."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise GraphQLError(f"DateTime cannot represent value: {value!r}")
    return value.isoformat()


def read_moment(value: object) -> datetime:
    """A moment from ISO 8601 with an offset from UTC."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise GraphQLError(f"DateTime cannot represent value: {value!r}; give 2024-05-31T09:30:00+00:00")
    return moment


SCALARS: dict[object, ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date",
        description="A day in the publisher's time zone, as YYYY-MM-DD. Below the build there is no clock: a day is a day.",
        serialize=write_day,
        parse_value=read_day,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment, in ISO 8601 with its offset from UTC.",
        serialize=write_moment,
        parse_value=read_moment,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact number of hours, US dollars or orders, as text without exponent and without trailing zeros.",
        serialize=write_decimal,
        parse_value=read_decimal,
    ),
    BigInt: strawberry.scalar(
        name="BigInt",
        description="An integer as a JSON number, up to 2^53.",
        serialize=check_big_integer,
        parse_value=check_big_integer,
    ),
}
"""Python type -> its GraphQL scalar."""
