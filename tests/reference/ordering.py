"""Orders of lists: several keys, nulls last in both directions, text by its casefold."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.reference.profiles import CAMEL
from tests.reference.refused import RefusedError

Node = dict[str, Any]

DECIMALS = ("revenue", "revenueOnDay", "normalizedHours", "rawHours", "revenueAtStake")
NULL_PLAN = ("planid", "name")


def order_nodes(
    nodes: list[Node], order_by: list[dict[str, str]] | None, role: str, identify: Callable[[Node], Any]
) -> list[Node]:
    """The nodes by `order_by`, ties by identity; without `order_by` as they come."""
    if not order_by:
        return nodes
    ordered = sorted(nodes, key=identify)
    for key in reversed(order_by):
        name = key["field"].replace("_", "").casefold()
        if role != "OWNER" and name in {field.casefold() for field in CAMEL.values()}:
            raise RefusedError("FORBIDDEN_FIELD", key["field"])
        keyed = [(find_value(node, name), node) for node in ordered]
        known = [(make_sortable(value[0], value[1]), node) for value, node in keyed if value[1] is not None]
        unknown = [node for value, node in keyed if value[1] is None]
        known.sort(key=lambda pair: pair[0], reverse=key.get("direction", "ASC") == "DESC")
        ordered = [node for _, node in known] + unknown
    return ordered


def find_value(node: Node, name: str) -> tuple[str, Any]:
    """The field's own name and its value: the row's, else that of its customer, plan or offer; hidden ones are null."""
    for holder in (node, node.get("customer", {}), node.get("plan", {}), node.get("offer", {})):
        if holder is None and name in NULL_PLAN:
            return name, None
        for field, value in (holder or {}).items():
            if field.casefold() == name and not isinstance(value, (dict, list)):
                hidden = field in CAMEL.values() and node["customer"]["personalData"] != "VISIBLE"
                return field, None if hidden else value
    raise RefusedError("BAD_INPUT", name)


def make_sortable(field: str, value: Any) -> Any:
    if field in DECIMALS:
        return Decimal(value)
    return value.casefold() if isinstance(value, str) else value
