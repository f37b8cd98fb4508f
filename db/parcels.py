"""Parcels: a folder as objects of a storage, small files packed into one, which is put last and so makes the folder whole."""

import io
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Final

import orjson

from db.files import writing
from db.storage import Storage, at_once
from domain.errors import OperationError

FILES: Final = "files.json"
"""The list of a parcel: its large files, each an object of its own that its content names."""
FORMAT: Final = 1
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Large:
    """A file of a parcel that is an object of its own: the object's name, its bytes and their SHA-256."""

    object: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """The files of a folder by their path in it: small ones with their content, large ones by where they are."""

    small: Mapping[str, bytes] = field(default_factory=dict)
    large: Mapping[str, Large] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Bytes of all files."""
        return sum(map(len, self.small.values())) + sum(each.bytes for each in self.large.values())


def make_parcel(folder: Path, place: str, packed: Callable[[Path], bool]) -> Parcel:
    """The parcel of a folder whose large files are to lie below `place`; `packed` says which are small. Hidden files are left out."""
    small: dict[str, bytes] = {}
    large: dict[str, Large] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or any(part.startswith(".") for part in name.split("/")):
            continue
        if packed(path):
            small[name] = path.read_bytes()
        else:
            with path.open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
            # named by its content: what a killed command had put already is not put again
            large[name] = Large(f"{place}/{name}.{digest[:16]}", path.stat().st_size, digest)
    return Parcel(small, large)


def write_parcel(parcel: Parcel) -> bytes:
    """A parcel as one object: a ZIP archive, its bytes a function of the parcel."""
    listed = {
        name: {"object": each.object, "bytes": each.bytes, "sha256": each.sha256}
        for name, each in sorted(parcel.large.items())
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(FILES, _EPOCH), orjson.dumps({"format": FORMAT, "files": listed}))
        for name, data in sorted(parcel.small.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return buffer.getvalue()


def read_parcel(data: bytes, where: str) -> Parcel:
    """The parcel of an object's bytes; OperationError, naming the object, where they are not what was put."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            small = {name: archive.read(name) for name in archive.namelist()}
        told = orjson.loads(small.pop(FILES))
        if told["format"] > FORMAT:
            raise OperationError(
                f"{where}: was written by a newer version (format {told['format']}); this one reads {FORMAT}"
            )
        large = {name: Large(**facts) for name, facts in told["files"].items()}
    except (zipfile.BadZipFile, EOFError, KeyError, TypeError, ValueError) as error:
        raise OperationError(f"{where}: the object is broken ({error}); {_MEND}") from error
    return Parcel(small, large)


def put_large(storage: Storage, parcel: Parcel, folder: Path, there: Collection[str]) -> None:
    """Puts the large files of a parcel that the storage has not got yet and that lie in the folder."""
    missing = [name for name, each in parcel.large.items() if each.object not in there and (folder / name).exists()]
    for _ in at_once(lambda name: storage.put_file(folder / name, parcel.large[name].object), missing):
        pass


def unpack_small(parcel: Parcel, folder: Path, wanted: Callable[[str], bool] = bool) -> None:
    """Writes the small files of a parcel into a folder that nobody reads yet; not made durable: the storage has them."""
    for name, data in parcel.small.items():
        if wanted(name):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with writing(target):
                target.write_bytes(data)


def fetch_large(storage: Storage, parcel: Parcel, folder: Path, wanted: Callable[[str], bool] = bool) -> None:
    """Fetches large files of a parcel into a folder; OperationError, naming the object, where one is missing or not what was put."""

    def fetch(name: str) -> None:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _fetch(storage, parcel.large[name], target)

    for _ in at_once(fetch, [name for name in parcel.large if wanted(name)]):
        pass


def _fetch(storage: Storage, large: Large, target: Path) -> None:
    where = f"{storage.address}/{large.object}"
    try:
        with writing(target):
            storage.fetch(large.object, target)
    except FileNotFoundError:
        raise OperationError(f"{where}: the object is missing; {_MEND}") from None
    size = target.stat().st_size
    if size != large.bytes:
        raise OperationError(f"{where}: the object has {size} bytes in place of {large.bytes}; {_MEND}")
    with target.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != large.sha256:
            raise OperationError(f"{where}: the object has other bytes than were put; {_MEND}")


_MEND: Final = "bring it back from a version or a backup of the storage (of a part: delete the part's objects, then `./holdfast build`)"
