"""What remains where several files speak of the same days: later files replace what they carry, row key by row key."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from db.warehouse import quote
from services.build.sources import Source, contested_spans

ALWAYS: Final = ("used_on", "customer", "offer")
"""Parts of a row's key that every file has."""
_KEYS: Final = {
    "billing": "billing_account_id",
    "plan": "plan_id",
    "subscription": "subscription_id",
    "sales_channel": "sales_channel",
    "billing_type": "billing_type",
    "currency": "currency",
    "vm_size": "vm_size",
    "core_size": "core_size",
    "meter_id": "meter_id",
    "meter_dimension": "meter_dimension",
    "usage_reference": "usage_reference",
}
_TRAITS: Final = {
    "is_trial": "is_trial",
    "trial_ends_on": "trial_ends_on",
    "reference": "reference_id",
    "first_used_on": "first_used_on",
}
"""Coded column -> column of the lake: parts of the key that a file may lack, and what a row says beside its values."""
_KEPT: Final = ("billing", "plan", "subscription", "sales_channel", "billing_type", "currency", *_TRAITS)
STATED: Final = (*ALWAYS, *_KEPT, "raw_hours", "normalized_hours", "revenue")
"""The columns of a row as it stands."""
_VALUES: Final = ("raw", "normalized", "revenue")


