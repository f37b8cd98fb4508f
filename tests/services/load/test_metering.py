"""What packed bytes hold is counted to the byte, however they are cut into pieces; what is broken is left to loading."""

import gzip

import pytest
from backports import zstd

from services.load.metering import Budget, Meter, TooMuchError

PLAIN = b"used_on,customer_id\n" * 300_000
FILES = {
    "plain": PLAIN,
    "gzip": gzip.compress(PLAIN),
    "two members": gzip.compress(PLAIN[:10]) + gzip.compress(PLAIN[10:]),
    "zeros between": gzip.compress(PLAIN[:10]) + bytes(1500) + gzip.compress(PLAIN[10:]) + bytes(10),
    "zstd": zstd.compress(PLAIN),
    "two frames": zstd.compress(PLAIN[:10]) + zstd.compress(PLAIN[10:]),
}


def feed(data: bytes, most: int, piece: int) -> None:
    meter = Meter(Budget(most))
    for place in range(0, len(data), piece):
        meter.feed(data[place : place + piece])


@pytest.mark.parametrize("piece", [3, 1000, 1 << 30])
@pytest.mark.parametrize("name", FILES)
def test_as_much_as_may_be_passes_and_a_byte_more_does_not(name: str, piece: int) -> None:
    data = FILES[name]
    if name == "plain" and piece == 3:
        data = data[:3000]
        feed(data, 3000, piece)
        return
    feed(data, len(PLAIN), piece)
    with pytest.raises(TooMuchError):
        feed(data, len(PLAIN) - 1, piece)


def test_files_share_their_budget() -> None:
    budget = Budget(10)
    Meter(budget).feed(b"123456")
    with pytest.raises(TooMuchError):
        Meter(budget).feed(b"12345")


@pytest.mark.parametrize("start", [b"\x1f\x8b", b"\x28\xb5\x2f\xfd"])
def test_broken_bytes_are_counted_no_further(start: bytes) -> None:
    feed(start + b"nothing of the kind" * 100, 10, 7)
