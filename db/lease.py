"""The lease of a storage: one command at a time, of all hosts, changes what lies there; a killed one's lease ends by itself."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from threading import Event, Thread
from time import monotonic
from typing import Final

import orjson

from db.storage import Storage
from domain.errors import OperationError

_log = logging.getLogger("holdfast.storage")
FOLDER: Final = "leases"
SECONDS: Final = 30.0
"""How long a silent holder is waited for; a holder speaks six times as often."""
_LOOK: Final = 1.0
"""Seconds between two looks of who waits."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a lease's object says: which home and what command holds it, how often it was renewed, whether it was given back."""

    owner: str
    what: str
    beat: int = 0
    over: bool = False


class Lease:
    """A lease that is held: the one of the highest number. It is renewed by a thread of its own until it is given back."""

    def __init__(self, storage: Storage, number: int, claim: Claim, seconds: float) -> None:
        self._storage, self.number, self._claim, self._seconds = storage, number, claim, seconds
        self._renewed = monotonic()
        self._ending = Event()
        self._thread = Thread(target=self._keep, name="storage-lease", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raises OperationError where the lease may be another's by now; to be called before each step that readers see."""
        # half of the time is left to the step itself: nobody takes over before all of it has passed
        if monotonic() - self._renewed > self._seconds / 2:
            raise _over(self._storage)
        check_last(self._storage, self.number)

    def give_back(self) -> None:
        """Ends it: the next command need not wait."""
        self._ending.set()
        self._thread.join()
        self._storage.put(_name(self.number), _write(Claim(self._claim.owner, self._claim.what, over=True)))

    def _keep(self) -> None:
        beat = 0
        while not self._ending.wait(self._seconds / 6):
            beat += 1
            began = monotonic()
            try:
                self._storage.put(_name(self.number), _write(Claim(self._claim.owner, self._claim.what, beat)))
            except OperationError as error:
                _log.warning("the lease of the storage could not be renewed: %s", error)
            else:
                self._renewed = began


@contextmanager
def holding_lease(
    storage: Storage, owner: str, what: str, tell: Callable[[str], None], seconds: float = SECONDS
) -> Iterator[Lease]:
    """Holds the lease while a command (`what`) of a home (`owner`) changes the storage; where another holds it, says so and waits.

    A holder that was not heard of for so many seconds is dead. The caller holds the lock of its home, so that a lease of the same owner is
    one that a killed command left.
    """
    lease = _take(storage, Claim(owner, what), tell, seconds)
    try:
        yield lease
    finally:
        lease.give_back()


def check_last(storage: Storage, number: int) -> None:
    """Raises OperationError where the lease of a number is not the last: for who works for its holder elsewhere."""
    if find_last(storage) != number:
        raise _over(storage)


def _over(storage: Storage) -> OperationError:
    return OperationError(
        f"HOLDFAST_STORAGE: {storage.address}: the lease of this command is over, since the storage could not be"
        " reached or the process stood still; nothing more was changed. Run the command again"
    )


def find_last(storage: Storage) -> int:
    """The number of the last lease, 0 where there was none."""
    return max((int(name.rpartition("/")[2]) for name in storage.objects(FOLDER)), default=0)


def read_claim(storage: Storage, number: int) -> Claim | None:
    """What the lease of a number says; None where it is gone."""
    try:
        return Claim(**orjson.loads(storage.read(_name(number))))
    except FileNotFoundError:
        return None


def _take(storage: Storage, claim: Claim, tell: Callable[[str], None], seconds: float) -> Lease:
    heard: tuple[int, Claim | None] | None = None
    since, told = monotonic(), False
    while True:
        last = find_last(storage)
        held = read_claim(storage, last) if last else None
        if (last, held) != heard:
            heard, since = (last, held), monotonic()
        # told by its silence, not by its time: clocks of hosts may differ
        if _is_free(held, claim.owner) or monotonic() - since > seconds:
            lease = _claim(storage, last + 1, claim, seconds)
            if lease is not None:
                return lease
            continue
        if not told and held is not None:
            tell(f"{held.what} is changing {storage.address}; waiting until it is done")
            told = True
        Event().wait(min(_LOOK, seconds / 6))


def _is_free(held: Claim | None, owner: str) -> bool:
    return held is None or held.over or held.owner == owner


def _claim(storage: Storage, number: int, claim: Claim, seconds: float) -> Lease | None:
    """The lease of a number, None where somebody else has it, or a higher one."""
    if not storage.create(_name(number), _write(claim)):
        return None
    numbers = [int(name.rpartition("/")[2]) for name in storage.objects(FOLDER)]
    if max(numbers) != number:
        storage.remove([_name(number)])
        return None
    storage.remove(_name(each) for each in numbers if each < number)
    return Lease(storage, number, claim, seconds)


def _name(number: int) -> str:
    return f"{FOLDER}/{number:012}"


def _write(claim: Claim) -> bytes:
    return orjson.dumps(asdict(claim))
