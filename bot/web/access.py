"""Who may see what: all with the key or a cookie of one who had it, one article with a pass, the rest nobody."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from starlette.requests import Request

from bot.service.corpus_names import MAIN
from bot.web.site import COOKIE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from bot.web.site import Site

READER = "/read/"
_OPEN = {"/key", "/health"}
_STATIC = "/static/"


class Access:
    """Lets through who may; it knows nothing of routes but those that are open, so that a new one is closed."""

    def __init__(self, app: ASGIApp, site: Site, refuse: Callable[[Request], Awaitable[Response]]) -> None:
        """Name what is guarded, by which key, and what answers those who may not."""
        self._app = app
        self._site = site
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "http" and not self._may(request := Request(scope, receive)):
            response = await self._refuse(request)
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _may(self, request: Request) -> bool:
        path = request.url.path
        return (
            path in _OPEN or path.startswith(_STATIC) or has_key(request, self._site) or self._has_pass(path, request)
        )

    def _has_pass(self, path: str, request: Request) -> bool:
        query = request.query_params
        corpus = query.get("corpus", MAIN)
        identity = path.removeprefix(READER)
        return path.startswith(READER) and self._site.links.opens(corpus, identity, query.get("pass", ""))


def has_key(request: Request, site: Site) -> bool:
    """Say whether a request comes from someone who has the key, or whether none is needed."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return (
        (not site.key)
        or (scheme.lower() == "bearer" and site.knows_key(given.strip()))
        or site.knows_cookie(request.cookies.get(COOKIE, ""), time.time())
    )
