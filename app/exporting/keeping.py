"""How long old snapshots and parts stay, as the settings say and as exports need them."""

import asyncio

from app.exporting.place import known_place
from app.settings import Settings
from db.records.exports import parts_in_use
from services.build.publishing import Keeping

_GRACE_SECONDS = 600


def keeping(settings: Settings) -> Keeping:
    """How long old snapshots and parts stay: a replaced part as long as a request may last, and ten minutes, and while exports read it."""
    in_use = asyncio.run(_read_parts_in_use(settings))
    return Keeping(settings.snapshots, int(settings.request_seconds) + _GRACE_SECONDS, in_use)


async def _read_parts_in_use(settings: Settings) -> frozenset[str]:
    async with known_place(settings) as place:
        return await parts_in_use(place.records) if place else frozenset()
