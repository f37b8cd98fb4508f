"""What differs between DuckDB and ClickHouse is written so that the rows are the same."""

import pytest

from db.clickhouse.dialect import kind_of, translate

TRANSLATED = {
    # a quotient of floats would lose the last digits
    "select n // 7 as week from days": "SELECT intDiv(n, 7) AS week FROM slice_1.days",
    # past the end is NULL, not 0
    "select lead(day) over (partition by account order by day) as next from days": (
        "SELECT lead(toNullable(day)) OVER (PARTITION BY account ORDER BY day) AS next FROM slice_1.days"
    ),
    # not ASCII alone
    "select lower(name) as name from offers": "SELECT lowerUTF8(name) AS name FROM slice_1.offers",
    # a literal has a byte, and both branches of a CASE are computed
    "select 1 << n as bit from days": "SELECT bitShiftLeft(toInt64(1), CASE WHEN n < 0 THEN 0 ELSE n END) AS bit FROM slice_1.days",
    "select bit_count(days & 3) as n from used": "SELECT bitCount(bitAnd(days, 3)) AS n FROM slice_1.used",
    "select unnest(range(10)) as n": "SELECT arrayJoin(range(0, 10)) AS n",
    # a condition is a flag
    "select n > 0 as used from days": "SELECT CAST(n > 0 AS Nullable(Bool)) AS used FROM slice_1.days",
    # Date begins in 1970
    "select date '2000-01-01' + day as day from days": "SELECT CAST('2000-01-01' AS Date32) + day AS day FROM slice_1.days",
    # names of common tables are the statement's own
    "with days as (select 1 as n) select n from days": "WITH days AS (SELECT 1 AS n) SELECT n FROM days",
    # of two columns alike beside a star none loses its name
    "select u.*, f.first_day from usage as u join spans as f on f.offer = u.offer": (
        "SELECT u.*, f.f_first_day AS first_day FROM slice_1.usage AS u"
        " JOIN (SELECT first_day AS f_first_day, offer AS f_offer FROM slice_1.spans AS f) AS f ON f.f_offer = u.offer"
    ),
    "select d.offer, t.n from days as d join totals as t on t.offer = d.offer": (
        "SELECT d.offer AS offer, t.n AS n FROM slice_1.days AS d JOIN slice_1.totals AS t ON t.offer = d.offer"
    ),
}


@pytest.mark.parametrize("written", TRANSLATED)
def test_a_statement_is_translated(written: str) -> None:
    assert translate(written, (), "slice_1") == TRANSLATED[written]


def test_parameters_have_types() -> None:
    given = {"day": 7, "name": "O'Neil", "all": True, "none": None, "keys": [1, 2], "nobody": []}
    kinds = tuple((name, kind_of(value)) for name, value in given.items())
    assert dict(kinds) == {
        "day": "Int64", "name": "String", "all": "Bool", "none": "Nullable(String)", "keys": "Array(Int64)", "nobody": "Array(String)",
    }  # fmt: skip
    assert (
        translate("select $day as day, $name as name", kinds, None)
        == "SELECT {day: Int64} AS day, {name: String} AS name"
    )


@pytest.mark.parametrize("value", [1.5, {1: 2}, [1, "a"]])
def test_another_parameter_is_refused(value: object) -> None:
    with pytest.raises(
        TypeError, match="a parameter is an integer, a text, a flag, NULL or a list of one of these, not"
    ):
        kind_of(value)
