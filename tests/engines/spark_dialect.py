"""From DuckDB's dialect, in which every question is written, to Spark's: the same rows, with parameters written out."""

from typing import Any

import sqlglot
from sqlglot import exp

from db.warehouse import Parameters

_WIDE = exp.DataType.build("BIGINT")


def translate(sql: str, parameters: Parameters, schema: str | None) -> str:
    """One statement for Spark; a table without a schema is that of the given one, whose name becomes part of the table's."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    _name_tables(tree, schema)
    for node in reversed(list(tree.walk())):
        fresh = _rewrite(node, parameters)
        if fresh is not node:
            tree = fresh if node is tree else tree
            node.replace(fresh)
    return tree.sql(dialect="spark", comments=False)


def name_table(schema: str, name: str) -> str:
    """Views that live as long as a session have no schema."""
    return f"{schema}__{name}"


def _name_tables(tree: exp.Expr, schema: str | None) -> None:
    own = {each.alias for each in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier) or (not table.db and (schema is None or table.name in own)):
            continue
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
        table.set("this", exp.to_identifier(name_table(table.db or str(schema), table.name)))
        table.set("db", None)


def _rewrite(node: exp.Expr, parameters: Parameters) -> exp.Expr:
    if isinstance(node, exp.Placeholder):
        return _literal(parameters[node.name])
    if isinstance(node, exp.IntDiv):
        # as a quotient of floats it would lose the last digits
        return exp.func("div", node.this, node.expression)
    if isinstance(node, exp.In):
        _unpack(node)
    if isinstance(node, exp.BitwiseLeftShift | exp.BitwiseRightShift):
        name = "shiftleft" if isinstance(node, exp.BitwiseLeftShift) else "shiftright"
        # a literal would keep its width, which is half of ours
        return exp.func(name, exp.cast(node.this, _WIDE), exp.cast(node.expression, "INT"))
    return node


def _unpack(node: exp.In) -> None:
    """Pairs are looked for among rows of two columns, not of one that is a pair."""
    found = node.args.get("query")
    select = found.this if isinstance(found, exp.Subquery) else found
    if isinstance(select, exp.Select) and len(select.expressions) == 1 and isinstance(select.expressions[0], exp.Tuple):
        select.set("expressions", select.expressions[0].expressions)


def _literal(value: Any) -> exp.Expr:
    if value is None:
        return exp.null()
    if isinstance(value, list | tuple):
        return exp.Array(expressions=[_literal(each) for each in value])
    return exp.convert(value)
