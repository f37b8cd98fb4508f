"""How many rows of earlier files a new one overrides, for the load's report; the build decides what remains of them."""

from collections.abc import Iterable, Sequence

import duckdb

from db.depot import Depot
from db.lake import LakeFile
from db.warehouse import quote

_MEASURES = frozenset({"raw_hours", "normalized_hours", "revenue_usd"})
_DIMENSIONS = (
    "billing_account_id",
    "plan_id",
    "subscription_id",
    "sales_channel",
    "billing_type",
    "currency",
    "vm_size",
    "core_size",
    "meter_id",
    "meter_dimension",
    "usage_reference",
)
_KEYS = {
    "orders": ("order_id",),
    "customers": ("customer_id",),
    "offers": ("offer_id",),
    "plans": ("offer_id", "plan_id"),
}
KEY_DAYS = {"usage": "used_on", "retention": "used_on", "orders": "ordered_on", "customers": "date_acquired"}


def count_replaced(
    connection: duckdb.DuckDBPyConnection, new: LakeFile, earlier: Sequence[LakeFile], depot: Depot
) -> int:
    """Rows of earlier files that `new` speaks of again or, on the days for which it is the whole truth, passes over.

    Of a key that several earlier files speak of, the rows of the last one count: the others were overridden before.
    """
    rivals = [each for each in earlier if each.report == new.report and _touches(new, each)]
    depot.bring_files([each.path for each in rivals if each.path.parent != new.path.parent])
    groups: dict[tuple[str, ...], list[LakeFile]] = {}
    for each in rivals:
        groups.setdefault(_shared_keys(new, each), []).append(each)
    return sum(_count(connection, new, keys, files) for keys, files in groups.items())


def _touches(new: LakeFile, old: LakeFile) -> bool:
    if new.replaces and old.days and _overlap(new.replaces, old.days):
        return True
    if new.report not in ("usage", "retention"):
        return True
    if new.days is None or old.days is None or not _overlap(new.days, old.days):
        return False
    return new.report == "retention" or bool(new.carried & old.carried & _MEASURES)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _shared_keys(new: LakeFile, old: LakeFile) -> tuple[str, ...]:
    if new.report in _KEYS:
        return _KEYS[new.report]
    both = new.carried & old.carried
    return ("used_on", "customer_id", _offer_key(both), *(name for name in _DIMENSIONS if name in both))


def _offer_key(both: Iterable[str]) -> str:
    if "offer_id" in both:
        return "coalesce(offer_id, product_id, lower(trim(offer_name)))"
    if "offer_name" in both:
        return "lower(trim(offer_name))"
    return "coalesce(offer_id, product_id, lower(trim(offer_name)))"


def _count(connection: duckdb.DuckDBPyConnection, new: LakeFile, keys: Sequence[str], files: Sequence[LakeFile]) -> int:
    key = f"hash({', '.join(keys)})"
    day = KEY_DAYS.get(new.report)
    within = (
        f"coalesce({day} between {new.replaces[0]} and {new.replaces[1]}, false)" if new.replaces and day else "false"
    )
    same_days = (
        f"{day} between {new.days[0]} and {new.days[1]}"
        if new.days and new.report in ("usage", "retention")
        else "true"
    )
    told = " union all ".join(
        f"select {key} as key, {number} as file, {within} as gone from read_parquet({quote(each.path)}) where {same_days} or {within}"
        for number, each in enumerate(files)
    )
    sql = f"""
        with told as (select key, file, count(*) as n, bool_or(gone) as gone from ({told}) group by key, file),
        newest as (select key, arg_max(n, file) as n, bool_or(gone) as gone from told group by key)
        select coalesce(sum(n), 0)::bigint from newest
        where gone or key in (select {key} from read_parquet({quote(new.path)}))
    """
    ((gone,),) = connection.execute(sql).fetchall()
    return int(gone)
