"""GET /identity: what the pages have to know before anybody is signed in: whose session it is, if anybody's, and how one signs in."""

import asyncio
import logging
from datetime import datetime, timedelta

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from app.authentication import Asker
from app.clock import now
from app.oidc.fetching import ProviderError
from app.oidc.provider import Provider, open_provider
from app.refusals import HttpRefusalError, JsonResponse
from app.sessions import describe_asker
from app.shell import Shell
from domain.errors import UnauthenticatedError

FRESH = timedelta(minutes=5)
"""How long the provider is not asked again where it signs browsers in."""
PAUSE = timedelta(seconds=5)
"""And after an attempt that failed."""
_log = logging.getLogger("holdfast.identity")


class SignInAddress:
    """Where a provider signs browsers in, as its discovery document says. Of one event loop."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._found: str | None = None
        self._good_until: datetime | None = None
        self._asking = asyncio.Lock()

    async def find(self, moment: datetime) -> str | None:
        """The address; None while the provider cannot be asked."""
        async with self._asking:
            if self._good_until is None or moment >= self._good_until:
                try:
                    self._found = await run_sync(self._provider.find_sign_in)
                    self._good_until = moment + FRESH
                except ProviderError as error:
                    _log.warning("where browsers sign in at the identity provider is not known: %s", error)
                    self._good_until = moment + PAUSE
        return self._found


class IdentityEndpoint:
    """Answers whoever asks; it tells nothing that a visitor of the sign-in page may not know."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        provider = open_provider(shell.settings) if shell.settings.oidc_client_id else None
        self._address = SignInAddress(provider) if provider else None

    async def answer(self, request: Request) -> Response:
        """`session` as /session tells it, or null; `provider` only where nobody is signed in; `documents` as in the settings."""
        asker = await self._find_asker(request)
        session = describe_asker(asker) if asker else None
        provider = None if asker else await self._describe_provider()
        documents = self._shell.settings.documents
        return JsonResponse({"session": session, "provider": provider, "documents": documents})

    async def _find_asker(self, request: Request) -> Asker | None:
        try:
            return await self._shell.authentication.identify(request, now())
        except (UnauthenticatedError, HttpRefusalError):
            return None

    async def _describe_provider(self) -> dict[str, str | None] | None:
        if self._address is None:
            return None
        address = await self._address.find(now())
        return {"authorizationEndpoint": address, "clientId": self._shell.settings.oidc_client_id}
