"""Orders of lists, drawn from the enums of the API."""

from typing import Any

from graphql import GraphQLEnumType
from hypothesis import strategies as st

from resolvers.assembly import graphql_schema
from tests.reference.profiles import CAMEL

PERSONAL = {column.upper() for column in CAMEL}


def list_order_fields(enum: str) -> list[str]:
    """The values of an enum of order fields."""
    kind = graphql_schema._schema.type_map[enum]
    assert isinstance(kind, GraphQLEnumType)
    return sorted(kind.values)


def orders(enum: str, personal: bool = True) -> st.SearchStrategy[list[dict[str, Any]] | None]:
    """No order, or one by one or two fields; without `personal` one that a contributor may ask for."""
    fields = [field for field in list_order_fields(enum) if personal or field not in PERSONAL]
    step = st.fixed_dictionaries({"field": st.sampled_from(fields), "direction": st.sampled_from(("ASC", "DESC"))})
    return st.none() | st.lists(step, min_size=1, max_size=2)
