"""What a host keeps of a storage's parts: what it was asked for, within its bound, and nothing that was taken away."""

from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from threading import Barrier, Thread

import pytest

from db.addresses import open_storage
from db.lease import find_last
from db.storage import Storage
from db.stored_depot import StoredDepot
from domain.errors import NoSnapshotError, OperationError
from services.replica import Replica
from tests.db.storage import make_bucket
from tests.stored import bytes_below, day_of, measure_part, put_parts

PUBLISHERS = ("acme", "beta", "gamma", "delta")


@pytest.fixture
def storage(s3_server: str, tmp_path: Path) -> Storage:
    """A storage with a small part of each publisher."""
    made = open_storage(make_bucket(s3_server))
    put_parts(made, tmp_path / "first", "part-1", *PUBLISHERS)
    return made


@pytest.fixture
def opened(storage: Storage, tmp_path: Path) -> "Callable[[int], Replica]":
    """Opens a replica whose bound is so many bytes."""

    def opened_with(limit: int) -> Replica:
        replica = Replica(storage, tmp_path / "replica", limit)
        replica.look()
        return replica

    return opened_with


def kept(replica: Replica) -> set[str]:
    return {path.parent.name for path in (replica.home / "parts").glob("*/*")}


def test_a_part_is_fetched_when_it_is_asked_for(opened: Callable[[int], Replica]) -> None:
    replica = opened(10**9)
    snapshot = replica.current()
    assert snapshot is not None and snapshot.parts == dict.fromkeys(PUBLISHERS, "part-1")
    assert (kept(replica), replica.lacks("acme"), replica.lacks("nobody")) == (set(), True, False)
    part = replica.part("acme", "part-1")
    assert (part.as_of, part.customers, part.folder.parent.name) == (day_of("2024-08-31"), 1, "acme")
    assert (kept(replica), replica.lacks("acme")) == ({"acme"}, False)


def test_the_bound_is_held_and_the_least_recently_used_goes(opened: Callable[[int], Replica], tmp_path: Path) -> None:
    sizes = {name: measure_part(tmp_path / "first", name, "part-1") for name in PUBLISHERS}
    room = 2 * max(sizes.values())
    replica = opened(room)
    seen = []
    for name in ("acme", "beta", "acme", "gamma", "acme", "delta"):
        replica.part(name, "part-1")
        seen.append(kept(replica))
        assert bytes_below(replica.home / "parts") <= room
    assert seen == [
        {"acme"},
        {"acme", "beta"},
        {"acme", "beta"},
        {"acme", "gamma"},
        {"acme", "gamma"},
        {"acme", "delta"},
    ]


def test_among_many_parts_one_goes_for_each_that_comes(storage: Storage, tmp_path: Path) -> None:
    names = [f"p{number:02}" for number in range(67)]
    put_parts(storage, tmp_path / "many", "part-2", *names)
    size = measure_part(tmp_path / "many", "p00", "part-2")
    assert {measure_part(tmp_path / "many", name, "part-2") for name in names} == {size}
    replica = Replica(storage, tmp_path / "replica", 64 * size)
    replica.look()
    counts = []
    for name in names:
        replica.part(name, "part-2")
        if name == "p64":  # p00 went for it; p01 is no longer the oldest
            replica.part("p01", "part-2")
        counts.append(len(kept(replica)))
        assert (replica.home / "bytes").read_text() == str(counts[-1] * size)
    assert counts == [*range(1, 65), 64, 64, 64]
    assert kept(replica) == {"p01", *names[4:]}


@pytest.mark.parametrize("note", [None, "", "1\x00"])
def test_the_bound_is_held_when_nobody_noted_what_is_there(
    opened: Callable[[int], Replica], tmp_path: Path, note: str | None
) -> None:
    replica = opened(2 * measure_part(tmp_path / "first", "acme", "part-1") + 100)
    replica.part("acme", "part-1")
    replica.part("beta", "part-1")
    if note is None:
        (replica.home / "bytes").unlink()
    else:
        (replica.home / "bytes").write_text(note)
    replica.part("gamma", "part-1")
    assert kept(replica) == {"beta", "gamma"}
    # more is noted than there is
    (replica.home / "bytes").write_text("1000000000")
    replica.part("delta", "part-1")
    assert kept(replica) == {"delta"}
    assert (replica.home / "bytes").read_text() == str(measure_part(replica.home, "delta", "part-1"))


