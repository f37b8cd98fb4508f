"""What a serving process asks of the interpreter, so that short requests are answered while long ones are worked at."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

_SELDOM = (5_000, 10, 100)
"""Objects made and not freed between two looks for garbage among the youngest, and so many of these between looks at older ones and at all.

A request frees nearly all that it made without any look; what it leaves is small. With Python's own numbers everything that is kept
for later requests was looked through each second of full load, and all requests waited for a tenth to a third of a second.
"""
_TURN, _LONG_TURN = 0.002, 0.005
"""Seconds for which a thread may go on while another waits: the event loop waits behind every worker. The longer is Python's own."""
_SHORT_SECONDS = 1.0
"""So long after a short request others may still come: below that it is not worth to change anything."""
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


class Turns:
    """Of one event loop: threads take turns often while short requests come, and seldom while there are long ones alone.

    Each turn costs what the processor had at hand: a tenth of the work, where eight clients ask for a thousand rows each.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._last = clock()
        self._often = True

    def note(self, long: bool) -> None:
        """A request is about to be answered."""
        if not long:
            self._last = self._clock()
        often = not long or self._clock() - self._last < _SHORT_SECONDS
        if often != self._often:
            self._often = often
            sys.setswitchinterval(_TURN if often else _LONG_TURN)
