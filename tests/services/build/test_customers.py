"""Customers: whose profile counts, what fills it, and what it says of consent."""

from pathlib import Path
from typing import Any

import pytest

from tests.services.build.lakes import HOUR, Given, ask, build_lake

PROFILE = "select customer_id, company_name, email, state, customer_type from customers left join people using (customer) order by 1"


def customer(customer_id: str = "c1", **cells: Any) -> dict[str, Any]:
    return {"customer_id": customer_id} | cells


def customers(*rows: dict[str, Any], **settings: Any) -> Given:
    return Given("customers", rows, **settings)


def test_the_row_modified_last_is_the_profile(tmp_path: Path) -> None:
    new = customer(company_name="New", email=None, state="WA", last_modified_at=2_000_000)
    old = customer(company_name="Old", email="a@b.test", state="OR", last_modified_at=1_000_000)
    for name, loads in (("forth", (old, new)), ("back", (new, old))):
        part = build_lake(tmp_path / name, *([customers(each)] for each in loads), as_of="2024-02-01")
        # its empty cells are not filled from older rows
        assert ask(part, PROFILE) == [("c1", "New", None, "WA", None)]


def test_without_times_the_last_row_is_the_profile(tmp_path: Path) -> None:
    part = build_lake(
        tmp_path,
        [customers(customer(state="A"), customer(state="B"))],
        [customers(customer(state="C"))],
        as_of="2024-02-01",
    )
    assert ask(part, "select state from customers") == [("C",)]


def test_a_row_without_a_time_is_the_newest_when_it_was_loaded(tmp_path: Path) -> None:
    timed = [customers(customer(state=state, last_modified_at=at)) for state, at in (("1", 1), ("2", 2), ("3", 3))]
    plain = customers(customer(state="plain"))
    for name, loads, state in (
        ("a", (timed[1], plain), "plain"),
        ("b", (timed[1], plain, timed[0]), "plain"),
        ("c", (timed[1], plain, timed[2]), "3"),
        ("d", (plain, timed[0]), "1"),
    ):
        part = build_lake(tmp_path / name, *([each] for each in loads), as_of="2024-02-01")
        assert ask(part, "select state from customers") == [(state,)]


def test_columns_that_the_profile_lacks_come_from_earlier_files(tmp_path: Path) -> None:
    first = customers(customer(company_name="Acme", email="a@b.test", state="WA"))
    second = customers(customer(email=None, customer_type="organization"))
    part = build_lake(tmp_path, [first], [second], as_of="2024-02-01")
    assert ask(part, PROFILE) == [("c1", "Acme", None, "WA", "organization")]


def test_a_customer_without_any_personal_value_is_not_among_the_people(tmp_path: Path) -> None:
    part = build_lake(
        tmp_path, [customers(customer("c1", city="Rome"), customer("c2", state="WA"))], as_of="2024-02-01"
    )
    assert ask(part, "select customer_id, city, city_folded from people join customers using (customer)") == [
        ("c1", "Rome", "rome")
    ]


@pytest.mark.parametrize(
    ("cells", "consent", "protected"),
    [
        ({"city": "Rome"}, True, False),
        ({"state": "WA"}, False, False),
        ({"city": "Rome", "consent": False}, False, False),
        ({"city": "Rome", "consent": None}, False, False),
        ({"consent": True}, True, False),
        ({"city": "************"}, True, True),
        ({"city": "Rome", "protected": True}, True, True),
        ({"city": "************", "protected": False}, True, True),
        ({"city": "Rome", "protected": None}, True, False),
    ],
)
def test_consent_and_protection(tmp_path: Path, cells: dict[str, Any], consent: bool, protected: bool) -> None:
    part = build_lake(tmp_path, [customers(customer(**cells))], as_of="2024-02-01")
    assert ask(part, "select consent, protected from customers") == [(consent, protected)]


