"""A publisher told one day of usage at a time, and the part that the build would make of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from db.parts import Benchmarks, Part, part_folder
from db.tables import BENCHMARKS
from domain.calendar import day_number
from domain.measures import MILLIONTHS
from domain.scope import Role
from services.view import Rules, View
from tests.parts import PUBLISHER, Tables, make_house, make_view, write_part, write_table

AS_OF = date(2024, 8, 31)
Row = dict[str, Any]


def ago(days: int) -> date:
    """So many days before AS_OF."""
    return AS_OF - timedelta(days=days)


@dataclass
class World:
    """Offers, plans, accounts and customers exist once named; keys follow the ids; money and hours are whole units."""

    as_of: date = AS_OF
    offers: dict[str, Row] = field(default_factory=dict)
    profiles: dict[str, Row] = field(default_factory=dict)
    people: dict[str, Row] = field(default_factory=dict)
    uses: list[Row] = field(default_factory=list)

    def offer(self, offer: str, category: str = "Storage", **columns: Any) -> None:
        """An offer in a category."""
        self.offers[offer] = {"category": category, "name": offer.title(), **columns}

    def customer(self, customer: str, people: Row | None = None, **profile: Any) -> None:
        """A customer with some of its profile and of its personal columns."""
        self.profiles[customer] = profile
        if people is not None:
            self.people[customer] = people

    def use(
        self, customer: str, *days: date, offer: str = "vm", plan: str | None = "basic", revenue: int = 0, hours: int = 1,
        account: str | None = None, **columns: Any,
    ) -> None:  # fmt: skip
        """Usage of a customer on some days, the same on each."""
        self.offers.setdefault(offer, {"category": "Storage", "name": offer.title()})
        self.profiles.setdefault(customer, {})
        for day in days:
            self.uses.append(
                {
                    "used_on": day_number(day),
                    "customer": customer,
                    "account": account or customer,
                    "offer": offer,
                    "plan": plan,
                }
                | {
                    "revenue": revenue * MILLIONTHS,
                    "raw_hours": hours * MILLIONTHS,
                    "normalized_hours": hours * MILLIONTHS,
                }
                | columns
            )

    def report_first_use(self, customer: str, day: date, **columns: Any) -> None:
        """A reported FirstUsageDate without a row: a day of usage without hours and revenue."""
        self.use(customer, day, hours=0, **columns)

    def write(self, home: Path, publisher_id: str = PUBLISHER, part_id: str = "part-1") -> Part:
        """The part below a home."""
        return write_part(home, self._tables(), as_of=self.as_of, publisher_id=publisher_id, part_id=part_id)

    def view(
        self, home: Path, role: Role = Role.OWNER, benchmarks: Benchmarks | None = None, rules: Rules | None = None
    ) -> View:
        """A view of the part, written below the home."""
        return make_view(home, [self.write(home)], role=role, benchmarks=benchmarks, house=make_house(home, rules))

    def _tables(self) -> Tables:
        offers, customers = keys(self.offers), keys(self.profiles)
        plans = keys({(use["offer"], use["plan"]) for use in self.uses if use["plan"] is not None})
        accounts = keys({use["account"] for use in self.uses})
        owners = {use["customer"]: accounts[use["account"]] for use in self.uses}
        usage = [
            use
            | {
                "offer": offers[use["offer"]],
                "customer": customers[use["customer"]],
                "account": accounts[use["account"]],
            }
            | {"plan": plans.get((use["offer"], use["plan"]))}
            for use in self.uses
        ]
        usage.sort(key=lambda row: (row["offer"], row["account"], row["used_on"]))
        return {
            "offers": [{"offer": key, "offer_id": each} | self.offers[each] for each, key in offers.items()],
            "plans": [
                {"plan": key, "offer": offers[offer], "plan_id": plan, "name": plan.title()}
                for (offer, plan), key in plans.items()
            ],
            "accounts": [{"account": key, "account_id": each} for each, key in accounts.items()],
            "customers": [
                {"customer": key, "customer_id": each, "account": owners.get(each, 0)} | self.profiles[each]
                for each, key in customers.items()
            ],
            "people": [{"customer": customers[each]} | row for each, row in self.people.items()],
            "usage": usage,
            "account_days": list(account_days(usage)),
        }


def keys(ids: Iterable[Any]) -> dict[Any, int]:
    """Keys from 0 in the order of the ids."""
    return {each: key for key, each in enumerate(sorted(ids))}


def account_days(usage: Iterable[Row]) -> Iterable[Row]:
    """One row per offer, account and day, as data.md says."""
    earned: dict[tuple[int, int, int], int] = {}
    for row in usage:
        key = (row["offer"], row["account"], row["used_on"])
        earned[key] = earned.get(key, 0) + row["revenue"]
    first: dict[tuple[int, int], int] = {}
    to_date: dict[tuple[int, int], int] = {}
    for (offer, account, day), revenue in sorted(earned.items()):
        start = first.setdefault((offer, account), day)
        to_date[offer, account] = to_date.get((offer, account), 0) + revenue
        yield {
            "offer": offer, "account": account, "day": day, "n": day - start, "first_day": start, "revenue": revenue,
            "revenue_to_date": to_date[offer, account],
        }  # fmt: skip


def write_benchmarks(home: Path, rows: Iterable[Mapping[str, Any]], part_id: str = "shared") -> Benchmarks:
    """The benchmarks of a home, of rows in the layout of db.tables."""
    folder = part_folder(home, "_benchmarks", part_id)
    folder.mkdir(parents=True)
    write_table(folder / "curves.parquet", BENCHMARKS["curves"], rows)
    return Benchmarks(part_id, folder, "2024-08-31")
