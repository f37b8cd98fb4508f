"""Customers: ISVCustomer's rows, the plain table's, consent, protection and countries."""

from pathlib import Path

import pytest

from tests.services.load.lakes import (
    day,
    lake_files,
    load_text,
    make_csv,
    make_report,
    read_quarantine,
    read_rows,
    read_types,
    table_types,
)

KEY = {"CustomerId": "c1_2019-05-31", "DateAcquired": "2024-03-01", "AzureLicenseType": "Enterprise"}
STARS = "************"
TOLD = {"consent", "protected"}


def test_every_column_goes_to_its_place(tmp_path: Path) -> None:
    home = tmp_path / "home"
    row = {
        **KEY, "DateLost": "2024-05-01", "BillingAccountId": "a1", "MarketplaceSubscriptionId": "s1", "CustomerCompanyName": "Acme",
        "FirstName": "Ada", "LastName": "Byron", "Email": "ada@acme.example", "AddressLine1": "1 Road", "CustomerCity": "Paris",
        "CustomerState": "IDF", "CustomerPostalCode": "75001", "CustomerCountryRegion": "FR", "CustomerCommunicationCulture": "fr-FR",
        "CustomerType": "organization", "OfferId": "o", "OfferName": "Offer", "PlanId": "Plan", "SKU": "sku", "IsPrivatePlan": "No",
        "lastModifiedAt": "2024-04-01T10:00:00Z", "ProviderEmail": "nobody", "IsActive": "1",
    }  # fmt: skip
    report = load_text(home, make_report([row]))
    assert (report.report, report.accepted, report.unknown_columns) == ("ISVCustomer", 1, ())
    assert read_types(home) == table_types("customers")
    columns = [name for name in table_types("customers") if name != "last_modified_at"]
    assert dict(zip(columns, read_rows(home, *(f'"{name}"' for name in columns))[0], strict=True)) == {
        "row": 2, "customer_id": "c1_2019-05-31", "billing_account_id": "a1", "company_name": "Acme", "first_name": "Ada",
        "last_name": "Byron", "email": "ada@acme.example", "address_line1": "1 Road", "city": "Paris", "state": "IDF",
        "postal_code": "75001", "country": "France", "country_code": "FR", "language": "fr-FR", "customer_type": "organization",
        "consent": True, "protected": False, "internal": None, "date_acquired": day("2024-03-01"), "date_lost": day("2024-05-01"),
        "offer_id": "o", "product_id": None, "offer_name": "Offer", "offer_type": None, "plan_id": "sku", "plan_name": "Plan",
        "is_private": False, "subscription_id": "s1", "sales_channel": "Enterprise",
    }  # fmt: skip
    assert read_rows(home, "last_modified_at::varchar") == [("2024-04-01 10:00:00",)]
    file = lake_files(home)[0]
    assert (file.plain, file.days) == (False, (day("2024-03-01"), day("2024-03-01")))
    assert file.carried == set(table_types("customers")) - {"row", "internal", "product_id", "offer_type", *TOLD}


def test_the_portals_spellings(tmp_path: Path) -> None:
    home = tmp_path / "home"
    header = (
        "Customer ID,Date Acquired,Customer Company Name,Customer First Name,Customer Last Name,Customer Email,Customer City,"
        "Customer Postal Code,Customer State,Customer Communication Language,Customer Country/Region,Billing Account ID"
    )
    report = load_text(home, make_csv(header, "c,2024-01-01,Acme,Ada,Byron,a@b,Rome,00100,RM,it,Italy,a1"))
    assert (report.report, report.unknown_columns) == ("ISVCustomer", ())
    columns = (
        "company_name",
        "first_name",
        "last_name",
        "email",
        "city",
        "postal_code",
        "state",
        "language",
        "country_code",
    )
    assert read_rows(home, *columns) == [("Acme", "Ada", "Byron", "a@b", "Rome", "00100", "RM", "it", "IT")]


