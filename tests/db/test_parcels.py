"""Folders as objects: whole or not there, and never other bytes than were put."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import pytest

from db.addresses import check_address, open_storage
from db.parcels import Parcel, fetch_large, make_parcel, put_large, read_parcel, unpack_small, write_parcel
from db.storage import Storage
from domain.errors import OperationError
from tests.db.storage import make_bucket

SMALL, LARGE = b"{}", bytes(range(256)) * 8


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """An empty storage, once of each kind."""
    if request.param == "folder":
        return open_storage((tmp_path / "stored").as_uri())
    return open_storage(make_bucket(request.getfixturevalue("s3_server")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small file and a large one."""
    made = tmp_path / "made"
    (made / "deep").mkdir(parents=True)
    (made / "told.json").write_bytes(SMALL)
    (made / "deep" / "rows.parquet").write_bytes(LARGE)
    (made / ".draft").write_bytes(b"nobody's")
    return made


def is_small(path: Path) -> bool:
    return path.suffix == ".json"


def put(storage: Storage, folder: Path) -> Parcel:
    parcel = make_parcel(folder, "parts/a/1", is_small)
    put_large(storage, parcel, folder, ())
    return parcel


def test_a_folder_comes_back_as_it_was_put(storage: Storage, folder: Path, tmp_path: Path) -> None:
    parcel = read_parcel(write_parcel(put(storage, folder)), "here")
    assert parcel.bytes == len(SMALL) + len(LARGE)
    unpack_small(parcel, tmp_path / "back")
    fetch_large(storage, parcel, tmp_path / "back")
    found = {
        path.relative_to(tmp_path / "back").as_posix(): path.read_bytes() for path in (tmp_path / "back").rglob("*.*")
    }
    assert found == {"told.json": SMALL, "deep/rows.parquet": LARGE}
    assert list(storage.objects("parts").values()) == [len(LARGE)]


def test_the_same_folder_is_the_same_bytes(folder: Path) -> None:
    one, other = (write_parcel(make_parcel(folder, "parts/a/1", is_small)) for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (LARGE[:-1], "has 2047 bytes in place of 2048"),
        (b"x" + LARGE[1:], "has other bytes than were put"),
        (None, "is missing"),
    ],
)
def test_a_spoilt_object_is_named(
    storage: Storage, folder: Path, tmp_path: Path, spoilt: bytes | None, told: str
) -> None:
    parcel = put(storage, folder)
    (name,) = storage.objects("parts")
    if spoilt is None:
        storage.remove([name])
    else:
        storage.put(name, spoilt)
    with pytest.raises(OperationError) as refused:
        fetch_large(storage, parcel, tmp_path / "back")
    assert f"{storage.address}/{name}: the object {told}" in str(refused.value)


@pytest.mark.parametrize("size", [0, 10, 200])
def test_a_parcel_that_was_cut_is_named(folder: Path, size: int) -> None:
    data = write_parcel(make_parcel(folder, "parts/a/1", is_small))
    with pytest.raises(OperationError, match=r"^s3://here/1\.zip: the object is broken"):
        read_parcel(data[:size], "s3://here/1.zip")


def test_an_object_is_created_once(storage: Storage) -> None:
    assert [storage.create("leases/1", text) for text in (b"one", b"other")] == [True, False]
    assert storage.read("leases/1") == b"one"
    assert storage.read_all(["leases/1", "leases/2"]) == {"leases/1": b"one"}
    storage.remove(["leases/1", "leases/2"])
    assert (storage.objects("leases"), storage.exists("leases/1")) == ({}, False)
    with pytest.raises(FileNotFoundError):
        storage.read("leases/1")


def test_a_storage_that_is_not_there_is_named(s3_server: str) -> None:
    assert boto3.client("s3", endpoint_url=s3_server).list_buckets()["Buckets"] is not None
    storage = open_storage("s3://no-such-bucket/files")
    with pytest.raises(
        OperationError, match=r"^HOLDFAST_STORAGE: s3://no-such-bucket/files/parts: .*bucket does not exist"
    ):
        storage.objects("parts")


@pytest.mark.parametrize(("address", "package"), [("gs://bucket/files", "gcsfs"), ("az://container/files", "adlfs")])
def test_a_missing_package_is_named(address: str, package: str) -> None:
    with pytest.raises(OperationError) as refused:
        open_storage(address)
    kind = address.partition(":")[0]
    assert (
        str(refused.value) == f"HOLDFAST_STORAGE: {kind}:// cannot be used here: install {package} beside the program"
    )


@pytest.mark.parametrize("text", ["files", "/files", "http://host/files", "s3://", "file://"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        check_address(text)


def test_several_who_put_and_create_the_same_object_do_not_meet(storage: Storage) -> None:
    texts = [bytes([letter]) * 100_000 for letter in b"abcdefgh"]

    def put(text: bytes) -> int:
        for _ in range(5):
            storage.put("same", text)
        return sum(storage.create(f"first-{number}", text) for number in range(5))

    with ThreadPoolExecutor(len(texts)) as pool:
        created = list(pool.map(put, texts))
    assert storage.read("same") in texts
    # of all who create one of a name, one does, and what it says is there whole
    assert sum(created) == 5
    assert {storage.read(f"first-{number}") in texts for number in range(5)} == {True}
    assert list(storage.objects("")) == [*(f"first-{number}" for number in range(5)), "same"]
