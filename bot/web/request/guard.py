"""What every request passes: whose name it came under, from which page, how large it is; and what every answer says.

An ASGI middleware, since it has to hold for pages, API and MCP alike.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from bot.web.request.site import Site

MOST_BYTES = 10_000_000
_SECONDS_FOR_A_PIECE = 20.0
_READS = {"GET", "HEAD", "OPTIONS"}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Refuses what comes under a stranger's name, from a stranger's page, too large or too slowly."""

    def __init__(self, app: ASGIApp, site: Site, *, anywhere: bool = False) -> None:
        """Name what is guarded and where it is; `anywhere`, it may be called by any name."""
        self._app = app
        self._site = site
        self._anywhere = anywhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it with one sentence."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if refusal := self._refusal(scope["method"], headers):
            await refusal(scope, receive, _safely(send))
            return
        await self._app(scope, _measured(receive), _safely(send))

    def _refusal(self, method: str, headers: Headers) -> PlainTextResponse | None:
        if not self._anywhere and not self._site.answers_to(headers.get("host", "")):
            return _says(421, f"Footnote isn't at this address: it is at {self._site.links.url}.")
        if self._is_foreign(method, headers):
            return _says(403, "Another site's page may not do this here: open Footnote's own page and try again.")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return _says(413, f"That is too large: send {MOST_BYTES // 1_000_000} MB at the most.")
        return None

    def _is_foreign(self, method: str, headers: Headers) -> bool:
        """Say whether a stranger's page sends this; its links may lead here, and that is all."""
        if headers.get("sec-fetch-site") == "cross-site" and (
            method not in _READS or headers.get("sec-fetch-mode") != "navigate"
        ):
            return True
        origin = headers.get("origin")
        return method not in _READS and origin is not None and urlsplit(origin).netloc != headers.get("host")


def _measured(receive: Receive) -> Receive:
    """Return what receives a body within bounds of size and time."""
    seen = 0
    whole = False

    async def measured() -> Message:
        nonlocal seen, whole
        if whole:
            return await receive()  # what comes now is that the reader leaves, whenever that is
        try:
            message = await asyncio.wait_for(receive(), _SECONDS_FOR_A_PIECE)
        except TimeoutError:
            raise HTTPException(408, "The request came too slowly: send it again.") from None
        seen += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if seen > MOST_BYTES:
            raise HTTPException(413, f"That is too large: send {MOST_BYTES // 1_000_000} MB at the most.")
        return message

    return measured


def _safely(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "private, no-cache")
        await send(message)

    return with_headers


def _says(status: int, sentence: str) -> PlainTextResponse:
    return PlainTextResponse(sentence + "\n", status)