@pytest.mark.parametrize(
    ("cells", "consent", "protected"),
    [
        ({"Email": "a@b"}, True, False),
        ({"Email": ""}, False, False),
        ({"CustomerCity": "Rome", "Email": ""}, True, False),
        ({"Email": STARS}, True, True),
        ({"Email": f" {STARS}"}, True, False),
        ({"Email": "a@b", "Consent": "0"}, False, False),
        ({"Email": "a@b", "Consent": ""}, False, False),
        ({"Email": "", "Consent": "1"}, True, False),
        ({"Email": "a@b", "Protected": "yes"}, True, True),
        ({"Email": STARS, "Protected": "no"}, True, True),
        ({"Email": "a@b", "Protected": ""}, True, False),
        ({"Protected": "1"}, None, True),
        ({}, None, None),
    ],
)
def test_consent_and_protection(
    tmp_path: Path, cells: dict[str, str], consent: bool | None, protected: bool | None
) -> None:
    home = tmp_path / "home"
    load_text(home, make_report([KEY, {**KEY, **cells}]))
    assert read_rows(home, "consent", "protected")[1] == (consent, protected)


def test_consent_and_protection_are_carried_where_they_have_columns(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_report([{**KEY, "LastName": "Byron"}]))
    assert lake_files(home)[0].carried & TOLD == set()
    load_text(home, make_report([{**KEY, "Consent": "", "Protected": ""}]))
    assert lake_files(home)[1].carried & TOLD == TOLD


def test_several_rows_of_a_customer_stay_several(tmp_path: Path) -> None:
    home = tmp_path / "home"
    report = load_text(home, make_report([{**KEY, "SKU": "a"}, {**KEY, "SKU": "b"}]))
    assert (report.accepted, report.replaced) == (2, 0)
    assert read_rows(home, '"row"', "plan_id") == [(2, "a"), (3, "b")]


def test_the_plain_table_has_every_column_of_the_fact(tmp_path: Path) -> None:
    home = tmp_path / "home"
    columns = (
        "customer_id,billing_account_id,company_name,first_name,last_name,email,address_line1,city,state,postal_code,country,"
        "country_code,language,customer_type,consent,protected,internal,date_acquired,date_lost"
    )
    report = load_text(
        home, make_csv(columns, "c,a,Co,F,L,e,A,Ci,S,P,Wonderland,de,en,individual,yes,no,true,2024-01-01,2024-02-01")
    )
    assert (report.report, report.unknown_columns) == ("customers", ())
    assert read_rows(home, *columns.split(",")) == [
        ("c", "a", "Co", "F", "L", "e", "A", "Ci", "S", "P", "Wonderland", "DE", "en", "individual", True, False, True,
         day("2024-01-01"), day("2024-02-01"))
    ]  # fmt: skip
    assert lake_files(home)[0].carried == set(columns.split(","))


@pytest.mark.parametrize(
    ("country", "code", "expected"),
    [
        ("Germany", "", ("Germany", "DE")),
        ("", "DE", ("Germany", "DE")),
        ("FR", "", ("France", "FR")),
        ("", "XK", ("XK", "XK")),
        ("Kosovo", "XK", ("Kosovo", "XK")),
        ("", "", (None, None)),
    ],
)
def test_country_and_code_tell_each_other(
    tmp_path: Path, country: str, code: str, expected: tuple[str | None, str | None]
) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv("customer_id,country,country_code", f"c,{country},{code}"))
    assert read_rows(home, "country", "country_code") == [expected]


def test_a_country_code_alone_brings_the_country(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv("customer_id,country_code", "c,DE"))
    assert read_rows(home, "country", "country_code") == [("Germany", "DE")]
    assert lake_files(home)[0].carried == {"customer_id", "country", "country_code"}


def test_a_customer_needs_an_id(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv("customer_id,email", "c,e", ",secret@acme.example"))
    assert read_quarantine(home) == [("report.csv", 3, "customer_id", None, "is empty: every row needs one")]