def test_withdrawn_consent_stays_withdrawn_until_a_file_carries_it_again(tmp_path: Path) -> None:
    given, withdrawn = (customers(customer(city="Rome", consent=consent)) for consent in (True, False))
    silent = customers(customer(city="Oslo"))
    part = build_lake(tmp_path / "a", [given], [withdrawn], [silent], as_of="2024-02-01")
    assert ask(part, "select consent from customers") == [(False,)]
    part = build_lake(tmp_path / "b", [withdrawn], [silent], [given], as_of="2024-02-01")
    assert ask(part, "select consent from customers") == [(True,)]


def used(day: str, country: str | None, code: str | None, **cells: Any) -> dict[str, Any]:
    known = {"customer_id": "c1", "offer_id": "o1", "used_on": day, "raw_hours": HOUR}
    return known | {"country": country, "country_code": code} | cells


def ordered(day: str, country: str | None, code: str | None) -> dict[str, Any]:
    known = {"order_id": day, "customer_id": "c1", "offer_id": "o1", "ordered_on": day}
    return known | {"country": country, "country_code": code}


def test_the_country_of_the_profile_then_of_the_latest_order_then_of_the_latest_usage(tmp_path: Path) -> None:
    usage = Given("usage", [used("2024-01-09", "Chile", "CL"), used("2024-01-08", "Peru", "PE")], plain=False)
    blank = Given("usage", [used("2024-01-20", None, None)], plain=False)
    orders = Given("orders", [ordered("2024-01-05", "Spain", "ES"), ordered("2024-01-04", "Italy", "IT")], plain=False)
    profile = customers(customer(country="Norway", country_code="NO"))
    empty = customers(customer(country=None, country_code=None))
    for name, files, found in (
        ("usage", [usage, blank], ("Chile", "CL", "chile")),
        ("orders", [usage, orders], ("Spain", "ES", "spain")),
        ("profile", [profile, usage, orders], ("Norway", "NO", "norway")),
        ("empty", [empty, usage, orders], ("Spain", "ES", "spain")),
        ("nothing", [blank], (None, None, None)),
    ):
        part = build_lake(tmp_path / name, files, as_of="2024-02-01")
        assert ask(part, "select country, country_code, country_folded from customers") == [found]


def test_retention_tells_a_country_as_usage_does(tmp_path: Path) -> None:
    row = {"customer_id": "c1", "product_id": "o1", "used_on": "2024-01-05", "country": "Chile", "country_code": "CL"}
    part = build_lake(tmp_path, [Given("retention", [row], plain=False)], as_of="2024-02-01")
    assert ask(part, "select country, country_code from customers") == [("Chile", "CL")]


def test_internal_is_the_profile_s_else_the_latest_usage_s(tmp_path: Path) -> None:
    flagged = Given("usage", [used("2024-01-09", None, None, internal=True)], plain=False)
    cleared = Given("usage", [used("2024-01-09", None, None, internal=False)], plain=False)
    silent = Given("usage", [used("2024-01-09", None, None)], plain=False)
    for name, loads, internal in (
        ("a", [flagged], True),
        ("b", [flagged, cleared], False),
        ("c", [flagged, silent], True),
        ("d", [silent], False),
        ("e", [flagged, customers(customer(internal=False))], False),
        ("f", [flagged, customers(customer(internal=None))], True),
    ):
        part = build_lake(tmp_path / name, *([each] for each in loads), as_of="2024-02-01")
        assert ask(part, "select internal from customers") == [(internal,)], name


def test_texts_are_casefolded_as_python_does(tmp_path: Path) -> None:
    row = customer(
        country="ÎLE DE LA RÉUNION", state="Straße", language="DE", customer_type="ΣΊΣΥΦΟΣ", company_name="ẞ İ"
    )
    part = build_lake(tmp_path, [customers(row)], as_of="2024-02-01")
    assert ask(
        part,
        "select country_folded, state_folded, language_folded, customer_type_folded, company_name_folded"
        " from customers join people using (customer)",
    ) == [("île de la réunion", "strasse", "de", "ΣΊΣΥΦΟΣ".casefold(), "ẞ İ".casefold())]
