"""The SQL over one file: cells, typed values, what is wrong with a row, and the row of the lake."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from db.tables import LAKE
from db.warehouse import quote
from services.load.recognition import Recognition
from services.load.reports.columns import Column, Derivation, Problem
from services.load.source import Source
from services.load.values import CLIPPED, FIRST_KEY_DAY, clip_value, list_problems, read_cell, trim_cell, type_of

SAME_USE: Final = (
    "same as (partition by hash(used_on, customer_id, coalesce(offer_id, product_id, lower(trim(offer_name))),"
    " plan_id, subscription_id))"
)
"""Rows of usage that may be told in several types."""
BAD: Final = "bad"
ERASED: Final = "erased"
DATES_EMPTIED: Final = "dates emptied"
_NOTED: Final = "noted_"
SHOWN_VALUE: Final = 1000
"""Characters of a bad value that are kept."""


@dataclass(frozen=True, slots=True)
class Erased:
    """The ids of this file, by column, that were erased and must not come back."""

    customer_ids: tuple[str, ...] = ()
    billing_account_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """All that is asked of one file, whose records are read once into a draft: a Parquet file with a row for each of them.

    Records are numbered by their place in the draft, since numbering them while the file is read would hold that to one thread; only
    where rows of one use are compared does their order go, and they bring their numbers along.
    """

    source: Source
    recognition: Recognition
    derivation: Derivation
    last_key_day: date
    erased: Erased

    @property
    def table(self) -> str:
        """The table of the lake that the rows go to."""
        return self.recognition.report.table

    def cells(self) -> str:
        """Text cells of the report's columns that the file has, as `cell_<name>`."""
        return f"select {', '.join(self._list_cells())} from {self._scan()}"

    def draft(self) -> str:
        """Every record: its row of the lake, what becomes of it, and what is noted of it; in the file's order, else with its number."""
        number = ['"row"'] if self.derivation.shared else []
        noted = (f"({each})::integer as {_NOTED}{place}" for place, each in enumerate(self._noted().values()))
        return f"select {', '.join([*number, *self._list_values(), 'outcome', *noted])} from ({self._judged()})"

    def count(self, draft: Path) -> str:
        """One row: all rows, bad rows, rows left out and things noted in the derivation's order, first and last key day."""
        day = self.derivation.key_day
        outcomes = [BAD, ERASED, *self.derivation.left_out]
        counts = [f"count(*) filter (outcome = {quote(each)})" for each in outcomes]
        noted = [f"coalesce(sum({_NOTED}{n}) filter (outcome is null), 0)" for n in range(len(self._noted()))]
        days = [f"{bound}({day}) filter (outcome is null)" for bound in ("min", "max")] if day else ["null", "null"]
        return f"select count(*), {', '.join([*counts, *noted, *days])} from read_parquet({quote(draft)})"

    def name_counts(self) -> tuple[str, ...]:
        """The names of what `count` counts between the bad rows and the days."""
        return (ERASED, *self.derivation.left_out, *self._noted())

    def carried(self) -> frozenset[str]:
        """The columns of the lake that the file brings."""
        return self.derivation.carried & frozenset(LAKE[self.table])

    def accepted(self, draft: Path) -> str:
        """The rows of the lake."""
        number = '"row"' if self.derivation.shared else "file_row_number + 2"
        columns = (f'"{name}"' for name in LAKE[self.table] if name != "row")
        return (
            f'select ({number})::bigint as "row", {", ".join(columns)}'
            f" from read_parquet({quote(draft)}, file_row_number = true) where outcome is null"
        )

    def _list_values(self) -> Iterator[str]:
        values = self.derivation.values
        typed = {column.name for column in self.recognition.report.columns} | {
            name for step in self.derivation.steps for name in step
        }
        for name, kind in LAKE[self.table].items():
            if name != "row":
                told = values.get(name, f'"{name}"' if name in typed else "null")
                yield f'({told})::{kind} as "{name}"'

    def quarantined(self) -> str:
        """The bad rows: file, line, column, value, reason, and whose they are."""
        columns, values, reasons = [], [], []
        for number, problem in enumerate(self._problems()):
            named = self._named(problem)
            columns.append(f"when {number} then {quote(self.recognition.header_of(named) if named else '')}")
            values.append(f"when {number} then {f'left(cell_{named}, {SHOWN_VALUE})' if named else 'null'}")
            reasons.append(f"when {number} then {'cell_broken' if not named else quote(self._reason(problem))}")
        owners = ", ".join(
            f"{f'cell_{name}' if self._has(name) else 'null::varchar'} as {name}"
            for name in ("customer_id", "billing_account_id")
        )
        return (
            f'select {quote(self.source.name)} as file, "row" as line, case problem {" ".join(columns)} end as "column",'
            f" case problem {' '.join(values)} end as value, case problem {' '.join(reasons)} end as reason, {owners}"
            f" from ({self._judged()}) where outcome = '{BAD}'"
        )

    def _has(self, name: str) -> bool:
        return any(column.name == name for column in self.recognition.report.columns)

    def _reason(self, problem: Problem) -> str:
        return problem.reason.replace("{key_days}", f"{FIRST_KEY_DAY} .. {self.last_key_day}")

    def _named(self, problem: Problem) -> str:
        names = problem.column.split()
        return next((name for name in names if name in self.recognition.places), names[0] if names else "")

    def _noted(self) -> Mapping[str, str]:
        clipped = [
            f"(read_{column.name} is not null and {column.name} is null)::integer"
            for column in self._present()
            if column.kind in CLIPPED
        ]
        return {**self.derivation.noted, **({DATES_EMPTIED: " + ".join(clipped)} if clipped else {})}

    def _present(self) -> Iterator[Column]:
        return (column for column in self.recognition.report.columns if column.name in self.recognition.places)

    def _problems(self) -> Sequence[Problem]:
        broken = (Problem("cell_broken is not null", "", ""),) if self.source.broken else ()
        cells = (problem for column in self._present() for problem in list_problems(column))
        return (*broken, *cells, *self.derivation.problems)

    def _scan(self) -> str:
        path = quote(self.source.path)
        if self.source.parquet:
            return f"read_parquet({path}, file_row_number = true)"
        count = len(self.recognition.header) + self.source.broken
        columns = ", ".join(f"c{place}: 'VARCHAR'" for place in range(count))
        return (
            f"read_csv({path}, auto_detect = false, header = true, delim = {quote(self.source.delimiter)}, quote = '\"', escape = '\"',"
            f" nullstr = '', compression = 'none', columns = {{{columns}}})"
        )

    def _list_cells(self) -> Iterator[str]:
        for column in self.recognition.report.columns:
            places = self.recognition.places.get(column.name, ())
            cells = [trim_cell(column, self._cell(place)) for place in places]
            cell = f"coalesce({', '.join(cells)})" if cells else "null::varchar"
            yield f"{cell} as cell_{column.name}"
        if self.source.broken:
            yield f"c{len(self.recognition.header)} as cell_broken"
        if self.source.parquet:
            yield "file_row_number"

    def _cell(self, place: int) -> str:
        if not self.source.parquet:
            return f"c{place}"
        header = self.recognition.header[place]
        name = '"' + header.replace('"', '""') + '"'
        # told by its text: the statistics of a Parquet file pass over NaN, and the engine believes them
        empty = "nan" if header in self.source.floats else ""
        return f"nullif({name}::varchar, '{empty}')"

    def _judged(self) -> str:
        """Every row with its number, its values, the number of its first problem, and what becomes of it (NULL: taken in)."""
        sql = self.cells()
        for step in self._steps():
            sql = f"select *, {', '.join(f'{told} as {name}' for name, told in step.items())} from ({sql})"
        outcome = f"case when {self._is_erased()} then '{ERASED}' when problem is not null then '{BAD}' {self._left_out()} end"
        sql = f"select *, {outcome} as outcome from ({sql})"
        if self.derivation.shared:
            shared = ", ".join(f"{told} as {name}" for name, told in self.derivation.shared.items())
            sql = f"select *, {shared} from ({sql}) window {SAME_USE}"
        return sql

    def _steps(self) -> Iterator[Mapping[str, str]]:
        columns = self.recognition.report.columns
        yield {
            f"read_{column.name}" if column.kind in CLIPPED else column.name: (
                read_cell(column) if column.name in self.recognition.places else f"null::{type_of(column)}"
            )
            for column in columns
        }
        clipped = {column.name: clip_value(column) for column in columns if column.kind in CLIPPED}
        if clipped:
            yield clipped
        yield from self.derivation.steps
        # numbered above the typing, so that no filter is pushed below it and no value is computed twice
        yield {'"row"': "file_row_number + 2" if self.source.parquet else "row_number() over () + 1"}
        tests = " ".join(f"when {problem.condition} then {number}" for number, problem in enumerate(self._problems()))
        yield {"problem": f"case {tests} end" if tests else "null::integer"}

    def _is_erased(self) -> str:
        tests = [
            f"cell_{column} in ({', '.join(map(quote, ids))})"
            for column, ids in (
                ("customer_id", self.erased.customer_ids),
                ("billing_account_id", self.erased.billing_account_ids),
            )
            if ids
        ]
        return f"coalesce({' or '.join(tests)}, false)" if tests else "false"

    def _left_out(self) -> str:
        return " ".join(f"when {condition} then {quote(name)}" for name, condition in self.derivation.left_out.items())
