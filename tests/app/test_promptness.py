"""What the interpreter does otherwise while a process serves, and what it does again afterwards."""

import subprocess
import sys

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
