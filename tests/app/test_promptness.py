"""What the interpreter does otherwise while a process serves, and what it does again afterwards."""

import subprocess
import sys

from app.promptness import Turns
from app.settings import ROOT

# in a process of its own: the tests themselves last in such a block
WATCHED = """
import gc, sys
from contextlib import suppress
from app.promptness import answering_promptly

def told():
    return gc.get_threshold(), round(sys.getswitchinterval(), 6), gc.get_freeze_count() > 0

print(*told())
with suppress(KeyError), answering_promptly():
    print(*told())
    frozen = gc.get_freeze_count()
    with suppress(KeyError), answering_promptly():
        print(*told(), gc.get_freeze_count() == frozen)
        raise KeyError
    print(*told(), gc.get_freeze_count() == frozen)
    raise KeyError
print(*told(), gc.get_freeze_count())
with answering_promptly():
    print(*told())
"""


def test_garbage_is_looked_for_seldom_and_threads_take_turns_often_until_the_end() -> None:
    ran = subprocess.run([sys.executable, "-c", WATCHED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == [
        "(700, 10, 10) 0.005 False",
        "(5000, 10, 100) 0.002 True",
        "(5000, 10, 100) 0.002 True True",
        "(5000, 10, 100) 0.002 True True",
        "(700, 10, 10) 0.005 False 0",
        "(5000, 10, 100) 0.002 True",
    ]


def test_threads_take_turns_seldom_while_there_are_long_requests_alone() -> None:
    before, moment = sys.getswitchinterval(), 0.0
    try:
        turns = Turns(lambda: moment)
        found = []
        for seconds, long in ((0.5, True), (0.6, True), (0.1, False), (0.9, True), (0.2, True)):
            moment += seconds
            turns.note(long=long)
            found.append(round(sys.getswitchinterval(), 6))
        # before the first change it is as it was
        assert found == [round(before, 6), 0.005, 0.002, 0.002, 0.005]
    finally:
        sys.setswitchinterval(before)
