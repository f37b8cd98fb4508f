"""Values that a part's whole slice has once and for ever, kept beside it."""

from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from services.slice import Slice
from services.view import View

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """What a function makes of a part's whole slice, made once while the slice is in use."""

    def __init__(self, make: Callable[[Slice], Made]) -> None:
        self._make = make
        self._made: WeakKeyDictionary[Slice, Made] = WeakKeyDictionary()

    def of(self, view: View) -> Made:
        """The value for the view's part."""
        whole = view.house.slices.whole(view.part)
        made = self._made.get(whole)
        if made is None:
            made = self._made[whole] = self._make(whole)
        return made
