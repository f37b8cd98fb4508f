"""Which report a header belongs to, and in which of its columns each value stands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.errors import LoadRefusedError
from services.load.reports.columns import Report
from services.load.reports.customers import ISV_CUSTOMER
from services.load.reports.orders import ISV_ORDER
from services.load.reports.plain import PLAIN_CUSTOMERS, PLAIN_OFFERS, PLAIN_ORDERS, PLAIN_PLANS, PLAIN_USAGE
from services.load.reports.retention import ISV_OFFER_RETENTION
from services.load.reports.usage import ISV_USAGE

Spelling = Callable[[str], str]

PARTNER_CENTER = (ISV_USAGE, ISV_ORDER, ISV_OFFER_RETENTION, ISV_CUSTOMER)
MARKS = (
    ("used_on", PLAIN_USAGE),
    ("order_id", PLAIN_ORDERS),
    ("ordered_on", PLAIN_ORDERS),
    ("customer_id", PLAIN_CUSTOMERS),
    ("plan_id", PLAIN_PLANS),
    ("offer_id", PLAIN_OFFERS),
)
"""The first of these columns that a header has tells its plain table."""
_MARK_OF = {
    "ISVUsage": "UsageDate",
    "ISVOrder": "OrderPurchaseDate",
    "ISVOfferRetention": "Offset",
    "ISVCustomer": "DateAcquired",
}


@dataclass(frozen=True, slots=True)
class Recognition:
    """A report with the places (from 0) of the columns that may hold each value, and the headers that mean nothing to it."""

    report: Report
    header: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    unknown: tuple[str, ...]

    @property
    def present(self) -> frozenset[str]:
        """The names of the report's columns that the file has."""
        return frozenset(self.places)

    def header_of(self, names: str) -> str:
        """How the file spells a column; of several, parted by blanks, the first that it has."""
        for name in names.split():
            if name in self.places:
                return self.header[self.places[name][0]]
        return names.split()[0]


def fold_header(header: str) -> str:
    """A Partner Center header without case, spaces and punctuation."""
    return "".join(character for character in header.lower() if character.isalnum())


def recognise(name: str, header: Sequence[str]) -> Recognition:
    """The report of a file with this header; LoadRefusedError where it is none, two, or lacks a required column."""
    folded = {fold_header(each) for each in header}
    found = [report for report in PARTNER_CENTER if not _list_missing(report, folded, fold_header)]
    if len(found) > 1:
        raise _refuse(name, f"the columns are those of {found[0].name} and of {found[1].name}; takes one report a file")
    if found:
        return _place(name, found[0], header, fold_header)
    report = _recognise_plain(name, header) or _nearest(folded)
    if report is None:
        raise _refuse(name, _name_reports(header))
    spelling = str.strip if report.plain else fold_header
    missing = _list_missing(report, {spelling(each) for each in header}, spelling)
    if missing:
        raise _refuse(name, f"{report.name} needs the column {' or '.join(missing[0])}, which is missing")
    return _place(name, report, header, spelling)


def _recognise_plain(name: str, header: Sequence[str]) -> Report | None:
    columns = [each.strip() for each in header]
    if "used_on" in columns:
        for rival in ("order_id", "ordered_on"):
            if rival in columns:
                raise _refuse(
                    name, f"used_on is of the table usage and {rival} of the table orders; takes one table a file"
                )
    return next((report for mark, report in MARKS if mark in columns), None)


def _nearest(folded: Iterable[str]) -> Report | None:
    columns = set(folded)
    return next((report for report in PARTNER_CENTER if fold_header(_MARK_OF[report.name]) in columns), None)


def _list_missing(report: Report, columns: Iterable[str], spelling: Spelling) -> list[tuple[str, ...]]:
    there = set(columns)
    return [choices for choices in report.must if not any(spelling(choice) in there for choice in choices)]


def _place(name: str, report: Report, header: Sequence[str], spelling: Spelling) -> Recognition:
    places: dict[str, list[int]] = {}
    for place, each in enumerate(header):
        places.setdefault(spelling(each), []).append(place)
    used: dict[str, tuple[int, ...]] = {}
    taken = {spelling(each) for each in report.known.split()}
    for column in report.columns:
        spelled = [spelling(each) for each in column.headers]
        taken.update(spelled)
        there = [places[each] for each in spelled if each in places]
        for twice in there:
            if len(twice) > 1:
                raise _refuse(name, f"the column {header[twice[1]]} stands there twice; takes it once")
        if there:
            used[column.name] = tuple(each[0] for each in there)
    unknown = tuple(each for each in dict.fromkeys(header) if each.strip() and spelling(each) not in taken)
    return Recognition(report, tuple(header), used, unknown)


def _name_reports(header: Sequence[str]) -> str:
    shown = ", ".join(_show(each) for each in header[:8]) + (", ..." if len(header) > 8 else "")
    names = ", ".join(report.name for report in PARTNER_CENTER)
    marks = ", ".join(mark for mark, _ in MARKS)
    return f"no known report has the columns {shown}; takes {names}, or a plain table with one of {marks}"


def _show(header: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in header[:40])


def _refuse(name: str, text: str) -> LoadRefusedError:
    return LoadRefusedError(f"{name}: line 1: {text}. Nothing was loaded.")
