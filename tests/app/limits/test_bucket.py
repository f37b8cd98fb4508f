"""Buckets: nothing is spent that is not there, to the last unit and nanosecond."""

from hypothesis import given
from hypothesis import strategies as st

from app.limits.bucket import Balance, Buckets

SECOND = 1_000_000_000


def test_a_bucket_is_full_at_first_and_refills_by_the_minute() -> None:
    buckets = Buckets(capacity=100, refill=60)
    assert buckets.charge("a", 100, 0) == Balance(taken=True, remaining=0, wait=0, full_in=100 * SECOND)
    assert buckets.charge("a", 1, 0) == Balance(taken=False, remaining=0, wait=SECOND, full_in=100 * SECOND)
    assert buckets.charge("a", 1, SECOND - 1).wait == 1
    assert buckets.charge("a", 1, SECOND) == Balance(taken=True, remaining=0, wait=0, full_in=100 * SECOND)
    assert buckets.charge("a", 30, 101 * SECOND) == Balance(taken=True, remaining=70, wait=0, full_in=30 * SECOND)


def test_each_token_has_a_bucket_of_its_own() -> None:
    buckets = Buckets(capacity=10, refill=1)
    assert [buckets.charge(token, 10, 0).taken for token in ("a", "a", "b", "b")] == [True, False, True, False]


def test_what_cannot_be_had_is_never_taken() -> None:
    buckets = Buckets(capacity=10, refill=1)
    assert [buckets.charge("a", 11, second * SECOND * 10_000).taken for second in range(3)] == [False] * 3
    assert buckets.charge("a", 10, 40_000 * SECOND).taken


def test_full_buckets_are_forgotten() -> None:
    buckets = Buckets(capacity=10, refill=60)
    for number in range(30_000):
        assert buckets.charge(str(number), 1, number * SECOND).taken
    assert len(buckets._owed) <= 10_000


CHARGES = st.lists(
    st.tuples(st.integers(1, 50), st.one_of(st.just(0), st.integers(0, 200 * SECOND))), min_size=1, max_size=60
)


@given(st.integers(1, 100), st.integers(1, 1000), CHARGES)
def test_nobody_spends_more_than_was_there(capacity: int, refill: int, charges: list[tuple[int, int]]) -> None:
    buckets, spent, now = Buckets(capacity, refill), 0, 0
    for cost, later in charges:
        now += later
        balance = buckets.charge("a", cost, now)
        spent += cost * balance.taken
        # what was there at first, and what came back since
        assert spent * 60 * SECOND <= (capacity * 60 * SECOND) + now * refill
        assert 0 <= balance.remaining <= capacity
        assert balance.taken == (balance.wait == 0)
        if not balance.taken and cost <= capacity:
            assert not Buckets.charge(_copy(buckets), "a", cost, now + balance.wait - 1).taken
            assert Buckets.charge(_copy(buckets), "a", cost, now + balance.wait).taken


def _copy(buckets: Buckets) -> Buckets:
    copy = Buckets(1, 1)
    copy._capacity, copy._refill, copy._owed = buckets._capacity, buckets._refill, dict(buckets._owed)
    return copy
