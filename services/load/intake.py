"""One file into one staged Parquet file: read once into a draft, counted there, then copied from it, its bad rows beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from db.depot import Depot
from db.files import writing
from db.lake import LakeFile
from db.warehouse import quote
from domain.errors import LoadRefusedError
from services.load.account import FileReport
from services.load.erased import ACCOUNT, CUSTOMER, find_erased
from services.load.progress import Progress
from services.load.recognition import Recognition, recognise
from services.load.repair import repair_source
from services.load.replacement import count_replaced
from services.load.source import Source
from services.load.statement import ERASED, Erased, Statement
from services.load.watch import estimate_rows, run_watched

READING_SHARE = 0.8
"""Part of the work that is done when the draft is written."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What one reading of a file finds: rows, bad ones, others by name, and the first and last key day of those taken in."""

    total: int
    bad: int
    named: dict[str, int]
    days: tuple[int, int] | None
    left_out: int

    @property
    def accepted(self) -> int:
        """Rows that go in."""
        return self.total - self.bad - self.left_out


@dataclass(frozen=True, slots=True)
class Intake:
    """How files of one load are taken in: an engine that knows the macros, where to stage, the rules of this load, and earlier files."""

    connection: duckdb.DuckDBPyConnection
    staged: Path
    work: Path
    last_key_day: date
    replaces: tuple[int, int] | None
    strict: bool
    secret: bytes
    erased: frozenset[str]
    progress: Progress
    depot: Depot

    def take_in(self, source: Source, number: int, earlier: Sequence[LakeFile]) -> tuple[LakeFile, FileReport]:
        """Stages the rows of a file after those of earlier ones; LoadRefusedError where it has to be refused."""
        recognition = recognise(source.name, source.header)
        rows = estimate_rows(source)
        draft = self.work / f"draft-{number}"
        self.progress.expect(source.name, rows)
        try:
            statement = self._draft(source, recognition, draft, rows)
        except duckdb.InvalidInputException as error:
            if source.parquet:
                raise LoadRefusedError(
                    f"{source.name}: is broken Parquet ({_first_line(error)}). Nothing was loaded."
                ) from error
            source = repair_source(source, self.work / f"repaired-{number}")
            statement = self._draft(source, recognition, draft, rows)
        counts = self._count(statement, draft)
        self._check(statement, counts)
        file = self._stage(statement, counts, draft, number, rows)
        replaced = count_replaced(self.connection, file, earlier, self.depot)
        self.progress.finish()
        return file, FileReport(
            name=source.name,
            report=recognition.report.name,
            accepted=counts.accepted,
            replaced=replaced,
            quarantined=counts.bad,
            left_out={name: count for name, count in counts.named.items() if count},
            unknown_columns=recognition.unknown,
        )

    def _draft(self, source: Source, recognition: Recognition, draft: Path, rows: int) -> Statement:
        derivation = recognition.report.derive(recognition.present)
        unerased = Statement(source, recognition, derivation, self.last_key_day, Erased())
        statement = Statement(source, recognition, derivation, self.last_key_day, self._find_erased(unerased))
        with writing(draft):
            run_watched(
                self.connection, _copy(statement.draft(), draft, "lz4"), self.progress, int(rows * READING_SHARE)
            )
        return statement

    def _count(self, statement: Statement, draft: Path) -> Counts:
        row = self.connection.execute(statement.count(draft)).fetchall()[0]
        total, bad, *others, first, last = row
        named = dict(zip(statement.name_counts(), others, strict=True))
        left_out = sum(named[name] for name in (ERASED, *statement.derivation.left_out))
        return Counts(total, bad, named, None if first is None else (first, last), left_out)

    def _find_erased(self, statement: Statement) -> Erased:
        present = statement.recognition.present
        cells = f"({statement.cells()})"
        customers, accounts = (
            find_erased(self.connection, cells, f"cell_{name}", name, self.erased, self.secret)
            if name in present
            else ()
            for name in (CUSTOMER, ACCOUNT)
        )
        return Erased(customers, accounts)

    def _check(self, statement: Statement, counts: Counts) -> None:
        if not counts.bad or not (self.strict or counts.bad * 2 > counts.total):
            return
        row = self.connection.execute(
            f'select line, "column", value, reason from ({statement.quarantined()}) order by line limit 1'
        )
        found = row.fetchone() or ()
        why = "more than half" if counts.bad * 2 > counts.total else "and --strict takes none"
        start = f"{statement.source.name}: {counts.bad} of {counts.total} rows are bad, {why}; the first"
        raise LoadRefusedError(*(f"{start}: {_tell(found, quoted)}. Nothing was loaded." for quoted in (True, False)))

    def _stage(self, statement: Statement, counts: Counts, draft: Path, number: int, rows: int) -> LakeFile:
        path = self.staged / f"{number}-{statement.table}.parquet"
        with writing(path):
            run_watched(
                self.connection, _copy(statement.accepted(draft), path), self.progress, rows - int(rows * READING_SHARE)
            )
        quarantine = self.staged / f"quarantine-{number}.parquet" if counts.bad else None
        if quarantine:
            with writing(quarantine):
                self.connection.execute(_copy(f"select * from ({statement.quarantined()}) order by line", quarantine))
        report = statement.recognition.report
        return LakeFile(
            report=report.table,
            path=path,
            name=statement.source.name,
            sha256=statement.source.sha256,
            carried=statement.carried(),
            rows=counts.accepted,
            days=counts.days,
            replaces=self.replaces if statement.derivation.key_day else None,
            plain=report.plain,
            quarantined=counts.bad,
            quarantine=quarantine,
            left_out={name: count for name, count in counts.named.items() if count},
        )


def _copy(sql: str, path: Path, compression: str = "zstd") -> str:
    return f"copy ({sql}) to {quote(path)} (format parquet, compression {compression})"


def _tell(problem: Sequence[object], quoted: bool) -> str:
    line, column, value, reason = problem
    where = f"line {line}, column {column}" if column else f"line {line}"
    shown = f" {str(value)[:80]!r}" if quoted and value is not None else ""
    return f"{where}:{shown} {reason}" if column else f"{where}: {reason}"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
