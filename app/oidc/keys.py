"""The provider's keys in memory: read again when they are some minutes old or a token names an unknown one, kept while it is down."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from anyio.to_thread import run_sync
from jwt import PyJWK, PyJWKSet

from app.oidc.fetching import ProviderError

FRESH = timedelta(minutes=5)
"""How long a key that the provider withdrew may still count."""
PAUSE = timedelta(seconds=5)
"""Between two attempts to read the keys, whatever tokens name."""
_log = logging.getLogger("holdfast.identity")


class KeyRing:
    """Of one event loop; `fetch` blocks and raises ProviderError."""

    def __init__(self, fetch: Callable[[], PyJWKSet]) -> None:
        self._fetch = fetch
        self._keys: list[PyJWK] | None = None
        self._names: frozenset[object] = frozenset()
        self._read_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._reading = asyncio.Lock()
        self._aside: set[asyncio.Task[None]] = set()
        self.generation = 0
        """Grows whenever the provider's keys are others than before."""

    async def find(self, kid: str | None, now: datetime) -> PyJWK | None:
        """The key of that name; without a name the only one there is. ProviderError where no keys could ever be read."""
        self.tend(now)
        key = self._pick(kid)
        if key is None:
            await self._read(now)
            key = self._pick(kid)
        if self._keys is None:
            raise ProviderError("its keys cannot be read")
        return key

    def tend(self, now: datetime) -> None:
        """Has the keys read again, aside, once they are old."""
        if self._read_at is None or now - self._read_at < FRESH or self._reading.locked() or self._rests(now):
            return
        task = asyncio.ensure_future(self._read(now))
        # kept until it ends: the loop itself holds its tasks weakly
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def settle(self) -> None:
        """Waits for what is read aside."""
        await asyncio.gather(*self._aside)

    def _rests(self, now: datetime) -> bool:
        return self._tried_at is not None and now - self._tried_at < PAUSE

    def _pick(self, kid: str | None) -> PyJWK | None:
        keys = self._keys or []
        if kid is None:
            return keys[0] if len(keys) == 1 else None
        return next((key for key in keys if key.key_id == kid), None)

    async def _read(self, now: datetime) -> None:
        async with self._reading:
            if self._rests(now):
                return
            self._tried_at = now
            try:
                found = await run_sync(self._fetch)
            except ProviderError as error:
                _log.warning("the identity provider's keys could not be read: %s", error)
                return
            self._read_at = now
            self._take([key for key in found.keys if key.public_key_use in (None, "sig")])

    def _take(self, keys: list[PyJWK]) -> None:
        names = frozenset((key.key_id, key.algorithm_name, _public_numbers(key)) for key in keys)
        self._keys = keys
        if names != self._names:
            self._names = names
            self.generation += 1


def _public_numbers(key: PyJWK) -> str:
    text = key.Algorithm.to_jwk(key.key, as_dict=False)
    return str(text)
