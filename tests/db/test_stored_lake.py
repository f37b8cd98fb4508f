"""The lake of a storage says what the folders that were put into it said."""

from pathlib import Path

import pytest

from db.addresses import open_storage
from db.lake import erased_keys, loads, write_erased_keys
from db.storage import Storage
from db.stored_depot import StoredDepot
from db.stored_parts import read_pointer
from domain.errors import BadInputError, OperationError
from tests.db.lakes import publish


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    """A storage with three loads of two publishers, the second of whom erased somebody."""
    depot = StoredDepot(open_storage((tmp_path / "stored").as_uri()), tmp_path / "put")
    for publisher_id, number in (("b", 10), ("a", 1), ("b", 9)):
        publish(depot.home, publisher_id, number)
    write_erased_keys(depot.home, "b", frozenset({"key"}))
    for publisher_id in ("b", "a"):
        depot.close_lake(publisher_id)
    return open_storage((tmp_path / "stored").as_uri())


def test_loads_are_read_from_the_ledgers_alone(storage: Storage, tmp_path: Path) -> None:
    depot = StoredDepot(storage, tmp_path / "read")
    told = depot.loads()
    assert [load.load_id for load in told] == ["0001-a", "0009-b", "0010-b"]
    assert not depot.home.exists()
    assert (depot.read_erased("a"), depot.read_erased("b")) == (b"", b'{"format":1,"keys":["key"]}')
    # the same as the folders say once they are there
    depot.open_lake()
    assert told == loads(depot.home)
    assert erased_keys(depot.home, "b") == {"key"}
    depot.bring_files([told[0].files[0].path])
    assert told[0].files[0].path.read_bytes() == b"rows"


def test_loads_of_one_publisher_are_read(storage: Storage, tmp_path: Path) -> None:
    depot = StoredDepot(storage, tmp_path / "read")
    assert [load.load_id for load in depot.loads("b")] == ["0009-b", "0010-b"]
    assert depot.loads("nobody") == ()
    with pytest.raises(BadInputError, match="no publisher id"):
        depot.loads("../b")


def test_a_lake_that_was_changed_is_told_as_it_was_closed(storage: Storage, tmp_path: Path) -> None:
    depot = StoredDepot(storage, tmp_path / "changed")
    depot.open_lake("a")
    publish(depot.home, "a", 2)
    write_erased_keys(depot.home, "a", frozenset({"other"}))
    assert [load.load_id for load in depot.loads("a")] == ["0001-a"]
    depot.close_lake("a")
    assert [load.load_id for load in depot.loads("a")] == ["0001-a", "0002-a"]
    assert depot.read_erased("a") == b'{"format":1,"keys":["other"]}'


@pytest.mark.parametrize("text", [b"", b"20260101T000000.000000\n", b"\xff"])
def test_a_pointer_that_says_nothing_is_named(storage: Storage, text: bytes) -> None:
    storage.put("snapshots/current", text)
    with pytest.raises(OperationError) as refused:
        read_pointer(storage)
    assert str(refused.value).startswith(f"{storage.address}/snapshots/current: the object is broken (")
