"""Opens a DuckDB with the tables that a skilled user keeps of a publisher's facts, loaded once and sorted as they are read."""

import duckdb

from db.parts import Part
from db.warehouse import quote
from domain.measures import MASK
from services.masking import PERSONAL
from services.retention.interval import Z

_AS_IS = ("orders", "acquisitions", "offers", "plans", "accounts", "subscriptions")
_MONTH = "(12 * year(date '2000-01-01' + {day}) + month(date '2000-01-01' + {day}))::integer"
# text that repeats in a million rows is kept as numbers, which makes a filter on it twice as fast
_ENUMS = {"channels": "sales_channel", "billing_types": "billing_type", "currencies": "currency"}
_WORDS = (
    "select distinct {column} from read_parquet({usage}) where {column} is not null"
    " union select distinct {column} from read_parquet({orders}) where {column} is not null"
)
_CUSTOMERS = """
create table customers as
select
    c.*, {personal},
    case when c.protected then 'PROTECTED' when c.consent then 'VISIBLE' else 'NO_CONSENT' end as personal_data
from read_parquet({customers}) as c
left join read_parquet({people}) as p on p.customer = c.customer
order by c.customer
"""
_SHOWN = "case when c.protected then {mask} when c.consent then p.{column} end as {column}"
_USAGE = """
create table usage as
select * exclude (reference_id) replace (
    sales_channel::channels as sales_channel, billing_type::billing_types as billing_type, currency::currencies as currency
), {month} as month
from read_parquet({path})
order by offer, account, used_on
"""
_USES = """
create table uses as
select *, {first_month} as first_month
from (
    select
        offer, account, used_on as day, month, sum(revenue)::bigint as revenue,
        min(used_on) over (partition by offer, account) as first_day
    from usage
    group by offer, account, used_on, month
)
order by offer, account, day
"""
_MACROS = f"""
create macro wilson_middle(hits, size) as hits / size + {Z * Z} / (2 * size);
create macro wilson_spread(hits, size) as
    {Z} * sqrt(hits / size * (1 - hits / size) / size + {Z * Z} / (4.0 * size * size));
create macro wilson_low(hits, size) as
    if(hits = 0, 0.0, (wilson_middle(hits, size) - wilson_spread(hits, size)) / (1 + {Z * Z} / size));
create macro wilson_high(hits, size) as
    if(hits = size, 1.0, (wilson_middle(hits, size) + wilson_spread(hits, size)) / (1 + {Z * Z} / size));
create macro indicator(hits, size, other_hits, other_size) as
    case sign(hits * other_size - other_hits * size) when 1 then 'GOOD' when 0 then 'NEUTRAL' when -1 then 'BAD' end;
"""


def open_duck(part: Part, memory_limit: str = "4GB", threads: int = 2) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with every fact as a table of its own.

    `customers` has the personal columns as an owner sees them.
    `usage` is sorted by offer, account and day and has its month; `usage_by_day` is the same by day. `uses` has a row per offer, account
    and day with the account's first day: what a hand-made model of retention begins with.
    """
    connection = duckdb.connect(":memory:", config={"memory_limit": memory_limit, "threads": threads})
    for name in _AS_IS:
        connection.execute(f"create table {name} as select * from read_parquet({quote(part.table(name))})")
    connection.execute(_customers(part))
    usage = quote(part.table("usage"))
    for kind, column in _ENUMS.items():
        orders = quote(part.table("orders" if column == "sales_channel" else "usage"))
        words = _WORDS.format(column=column, usage=usage, orders=orders)
        connection.execute(f"create type {kind} as enum ({words} order by 1)")
    connection.execute(_USAGE.format(path=usage, month=_MONTH.format(day="used_on")))
    connection.execute("create table usage_by_day as select * from usage order by used_on, customer")
    connection.execute(_USES.format(first_month=_MONTH.format(day="first_day")))
    connection.execute(_MACROS)
    connection.execute("analyze")
    return connection


def _customers(part: Part) -> str:
    personal = ", ".join(_SHOWN.format(mask=quote(MASK), column=column) for column in PERSONAL)
    return _CUSTOMERS.format(
        personal=personal, customers=quote(part.table("customers")), people=quote(part.table("people"))
    )