@dataclass(frozen=True, slots=True)
class Dialect:
    """Files whose headers carry the same of what counts here; only the coded columns are named."""

    number: int
    keys: tuple[str, ...]
    traits: tuple[str, ...]
    files: tuple[int, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """What a row of these files may tell another row that lacks it."""
        return *self.keys, *self.traits


def group_dialects(sources: Sequence[Source]) -> tuple[Dialect, ...]:
    """The files by what their headers carry, in the order of their first file."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for each in sources:
        carried = each.file.carried
        keys = tuple(column for column, name in _KEYS.items() if name in carried)
        traits = tuple(column for column, name in _TRAITS.items() if name in carried)
        groups.setdefault((keys, traits), []).append(each.number)
    return tuple(
        Dialect(number, keys, traits, tuple(files)) for number, ((keys, traits), files) in enumerate(groups.items())
    )


def state_rows(
    connection: duckdb.DuckDBPyConnection, report: str, sources: Sequence[Source], spill: Path
) -> tuple[str, ...]:
    """Selects of STATED columns: every row of `said_<report>` that no later file replaced, no day being in two of the selects.

    Values are NULL where nothing is stated. Rows on days of which one file alone speaks pass through unread; what the others are
    compared by is kept in files of the spill folder.
    """
    own = [each for each in sources if each.file.report == report]
    spans = contested_spans(own)
    alone = f"select {', '.join(STATED)} from said_{report}"
    if not spans:
        return (alone,)
    contested = " or ".join(f"used_on between {first} and {last}" for first, last in spans)
    connection.execute(f"create view contested_{report} as select * from said_{report} where {contested}")
    selects = _resolve_contested(connection, report, group_dialects(own), spill)
    return f"{alone} where not ({contested})", " union all ".join(selects)


def _resolve_contested(
    connection: duckdb.DuckDBPyConnection, report: str, dialects: Sequence[Dialect], spill: Path
) -> list[str]:
    for dialect in dialects:
        _keep(connection, f"{report}_{dialect.number}", _newest(report, dialect, alone=len(dialects) == 1), spill)
    selects = []
    for dialect in dialects:
        others = [other for other in dialects if other is not dialect]
        for other in others:
            _keep(connection, f"{report}_{dialect.number}_{other.number}", _heard(report, dialect, other), spill)
        selects.append(_surviving(report, dialect, others))
    return selects


def _keep(connection: duckdb.DuckDBPyConnection, name: str, sql: str, spill: Path) -> None:
    # a file rather than a table of the engine: as long as the rows themselves, it would not leave room to add them up
    path = quote(spill / f"{name}.parquet")
    connection.execute(f"copy ({sql}) to {path} (format parquet)")
    connection.execute(f"create view {name} as select * from read_parquet({path})")


def _newest(report: str, dialect: Dialect, alone: bool) -> str:
    """Rows of one key in a file added up, then of each value what the newest file carrying it says; reported hours outrank derived ones.

    Parts of the key that are compared only, never kept, are left out of the answer where there is nobody else to compare with.
    """
    keys = ", ".join((*ALWAYS, *dialect.keys))
    told = ", ".join((*ALWAYS, *(key for key in dialect.keys if key in _KEPT or not alone)))
    summed_traits = "".join(f", min({trait}) as {trait}" for trait in dialect.traits)
    newest_traits = "".join(f", arg_max_null({trait}, file) as {trait}" for trait in dialect.traits)
    files = ", ".join(map(str, dialect.files))
    return f"""
        with summed as (
            select {keys}, file{summed_traits},
                sum(raw_hours)::bigint as raw, sum(normalized_hours)::bigint as normalized, sum(revenue)::bigint as revenue,
                case when bool_or(carries_raw) then file::bigint end as raw_rank,
                case
                    when bool_or(carries_normalized and not coalesce(normalized_derived, false)) then file + {1 << 32}
                    when bool_or(carries_normalized) then file::bigint
                end as normalized_rank,
                case when bool_or(carries_revenue) then file::bigint end as revenue_rank
            from contested_{report}
            where file in ({files})
            group by {keys}, file
        )
        select {told}, max(file) as file{newest_traits},
            {", ".join(f"arg_max_null({value}, {value}_rank) as {value}" for value in _VALUES)},
            {", ".join(f"max({value}_rank) as {value}_rank" for value in _VALUES)}
        from summed
        group by {keys}
    """


def _shared(dialect: Dialect, other: Dialect) -> tuple[str, ...]:
    return *ALWAYS, *(key for key in dialect.keys if key in other.keys)


def _lacking(dialect: Dialect, other: Dialect) -> tuple[str, ...]:
    return tuple(column for column in other.columns if column in _KEPT and column not in dialect.columns)


def _heard(report: str, dialect: Dialect, other: Dialect) -> str:
    """What the other files say of each key that both have: ranks, and the least and greatest of what these files lack."""
    keys = ", ".join(_shared(dialect, other))
    lacking = "".join(
        f", min({column}) as low_{column}, max({column}) as high_{column}, count(*) > count({column}) as partly_{column}"
        for column in _lacking(dialect, other)
    )
    ranks = ", ".join(f"max({value}_rank) as {value}_rank" for value in _VALUES)
    return f"select {keys}, max(file) as file, {ranks}{lacking} from {report}_{other.number} group by {keys}"


def _surviving(report: str, dialect: Dialect, others: Sequence[Dialect]) -> str:
    """The rows of a dialect without the values that a higher rank elsewhere replaced, with what they lack where the others agree on it."""
    joins = "".join(
        f" left join {report}_{dialect.number}_{other.number} as o{other.number} on "
        + " and ".join(f"o{other.number}.{key} is not distinct from own.{key}" for key in _shared(dialect, other))
        for other in others
    )
    stands = {value: _stands(value, others) for value in _VALUES}
    names = {"raw": "raw_hours", "normalized": "normalized_hours", "revenue": "revenue"}
    values = ", ".join(f"case when {stands[value]} then own.{value} end as {names[value]}" for value in _VALUES)
    kept = ", ".join(f"{_known(column, dialect, others)} as {column}" for column in _KEPT)
    silent = " and ".join(f"own.{value}_rank is null" for value in _VALUES)
    latest = " and ".join(f"coalesce(o{other.number}.file < own.file, true)" for other in others) or "true"
    return (
        f"select {', '.join(f'own.{key}' for key in ALWAYS)}, {kept}, {values} from {report}_{dialect.number} as own{joins}"
        f" where {' or '.join(stands.values())} or ({silent} and {latest})"
    )


def _stands(value: str, others: Sequence[Dialect]) -> str:
    unbeaten = "".join(f" and coalesce(o{other.number}.{value}_rank < own.{value}_rank, true)" for other in others)
    return f"(own.{value}_rank is not null{unbeaten})"


def _known(column: str, dialect: Dialect, others: Sequence[Dialect]) -> str:
    if column in dialect.columns:
        return f"own.{column}"
    telling = [f"o{other.number}" for other in others if column in _lacking(dialect, other)]
    if not telling:
        return f"null::{'boolean' if column == 'is_trial' else 'integer'}"
    low = ", ".join(f"{each}.low_{column}" for each in telling)
    high = ", ".join(f"{each}.high_{column}" for each in telling)
    partly = " or ".join(f"coalesce({each}.partly_{column}, false)" for each in telling)
    return f"case when least({low}) = greatest({high}) and not ({partly}) then least({low}) end"
