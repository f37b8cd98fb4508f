"""One command at a time, of all hosts, changes a storage; a killed one is not waited for longer than its silence takes."""

from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest

from db.addresses import open_storage
from db.lease import Claim, Lease, find_last, holding_lease, read_claim
from db.storage import Storage
from domain.errors import OperationError
from tests.db.storage import make_bucket

SECONDS = 0.6


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """An empty storage, once of each kind."""
    if request.param == "folder":
        return open_storage((tmp_path / "stored").as_uri())
    return open_storage(make_bucket(request.getfixturevalue("s3_server")))


def leave_dead(storage: Storage, owner: str) -> None:
    """What a killed command leaves."""
    storage.create(
        "leases/000000000007", b'{"owner":"%s","what":"`holdfast build`","beat":3,"over":false}' % owner.encode()
    )


def test_one_after_the_other(storage: Storage) -> None:
    held, told, order = Event(), list[str](), list[str]()

    def hold() -> None:
        with holding_lease(storage, "two", "`holdfast load`", told.append, SECONDS):
            order.append("two")

    other = Thread(target=hold)
    with holding_lease(storage, "one", "`holdfast build`", held.set, SECONDS) as lease:  # type: ignore[arg-type]
        other.start()
        while not told:
            # longer than a lease lasts: it is renewed meanwhile
            Event().wait(SECONDS)
        lease.check()
        order.append("one")
    other.join()
    assert order == ["one", "two"]
    assert told == [f"`holdfast build` is changing {storage.address}; waiting until it is done"]
    assert not held.is_set()
    assert read_claim(storage, find_last(storage)) == Claim("two", "`holdfast load`", 0, True)
    assert len(storage.objects("leases")) == 1


def test_a_silent_holder_is_dead(storage: Storage) -> None:
    leave_dead(storage, "one")
    began = monotonic()
    with holding_lease(storage, "two", "`holdfast load`", lambda _: None, SECONDS):
        assert monotonic() - began >= SECONDS
        assert find_last(storage) == 8


def test_what_was_killed_in_the_same_home_is_not_waited_for(storage: Storage) -> None:
    leave_dead(storage, "one")
    with holding_lease(storage, "one", "`holdfast load`", lambda text: pytest.fail(text), 3600.0) as lease:
        lease.check()


def test_who_was_taken_for_dead_changes_nothing_more(storage: Storage) -> None:
    storage.create("leases/000000000001", b"{}")
    late = Lease(storage, 1, Claim("one", "`holdfast build`"), 3600.0)
    late.check()
    storage.create("leases/000000000002", b'{"owner":"two","what":"`holdfast load`","beat":0,"over":false}')
    with pytest.raises(OperationError, match="the lease of this command is over"):
        late.check()
    late.give_back()
    assert find_last(storage) == 2


def test_of_several_at_once_one_holds(storage: Storage) -> None:
    inside, most, lost = list[int](), list[int](), list[str]()

    def hold(number: int) -> None:
        with holding_lease(storage, f"home-{number}", "`holdfast load`", lost.append, SECONDS):
            inside.append(number)
            most.append(len(inside))
            inside.remove(number)

    threads = [Thread(target=hold, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 5
