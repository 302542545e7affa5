"""Pass requests on to the chat model that runs here, and what it writes back as it writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.responses import Response

    from bot.models.local_chat import Endpoint

# Seconds in which the model has to begin or go on; reading a long prompt takes a minute on a slow machine.
_SLOWEST = 300.0


class Relay:
    """Asks the chat model on its own port, whose key nobody else knows."""

    def __init__(self, name: str, server: Endpoint) -> None:
        """Name the model as the settings do, and give the server."""
        self.name = name
        self._server = server

    async def passed_on(self, path: str, body: dict[str, Any]) -> Response:
        """Return what the model answers to a request for a path below /v1/.

        Raises:
            HTTPException: the model doesn't run any more.
        """
        # Loopback is reached directly: a proxy that the environment names would never find this port.
        client = httpx2.AsyncClient(timeout=_SLOWEST, trust_env=False)
        headers = {"Authorization": f"Bearer {self._server.api_key}"}
        request = client.build_request("POST", f"{self._server.base_url}/{path}", json=body, headers=headers)
        try:
            answer = await client.send(request, stream=True)
        except BaseException as error:
            await client.aclose()
            if isinstance(error, httpx2.TransportError):
                raise HTTPException(503, "The chat model doesn't answer: restart `footnote serve --models`.") from error
            raise

        async def pieces() -> AsyncGenerator[bytes]:
            # One who leaves closes this, and with it the connection, at which the model stops writing.
            try:
                async for piece in answer.aiter_raw():
                    yield piece
            finally:
                await answer.aclose()
                await client.aclose()

        return StreamingResponse(pieces(), answer.status_code, media_type=answer.headers.get("content-type"))
