"""A crew builds parts elsewhere, many at once: each is an errand for whoever sees the same lake."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from db.addresses import open_storage
from db.depot import Depot
from db.lake import Load, clear_leftovers
from db.lease import check_last
from db.stored_depot import StoredDepot
from domain.calendar import day_number
from domain.errors import HoldfastError, OperationError
from services.build.workshop import Workshop, count_rows, find_as_of, has_part, open_workshop, take_part, tell_as_of
from services.load.failures import report_engine_errors


@dataclass(frozen=True, slots=True)
class Errand:
    """A publisher's part that is missing; `place` is the home's folder or the storage's address, whose `lease` the command holds.

    `version` is that of the command's build.
    """

    place: str
    lease: int
    publisher_id: str
    rows: int
    as_of: date | None
    today: date
    version: str
    memory_limit: str
    threads: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an errand: the day that the part speaks for, or why there is none."""

    publisher_id: str
    as_of: date | None = None
    error: str = ""


class Crew(Protocol):
    """Does errands in any order and on any host; one that is cut off is done again."""

    def do(
        self,
        function: Callable[[Errand], Outcome],
        items: Sequence[Errand],
        weigh: Callable[[Errand], int],
        done: Callable[[int], None],
    ) -> Sequence[Outcome]:
        """What the function gives for each; `done` hears the weight of what is finished. OperationError where nobody can do them."""


def send_out(
    crew: Crew, workshop: Workshop, by_publisher: Sequence[Sequence[Load]], as_of: date | None, today: date
) -> Mapping[str, int]:
    """Has a crew build what is missing; gives the day numbers of its parts by publisher. OperationError where one cannot be built."""
    told = {own[0].publisher_id: tell_as_of(own, as_of, today) for own in by_publisher}
    errands = [
        Errand(
            workshop.depot.place,
            workshop.depot.lease,
            own[0].publisher_id,
            count_rows(own),
            as_of,
            today,
            workshop.version,
            workshop.memory_limit,
            workshop.threads,
        )
        for own in by_publisher
        if (day := told[own[0].publisher_id]) is None or not has_part(workshop, own, day)
    ]
    if not errands:
        return {}
    # the longest first: none of them begins when all others are done
    errands.sort(key=lambda each: (-each.rows, each.publisher_id))
    workshop.progress.expect(f"{len(errands)} parts", sum(each.rows for each in errands))
    found = sorted(
        crew.do(run, errands, attrgetter("rows"), workshop.progress.advance), key=lambda each: each.publisher_id
    )
    workshop.progress.finish()
    clear_leftovers(workshop.home)  # of builders that were lost
    for each in found:
        if each.as_of is None:
            raise OperationError(f"{each.publisher_id}: {each.error}")
    workshop.depot.look_again()
    return {each.publisher_id: day_number(each.as_of) for each in found if each.as_of is not None}


def run(errand: Errand) -> Outcome:
    """Does an errand on the host that this is called on."""
    try:
        with report_engine_errors("Nothing was published"):
            if "://" not in errand.place:
                return _build(errand, Depot(Path(errand.place)))
            storage = open_storage(errand.place)
            with TemporaryDirectory(prefix="holdfast-build-") as folder:
                return _build(errand, StoredDepot(storage, Path(folder), partial(check_last, storage, errand.lease)))
    except HoldfastError as error:
        return Outcome(errand.publisher_id, error=str(error))


def _build(errand: Errand, depot: Depot) -> Outcome:
    workshop = open_workshop(depot, errand.memory_limit, errand.threads, None)
    if workshop.version != errand.version:
        raise OperationError("the builder's host has another version of this program; install the same on all hosts")
    own = depot.loads(errand.publisher_id)
    day = find_as_of(workshop, own, errand.as_of, errand.today)
    return Outcome(errand.publisher_id, take_part(workshop, own, day).as_of)
