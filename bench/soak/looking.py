"""Looks at something again and again while something else goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

_SECOND = 1.0


@asynccontextmanager
async def looking(look: Callable[[], None], every: float = _SECOND) -> AsyncIterator[None]:
    """Looks at once, and every so many seconds until the block ends."""

    async def look_on() -> None:
        while True:
            await asyncio.sleep(every)
            look()

    look()
    task = asyncio.create_task(look_on())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
