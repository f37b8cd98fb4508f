"""From DuckDB's dialect, in which every question is written, to ClickHouse's: the same rows, NULLs and widths of integers."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import sqlglot
from sqlglot import exp

SETTINGS: Final[Mapping[str, int | str]] = {
    # SQL's NULL where ClickHouse has defaults of its own: the unmatched side of a join, aggregates of nothing
    "join_use_nulls": 1,
    "aggregate_functions_null_for_empty": 1,
    # a column outranks an alias of the same name
    "prefer_column_name_to_alias": 1,
    "allow_experimental_correlated_subqueries": 1,
    "union_default_mode": "DISTINCT",
    "output_format_arrow_string_as_string": 1,
    "output_format_arrow_low_cardinality_as_dictionary": 0,
}
"""Of every client."""
_FUNCTIONS: Final[Mapping[type[exp.Expr], str]] = {
    exp.IntDiv: "intDiv",  # as a quotient of floats it would lose the last digits
    exp.BitwiseAnd: "bitAnd",
    exp.BitwiseOr: "bitOr",
    exp.Lower: "lowerUTF8",  # the other knows ASCII alone
    exp.GenerateSeries: "range",
}
_NAMES: Final[Mapping[str, str]] = {"bit_count": "bitCount"}


_SHIFTS: Final = (exp.BitwiseLeftShift, exp.BitwiseRightShift)
_CONDITIONS: Final = (exp.Predicate, exp.Connector, exp.Not)


@lru_cache(maxsize=4096)
def translate(sql: str, kinds: tuple[tuple[str, str], ...], database: str | None) -> str:
    """One statement for ClickHouse; `kinds` are the types of its parameters by name, `database` is meant where a table has none."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    if database is not None:
        _qualify(tree, database)
    for select in list(tree.find_all(exp.Select)):
        _rename_beside_stars(select)
    types = dict(kinds)
    for node in reversed(list(tree.walk())):  # from the leaves up: what is put in a node's place is not looked at again
        fresh = _rewrite(node, types)
        if fresh is not node:
            tree = fresh if node is tree else tree
            node.replace(fresh)
    return tree.sql(dialect="clickhouse", comments=False)


def kind_of(value: object) -> str:
    """The type of a parameter."""
    if value is None:
        return "Nullable(String)"
    if isinstance(value, bool):
        return "Bool"
    if isinstance(value, int):
        return "Int64"
    if isinstance(value, str):
        return "String"
    if isinstance(value, list | tuple):
        kinds = {kind_of(each) for each in value}
        if len(kinds) <= 1:
            return f"Array({kinds.pop() if kinds else 'String'})"
    raise TypeError(
        f"a parameter is an integer, a text, a flag, NULL or a list of one of these, not {type(value).__name__}"
    )


def _qualify(tree: exp.Expr, database: str) -> None:
    own = {each.alias for each in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier) and not table.db and table.name not in own:
            table.set("db", exp.to_identifier(database))


def _rename_beside_stars(select: exp.Select) -> None:
    """Where all columns of one source are shown, those of others get names of their own: of two alike the shown one would lose its name."""
    shown = {each.table for each in select.expressions if isinstance(each, exp.Column) and each.is_star}
    if not shown:
        return
    own = list(select.walk(prune=lambda node: node is not select and isinstance(node, exp.Query)))
    for join in select.args.get("joins") or ():
        source, alias = join.this, join.this.alias_or_name
        used = [each for each in own if isinstance(each, exp.Column) and each.table == alias]
        if alias in shown or not used:
            continue
        names = sorted({each.name for each in used})
        inner = exp.select(*(exp.alias_(exp.column(name), _beside(alias, name)) for name in names))
        source.replace(inner.from_(source.copy()).subquery(alias))
        for column in used:
            renamed = exp.column(_beside(alias, column.name), alias)
            column.replace(exp.alias_(renamed, column.name) if column.parent is select else renamed)


def _beside(alias: str, name: str) -> str:
    return f"{alias}_{name}"


def _rewrite(node: exp.Expr, kinds: Mapping[str, str]) -> exp.Expr:
    if isinstance(node, exp.Placeholder):
        node.set("kind", kinds[node.name])
        return node
    if type(node) in _FUNCTIONS:
        return exp.func(_FUNCTIONS[type(node)], *node.iter_expressions())
    if isinstance(node, _SHIFTS):
        return _shift(node)
    if isinstance(node, exp.Anonymous) and node.name.lower() in _NAMES:
        return exp.func(_NAMES[node.name.lower()], *node.expressions)
    if isinstance(node, exp.Lead):
        # of a column that is never NULL the end would be 0
        node.set("this", exp.func("toNullable", node.this))
    if isinstance(node, exp.Select):
        node.set("expressions", [_show(each) for each in node.expressions])
    if isinstance(node, exp.DataType) and node.this is exp.DataType.Type.DATE:
        return exp.DataType.build("Date32", dialect="clickhouse")  # Date ends in 2149 and begins in 1970
    return node


def _shift(node: exp.Binary) -> exp.Expr:
    # a literal would keep its width, which is a byte; a branch that is not taken is computed too, and must not shift by less than nothing
    value = exp.func("toInt64", node.this) if isinstance(node.this, exp.Literal) else node.this
    by = exp.func(
        "if",
        exp.LT(this=node.expression.copy(), expression=exp.Literal.number(0)),
        exp.Literal.number(0),
        node.expression,
    )
    return exp.func("bitShiftLeft" if isinstance(node, exp.BitwiseLeftShift) else "bitShiftRight", value, by)


def _show(column: exp.Expr) -> exp.Expr:
    """A column is called by its name alone, also where another table has one of that name; a condition is a flag, not a number."""
    if isinstance(column, exp.Column) and column.table and not column.is_star:
        return exp.alias_(column, column.name)
    if isinstance(column.unalias(), _CONDITIONS):
        inner = column.unalias()
        cast = exp.cast(inner.copy(), "BOOLEAN", dialect="duckdb")
        return exp.alias_(cast, column.alias) if isinstance(column, exp.Alias) else cast
    return column
