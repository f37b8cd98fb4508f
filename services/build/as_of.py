"""The day that a part speaks for where none is given."""

from collections.abc import Sequence
from datetime import date, datetime

from db.lake import Load
from domain.calendar import day_number
from services.build.part import Engine, name_everything
from services.build.sources import list_sources, open_sources

_USED = ("usage", "retention")
_LAST_USED = """
select max(used_on) from (select used_on from lake_usage union all select used_on from lake_retention)
"""


def find_told_as_of(loads: Sequence[Load], today: date) -> int | None:
    """What `default_as_of` finds, where the loads themselves tell it: without a look into their files."""
    files = [each for load in loads for each in load.files if each.report in _USED]
    last = max((each.days[1] for each in files if each.days), default=None)
    if last is None or last > day_number(today) or any(each.replaces for each in files):
        return None
    return last


def default_as_of(loads: Sequence[Load], today: date, engine: Engine) -> int:
    """The publisher's last day with usage, without usage with an order, without either the last date_acquired; at most today.

    A day number. Of a publisher without any of these it is the day (UTC) of its last load.
    """
    with engine.open(loads) as connection:
        open_sources(connection, list_sources(loads), day_number(today))
        found = connection.execute(_LAST_USED).fetchall()[0][0]
        if found is None:
            name_everything(connection)
            found = connection.execute("select max(ordered_on) from order_facts").fetchall()[0][0]
        if found is None:
            found = connection.execute("select max(date_acquired) from lake_customers").fetchall()[0][0]
    last_load = max(loads, key=lambda load: load.number)
    return int(found) if found is not None else _day_of(last_load, today)


def _day_of(load: Load, today: date) -> int:
    return min(day_number(datetime.fromisoformat(load.loaded_at).date()), day_number(today))
