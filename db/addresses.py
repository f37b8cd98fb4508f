"""Which storage an address means, and what it needs in the environment."""

from typing import Final
from urllib.parse import urlsplit

from fsspec.core import url_to_fs

from db.storage import Storage
from domain.errors import OperationError

PACKAGES: Final = {"s3": "s3fs", "gs": "gcsfs", "az": "adlfs"}
"""What each kind of storage needs in the environment; `file` needs nothing."""
KINDS: Final = (*PACKAGES, "file", "memory")


def check_address(text: str) -> str:
    """The address itself; ValueError where it is none that a storage can have."""
    url = urlsplit(text)
    if text and (url.scheme not in KINDS or not (url.netloc or url.path.strip("/"))):
        raise ValueError
    return text


def open_storage(address: str) -> Storage:
    """The storage of an address; OperationError where a package is missing. Nothing is asked of it yet."""
    kind = address.partition("://")[0]
    try:
        files, root = url_to_fs(address, **({} if kind in ("file", "memory") else {"use_listings_cache": False}))
    except (ImportError, ValueError) as error:
        missing = f"install {PACKAGES[kind]} beside the program" if kind in PACKAGES else str(error)
        raise OperationError(f"HOLDFAST_STORAGE: {kind}:// cannot be used here: {missing}") from None
    return Storage(files, root, address)
