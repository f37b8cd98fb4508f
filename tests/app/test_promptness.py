"""What the interpreter does otherwise while a process serves, and what it does again afterwards."""

import gc
import sys

import pytest

from app.promptness import answering_promptly


def test_garbage_is_looked_for_seldom_and_threads_take_turns_often_until_the_end() -> None:
    thresholds, turn, frozen = gc.get_threshold(), sys.getswitchinterval(), gc.get_freeze_count()
    with pytest.raises(KeyError), answering_promptly():
        assert gc.get_threshold() == (5_000, 10, 100)
        assert sys.getswitchinterval() == pytest.approx(0.001)
        assert gc.get_freeze_count() > frozen
        raise KeyError
    assert (gc.get_threshold(), sys.getswitchinterval(), gc.get_freeze_count()) == (thresholds, turn, 0)
