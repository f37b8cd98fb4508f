"""What a soak judges, it judges as it should; its load is drawn and steered as it says."""

from random import Random

import pytest

from bench.results import Result
from bench.soak.asking import Judged, Verdict
from bench.soak.driving import Driven, Outcome
from bench.soak.figures import judge_answers, judge_memory, judge_overload, judge_times, percentile
from bench.soak.questions import Kind, Known, Mix, Question, hash_data
from bench.soak.use import Steering, change
from bench.soak.watching import Memory


def outcomes(kind: Kind, *milliseconds: float, verdict: Verdict = Verdict.RIGHT) -> list[Outcome]:
    return [Outcome(kind, 10, 10 + each / 2000, 10 + each / 1000, Judged(verdict)) for each in milliseconds]


def test_the_slowest_hundredth_is_of_what_was_due_not_of_what_was_sent() -> None:
    driven = Driven(outcomes(Kind.CACHED, *range(1, 101)), 10)
    assert percentile([each.seconds for each in driven.outcomes], 0.99) == pytest.approx(0.1)
    (missed,) = judge_times(driven, {Kind.CACHED: 9.9})
    assert missed.ours == pytest.approx(100)
    assert (missed.baseline, missed.holds) == (9.9, False)
    (held,) = judge_times(driven, {Kind.CACHED: 10.1})
    assert held.holds


def test_refusals_count_as_amiss_only_where_nothing_may_be_refused() -> None:
    driven = Driven(outcomes(Kind.CACHED, 1, 1) + outcomes(Kind.DEFAULT, 1, verdict=Verdict.REFUSED), 1)
    assert [judge_answers("x", driven, refusals).ours for refusals in (True, False)] == [0, 1]
    wrong = Driven(outcomes(Kind.CACHED, 1, verdict=Verdict.WRONG), 1)
    assert [judge_answers("x", wrong, refusals).holds for refusals in (True, False)] == [False, False]


def test_served_work_counts_beside_served_answers() -> None:
    alone = {Kind.CACHED: 1.0, Kind.FILTERED: 100.0}
    capacity = Driven(outcomes(Kind.CACHED, *[1] * 10) + outcomes(Kind.FILTERED, *[100] * 10), 1)
    starved = Driven(outcomes(Kind.CACHED, *[1] * 100) + outcomes(Kind.FILTERED, 100), 1)
    rates: list[Result] = judge_overload(starved, capacity, alone)
    assert [(each.ours, each.baseline, each.holds) for each in rates] == [(101, 20, True), (200, 1010, False)]
    assert rates[1].note == "answered of asked: cached 100%, filtered 100%"


def test_memory_is_flat_where_the_last_tenth_is_the_third() -> None:
    rising = Memory([100.0] * 20 + [200.0] * 10 + [300.0] * 70, [0.0] * 100)
    assert (judge_memory(rising).ours, judge_memory(rising).baseline, judge_memory(rising).holds) == (300, 200, False)
    assert judge_memory(Memory([200.0] * 60, [10.0] * 60)).holds


def test_a_mix_draws_by_shares_and_gives_each_question_its_turn() -> None:
    known = [
        Known(Question(kind, "token", f"{{ a{each} }}", {}), str(each))
        for kind in (Kind.CACHED, Kind.DEFAULT)
        for each in range(5)
    ]
    shares = {Kind.CACHED: 9, Kind.DEFAULT: 1, Kind.EXPORT: 50}
    mix = Mix(known, Random(1), shares)
    drawn = [mix.draw() for _ in range(1000)]
    cached = [each.sha256 for each in drawn if each.question.kind is Kind.CACHED]
    assert sorted(cached[:5]) == sorted(cached[5:10]) == ["0", "1", "2", "3", "4"]
    tens = [
        [each.question.kind for each in drawn[first : first + 10]].count(Kind.CACHED) for first in range(0, 1000, 10)
    ]
    assert tens == [9] * 100
    by_chance = Mix(known, Random(1), shares, even=False)
    assert 860 < [by_chance.draw().question.kind for _ in range(1000)].count(Kind.CACHED) < 940


def test_a_load_is_steered_towards_how_busy_the_processors_shall_be() -> None:
    assert change(0.8, 0.8) == 1
    assert [change(0.8, found) for found in (1.0, 0.4, 0.0)] == pytest.approx([0.8**0.15, 2**0.15, 80**0.15], rel=1e-12)


def test_a_steered_load_follows_a_machine_and_does_not_swing() -> None:
    steering, rates = Steering(80.0, 0.8), list[float]()
    for second in range(240):
        speed = 100.0 if second < 60 else 60.0 if second < 150 else 110.0
        steering.use.shares.append(min(steering.rate / speed, 1.0))
        steering.follow()
        rates.append(steering.rate)
    assert rates[:60] == pytest.approx([80.0] * 60)
    assert rates[80:150] == pytest.approx([48.0] * 70, rel=0.05)
    assert rates[180:] == pytest.approx([88.0] * 60, rel=0.05)
    assert (min(rates), max(rates)) == pytest.approx((48.0, 88.0), rel=0.05)


def test_a_fresh_question_is_never_asked_in_the_same_words() -> None:
    question = Question(Kind.FILTERED, "token", "{ a }", {"filter": {"country": ["Chile"]}})
    one, other = question.body(), question.body()
    assert one != other
    assert b'"country":["Chile","nowhere ' in one
    assert hash_data(b'{"data":{}}') == hash_data(b'{"data":{},"extensions":{"cost":{"requested":1}}}')
