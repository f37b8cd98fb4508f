"""Buckets that several processes borrow from: however they ask, die and lose answers, a token never gets more than it has."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from app.limits.held import Held
from domain.lending import Grant, Lot, Pool, Terms, Wish, lend, refill

SECOND = 1_000_000
TERMS = Terms(capacity=1600, refill=600, lease=10 * SECOND)


def test_a_bucket_refills_by_the_minute_and_never_beyond_what_is_lent() -> None:
    empty = Pool(0, 0)
    assert refill(TERMS, empty, 0, SECOND) == Pool(10, SECOND)
    # a tenth of a second each: what is not yet a unit is not lost
    assert refill(TERMS, empty, 0, SECOND // 10 - 1) == empty
    assert refill(TERMS, empty, 0, SECOND // 10 * 3 + 7) == Pool(3, SECOND // 10 * 3)
    assert refill(TERMS, empty, 1500, 60 * SECOND) == Pool(100, 60 * SECOND)
    assert refill(TERMS, Pool(100, 0), 1500, 60 * SECOND) == Pool(100, 60 * SECOND)
    # a clock that was set back
    assert refill(TERMS, Pool(5, SECOND), 0, 7) == Pool(5, 7)


def test_a_process_gets_what_it_needs_and_a_fourth_of_what_is_left_at_most() -> None:
    full = Pool(1600, 0)
    assert lend(TERMS, full, 0, None, Wish(0, needed=30, wished=100), 5) == (
        Pool(1500, 5), Lot(100, 5 + 10 * SECOND), Grant(100, False, 1500, 100),
    )  # fmt: skip
    assert lend(TERMS, Pool(80, 5), 0, None, Wish(0, needed=30, wished=100), 5)[2].amount == 30
    assert lend(TERMS, Pool(80, 5), 0, None, Wish(0, wished=100), 5)[2].amount == 20
    assert lend(TERMS, Pool(29, 5), 0, None, Wish(0, needed=30, wished=100), 5)[2] == Grant(0, False, 29, 0)


def test_what_is_neither_held_nor_given_back_was_spent() -> None:
    own = Lot(100, 10 * SECOND)
    assert lend(TERMS, Pool(500, 0), 200, own, Wish(60, back=15), 0) == (
        Pool(515, 0), Lot(60, 10 * SECOND), Grant(0, True, 515, 260),
    )  # fmt: skip
    # more than was lent does not come back
    assert lend(TERMS, Pool(500, 0), 200, own, Wish(90, back=90), 0)[0] == Pool(510, 0)
    # nor does what is over
    assert lend(TERMS, Pool(0, 10 * SECOND), 0, own, Wish(60, back=40), 10 * SECOND) == (
        Pool(0, 10 * SECOND), Lot(0, 20 * SECOND), Grant(0, False, 0, 0),
    )  # fmt: skip


@dataclass
class Bank:
    """The records of one token, in memory, and their clock."""

    terms: Terms
    pool: Pool
    lots: dict[int, Lot] = field(default_factory=dict)

    def exchange(self, holder: int, wish: Wish, now: int) -> Grant:
        others = sum(lot.amount for name, lot in self.lots.items() if name != holder and now < lot.until)
        self.pool, lot, grant = lend(self.terms, self.pool, others, self.lots.get(holder), wish, now)
        self.lots[holder] = lot
        live = sum(lot.amount for lot in self.lots.values() if now < lot.until)
        # conservation: what is left and what is lent are never more than there is room for
        assert 0 <= self.pool.left <= self.terms.capacity - live
        return grant


@dataclass
class Process:
    """One process: charges from what it holds, asks where that is not enough, loses answers, dies."""

    number: int
    held: Held = field(default_factory=Held)

    def charge(self, bank: Bank, cost: int, now: int, delay: int, fate: str) -> list[int]:
        """The moments at which the cost was spent: none or one."""
        terms = bank.terms
        balance = self.held.take(terms, cost, now * 1000)
        if balance is None and not self.held.is_hopeless(terms, cost, now * 1000):
            self.ask(bank, cost, now, delay, fate)
            balance = self.held.take(terms, cost, (now + delay) * 1000)
            return [now + delay] if balance is not None and balance.taken else []
        return [now] if balance is not None and balance.taken else []

    def ask(self, bank: Bank, needed: int, now: int, delay: int, fate: str) -> None:
        wish = self.held.wish(bank.terms, needed, now * 1000)
        if wish is None or fate == "lost on the way there":
            return
        grant = bank.exchange(self.number, wish, now + delay // 2)
        if fate != "lost on the way back":
            self.held.accept(bank.terms, wish, grant, now * 1000)


STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(("charge", "charge", "charge", "beat", "die")),
        st.integers(1, 400),
        st.one_of(st.integers(0, 2000), st.integers(0, 3 * SECOND), st.integers(0, 40 * SECOND)),
        st.integers(0, SECOND),
        st.sampled_from(("well", "well", "lost on the way there", "lost on the way back")),
    ),
    min_size=1,
    max_size=60,
)


@given(st.integers(1, 2000), st.integers(1, 60_000), STEPS)
def test_over_any_stretch_nobody_gets_more_than_capacity_and_refill(
    capacity: int, refill_: int, steps: list[tuple[int, str, int, int, int, str]]
) -> None:
    terms = Terms(capacity, refill_, 10 * SECOND)
    now = SECOND
    bank, processes, spent = Bank(terms, Pool(capacity, now)), [Process(number) for number in range(3)], []
    for place, what, cost, later, delay, fate in steps:
        now += later
        process = processes[place]
        if what == "charge":
            spent += [(moment, cost) for moment in process.charge(bank, cost, now, delay, fate)]
        elif what == "beat":
            process.ask(bank, 0, now, delay, fate)
        else:
            processes[place] = Process(place + 3 * now)
        now += delay
    for first, (began, _) in enumerate(spent):
        total = 0
        for moment, cost in spent[first:]:
            total += cost
            assert (total - capacity) * 60 * SECOND <= (moment - began) * refill_


@given(st.lists(st.integers(1, 300), min_size=1, max_size=80), st.integers(0, 2))
def test_who_asks_one_process_alone_may_spend_all_but_what_another_holds(costs: list[int], others: int) -> None:
    terms, now = Terms(1600, 1, 10 * SECOND), SECOND
    bank, own = Bank(terms, Pool(1600, now)), Process(0)
    spent = 0
    for number in range(others):
        spent += len(Process(number + 1).charge(bank, 1, now, 0, "well"))
    held = sum(lot.amount for lot in bank.lots.values()) - spent
    assert held <= others * (1600 // 16 - 1)
    for cost in costs:
        taken = own.charge(bank, cost, now, 0, "well")
        # refused only where it is not there
        assert bool(taken) == (spent + held + cost <= 1600)
        spent += cost * len(taken)


def test_what_nobody_uses_is_given_back() -> None:
    terms, now = TERMS, SECOND
    bank, one, other = Bank(terms, Pool(1600, now)), Process(0), Process(1)
    assert one.charge(bank, 10, now, 0, "well") == [now]
    assert (bank.pool.left, one.held.rest) == (1500, 90)
    # the other does not get what the one holds
    assert other.charge(bank, 1501, now, 0, "well") == []
    later = now + 5 * SECOND
    one.ask(bank, 0, later, 0, "well")
    # what was spent counts as lent until it is told, and comes back from then on
    assert (bank.pool.left, one.held.rest, bank.lots[0].amount) == (1590, 0, 0)
    assert other.charge(bank, 1600, later + SECOND, 0, "well") == [later + SECOND]


def test_what_a_process_that_died_held_is_there_again_after_its_lease() -> None:
    bank, one = Bank(Terms(1600, 60_000, 10 * SECOND), Pool(1600, SECOND)), Process(0)
    one.charge(bank, 1, SECOND, 0, "well")
    assert bank.exchange(1, Wish(0), 11 * SECOND - 1).left == 1500
    assert bank.exchange(1, Wish(0), 11 * SECOND).left == 1500
    assert bank.exchange(1, Wish(0), 12 * SECOND).left == 1600