def test_what_is_held_stays(opened: Callable[[int], Replica], tmp_path: Path) -> None:
    replica = opened(2 * measure_part(tmp_path / "first", "acme", "part-1") + 100)
    holds = replica.begin()
    part = replica.part("acme", "part-1", holds)
    for name in ("beta", "gamma", "delta"):
        # another process of this host: it knows of the hold all the same
        Replica(open_storage(replica._storage.address), replica.home, replica._cache._limit).part(name, "part-1")
        assert part.table("customers").exists()
    assert kept(replica) == {"acme", "delta"}
    holds.release()
    replica.part("beta", "part-1")
    assert kept(replica) == {"beta", "delta"}


def test_several_who_ask_at_once_are_all_answered(opened: Callable[[int], Replica]) -> None:
    replica, together, found = opened(1), Barrier(6), list[str]()

    def ask(name: str) -> None:
        holds = replica.begin()
        together.wait()
        found.append((replica.part(name, "part-1", holds).table("customers").exists() and name) or "gone")
        holds.release()

    threads = [Thread(target=ask, args=(name,)) for name in ("acme", "acme", "acme", "beta", "beta", "gamma")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["acme", "acme", "acme", "beta", "beta", "gamma"]
    assert list((replica.home / "staging").iterdir()) == []


def test_a_new_snapshot_is_taken_up_and_an_old_part_is_fetched_again(
    storage: Storage, opened: Callable[[int], Replica], tmp_path: Path
) -> None:
    replica = opened(10**9)
    replica.part("acme", "part-1")
    put_parts(storage, tmp_path / "second", "part-2", "acme", "beta")
    replica.look()
    snapshot = replica.current()
    assert snapshot is not None and snapshot.parts == {"acme": "part-2", "beta": "part-2"}
    assert replica.part("acme", "part-2").part_id == "part-2"
    # a cursor goes on in an old part as long as the storage keeps it
    rmtree(replica.home / "parts" / "acme" / "part-1")
    assert replica.part("acme", "part-1").part_id == "part-1"


def test_a_part_that_was_taken_away_is_no_longer_kept(
    storage: Storage, opened: Callable[[int], Replica], tmp_path: Path
) -> None:
    replica = opened(10**9)
    holds = replica.begin()
    replica.part("acme", "part-1", holds)
    replica.part("beta", "part-1", holds)
    put_parts(storage, tmp_path / "second", "part-2", "acme", "beta")
    rmtree(tmp_path / "third", ignore_errors=True)
    take_away(storage, tmp_path / "third", "acme", "part-1")
    replica.look()
    assert {(path.parent.name, path.name) for path in (replica.home / "parts").glob("*/*")} == {("beta", "part-1")}
    # its room is free again
    assert (replica.home / "bytes").read_text() == str(measure_part(replica.home, "beta", "part-1"))
    with pytest.raises(NoSnapshotError, match="part part-1 of acme: no longer kept"):
        replica.part("acme", "part-1")
    with pytest.raises(NoSnapshotError):
        replica.check_kept("acme", "part-1")
    replica.check_kept("beta", "part-1")


def take_away(storage: Storage, folder: Path, publisher_id: str, part_id: str) -> None:
    """What a build does with a part that nothing names any more."""
    depot = StoredDepot(storage, folder)
    depot.open_snapshots()
    depot.remove_part(publisher_id, part_id)
    depot.close_snapshots()


def test_a_spoilt_part_is_named_and_nothing_of_it_is_kept(storage: Storage, opened: Callable[[int], Replica]) -> None:
    replica = opened(10**9)
    name = "parts/acme/part-1.zip"
    storage.put(name, storage.read(name)[:-30])
    with pytest.raises(OperationError) as refused:
        replica.part("acme", "part-1")
    assert str(refused.value).startswith(f"{storage.address}/{name}: the object is broken")
    assert kept(replica) == set()
    assert replica.part("beta", "part-1").customers == 1


def test_after_a_start_of_the_machine_everything_is_fetched_anew(opened: Callable[[int], Replica]) -> None:
    opened(10**9).part("acme", "part-1")
    (Path(opened(10**9).home) / "boot").write_text("another start")
    replica = opened(10**9)
    assert kept(replica) == set()
    assert replica.part("acme", "part-1").customers == 1
    assert (replica.home / "bytes").read_text() == str(measure_part(replica.home, "acme", "part-1"))


def test_looking_needs_no_lease(storage: Storage, opened: Callable[[int], Replica]) -> None:
    opened(10**9)
    assert find_last(storage) == 0
