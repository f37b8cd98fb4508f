from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.arrow import read_arrow
from domain.measures import PersonalDataAccess
from domain.scope import Role
from services.build.marts import list_question_texts, write_marts
from services.build.part import Engine
from services.catalogue.dataset import Dataset, dataset
from services.catalogue.nodes import find_customers
from services.catalogue.profiles import VISIBLE_PEOPLE, Customer, customer_by_id, profiles
from services.catalogue.subscriptions import subscriptions
from services.masking import PERSONAL, access_of, masked
from services.view import View
from tests.parts import Tables, make_view, write_part

MASKED = ("************",) * 7
NOTHING = (None,) * 7
REPORTED = ("Acme", "Ada", None, "ada@example.com", "1 Road", "Kyoto", "600")


def write_person(key: int, **flags: bool) -> dict[str, object]:
    return {"customer": key, "customer_id": f"c{key}", "country": "Japan"} | flags


TABLES: Tables = {
    "customers": [
        write_person(0, consent=True),
        write_person(1, consent=False),
        write_person(2, consent=True, protected=True),
        write_person(3, consent=True),
        {
            "customer": 4,
            "customer_id": "c4",
            "billing_account_id": "b4",
            "state": "Kyoto",
            "country": "Japan",
            "country_code": "JP",
            "language": "ja",
            "customer_type": "SMB",
            "date_acquired": date(2024, 1, 5),
            "date_lost": date(2024, 2, 5),
            "is_active": False,
        },
    ],
    "people": [{"customer": key} | dict(zip(PERSONAL, REPORTED, strict=True)) for key in range(3)],
    "subscriptions": [{"subscription": 0, "subscription_id": "s0"}, {"subscription": 1, "subscription_id": "s1"}],
    "orders": [{"order_id": "x", "customer": 0}],
    "usage": [
        {"customer": 0, "offer": 0, "used_on": date(2024, 7, 1)},
        {"customer": 0, "offer": 0, "used_on": date(2024, 7, 1), "plan": 1},
        {"customer": 1, "offer": 0, "used_on": date(2024, 8, 30)},
    ],
}


def open_view(home: Path, role: Role) -> View:
    return make_view(home, [write_part(home, TABLES, as_of=date(2024, 8, 31))], role=role)


def read_personal(customer: Customer) -> tuple[str | None, ...]:
    return tuple(getattr(customer, name) for name in PERSONAL)


def test_an_owner_sees_who_consented_and_is_not_protected(tmp_path: Path) -> None:
    found = profiles(open_view(tmp_path, Role.OWNER), [0, 1, 2, 3])
    assert {key: (read_personal(each), each.personal_data.value) for key, each in found.items()} == {
        0: (REPORTED, "VISIBLE"),
        1: (NOTHING, "NO_CONSENT"),
        2: (MASKED, "PROTECTED"),
        3: (NOTHING, "VISIBLE"),
    }


def test_a_contributor_sees_nobody(tmp_path: Path) -> None:
    found = profiles(open_view(tmp_path, Role.CONTRIBUTOR), [0, 1, 2, 3])
    assert {key: (read_personal(each), each.personal_data.value) for key, each in found.items()} == {
        0: (NOTHING, "OWNER_ONLY"),
        1: (NOTHING, "OWNER_ONLY"),
        2: (MASKED, "PROTECTED"),
        3: (NOTHING, "OWNER_ONLY"),
    }


def test_a_contributors_profiles_never_open_the_personal_table(tmp_path: Path) -> None:
    view = open_view(tmp_path, Role.CONTRIBUTOR)
    view.part.table("people").unlink()
    assert profiles(view, [0])[0].customer_id == "c0"


