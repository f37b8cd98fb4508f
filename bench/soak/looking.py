"""Looks at something again and again while something else goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from app.beside import beside

_SECOND = 1.0


@asynccontextmanager
async def looking(look: Callable[[], None]) -> AsyncIterator[None]:
    """Looks at once, and once a second until the block ends."""

    async def look_on() -> None:
        while True:
            await asyncio.sleep(_SECOND)
            look()

    look()
    async with beside(look_on()):
        yield
