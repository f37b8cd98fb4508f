"""What a serving process asks of the interpreter, so that short requests are answered while long ones are worked at."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_SELDOM = (5_000, 10, 100)
"""Objects made and not freed between two looks for garbage among the youngest, and so many of these between looks at older ones and at all.

A request frees nearly all that it made without any look; what it leaves is small. With Python's own numbers everything that is kept
for later requests was looked through each second of full load, and all requests waited for a tenth to a third of a second.
"""
_TURN = 0.002
"""Seconds for which a thread may go on while another waits, two fifths of Python's own: the event loop waits behind every worker."""
_LASTING = Lock()
"""Held while a block lasts."""


@contextmanager
def answering_promptly() -> Iterator[None]:
    """What was made before the block is not looked through for garbage in it, what is made in it seldom; threads take turns more often.

    All this is the process's: a block within or beside another changes nothing.
    """
    if not _LASTING.acquire(blocking=False):
        yield
        return
    thresholds, turn = gc.get_threshold(), sys.getswitchinterval()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(turn)
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        _LASTING.release()