def test_a_build_stores_who_may_be_seen_and_nobody_else(tmp_path: Path) -> None:
    part = write_part(tmp_path, TABLES, as_of=date(2024, 8, 31))
    asked = {role: profiles(make_view(tmp_path, [part], role=role), [0, 1, 2, 3]) for role in Role}
    write_marts(part, Engine("256MB", 1, tmp_path / "spill"))
    stored = read_arrow(part.answer(VISIBLE_PEOPLE)).to_pylist()
    assert stored == [{"customer": 0} | dict(zip(PERSONAL, REPORTED, strict=True))]
    part.table("people").unlink()
    assert {role: profiles(make_view(tmp_path, [part], role=role), [0, 1, 2, 3]) for role in Role} == asked
    part.answer(VISIBLE_PEOPLE).unlink()
    # a contributor's profiles open neither
    assert profiles(make_view(tmp_path, [part], role=Role.CONTRIBUTOR), [0, 1, 2, 3]) == asked[Role.CONTRIBUTOR]


def test_the_rule_who_may_be_seen_is_part_of_what_a_build_depends_on() -> None:
    assert sum("where consent and not protected" in text for text in list_question_texts()) == 1


def test_profiles_come_in_the_order_of_their_keys_and_unknown_ones_not_at_all(tmp_path: Path) -> None:
    view = open_view(tmp_path, Role.OWNER)
    assert list(profiles(view, [4, 99, 0, -1, 2])) == [4, 0, 2]
    assert profiles(view, [99]) == {}


@pytest.mark.parametrize(
    ("role", "consent", "protected", "expected"),
    [
        (Role.OWNER, True, False, PersonalDataAccess.VISIBLE),
        (Role.OWNER, False, False, PersonalDataAccess.NO_CONSENT),
        (Role.OWNER, None, None, PersonalDataAccess.NO_CONSENT),
        (Role.OWNER, True, True, PersonalDataAccess.PROTECTED),
        (Role.CONTRIBUTOR, True, False, PersonalDataAccess.OWNER_ONLY),
        (Role.CONTRIBUTOR, False, False, PersonalDataAccess.OWNER_ONLY),
        (Role.CONTRIBUTOR, False, True, PersonalDataAccess.PROTECTED),
    ],
)
def test_protection_outranks_role_and_consent(
    role: Role, consent: bool | None, protected: bool | None, expected: PersonalDataAccess
) -> None:
    assert access_of(role, consent, protected) is expected


def test_masking_covers_fields_that_were_not_reported() -> None:
    assert masked(PersonalDataAccess.PROTECTED, NOTHING) == MASKED


def test_the_rest_of_a_profile_is_for_every_role(tmp_path: Path) -> None:
    assert customer_by_id(open_view(tmp_path, Role.CONTRIBUTOR), "c4") == Customer(
        key=4,
        customer_id="c4",
        billing_account_id="b4",
        company_name=None,
        first_name=None,
        last_name=None,
        email=None,
        address_line1=None,
        city=None,
        postal_code=None,
        state="Kyoto",
        country="Japan",
        country_code="JP",
        language="ja",
        customer_type="SMB",
        date_acquired=date(2024, 1, 5),
        date_lost=date(2024, 2, 5),
        is_active=False,
        personal_data=PersonalDataAccess.OWNER_ONLY,
    )


def test_unknown_customers_are_absent(tmp_path: Path) -> None:
    view = open_view(tmp_path, Role.OWNER)
    assert profiles(view, []) == {}
    assert list(profiles(view, [9, 0])) == [0]
    assert customer_by_id(view, "C0") is None
    assert [each and each.customer_id for each in find_customers(view, ["c1", "x", "c0"])] == ["c1", None, "c0"]


def test_subscriptions_are_looked_up_by_key(tmp_path: Path) -> None:
    assert subscriptions(open_view(tmp_path, Role.OWNER), [1, 7]) == {1: "s1"}


def test_dataset(tmp_path: Path) -> None:
    assert dataset(open_view(tmp_path, Role.OWNER)) == Dataset(
        as_of=date(2024, 8, 31),
        snapshot="2024-08-31T00-00-00Z",
        built_at=datetime(2024, 8, 31, tzinfo=UTC),
        last_loaded_at=datetime(2024, 8, 30, 12, tzinfo=UTC),
        stale_after=datetime(2024, 9, 1, 12, tzinfo=UTC),
        first_day=date(2024, 7, 1),
        last_day=date(2024, 8, 30),
        customers=5,
        orders=1,
        usage_days=2,
    )
