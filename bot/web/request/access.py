"""Who may see what: all with the key, their servers' corpora once signed in, one article with a pass."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from starlette.requests import Request

from bot.service.corpora.names import MAIN
from bot.web.request.parts import viewing
from bot.web.request.site import COOKIE
from bot.web.signin.sessions import CHOSEN, SIGNED_IN
from bot.web.signin.viewer import Viewer, depends_on_roles, shelves_of, viewer_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from bot.web.request.parts import Parts
    from bot.web.request.site import Site

READER = "/read/"
_OPEN = {"/key", "/health", "/sign-in", "/sign-in/discord", "/sign-out"}
_STATIC = "/static/"
# What programs ask, which have no browser's cookie; it tells where files lie, which is no business of who signs in.
_WITH_KEY = ("/api/", "/v1/", "/mcp")


class Access:
    """Lets through who may; it knows nothing of routes but those that are open, so that a new one is closed."""

    def __init__(self, app: ASGIApp, parts: Parts, refuse: Callable[[Request], Awaitable[Response]]) -> None:
        """Name what is guarded, with what, and what answers those who may not."""
        self._app = app
        self._parts = parts
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "http" and not await self._may(request := Request(scope, receive)):
            response = await self._refuse(request)
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _may(self, request: Request) -> bool:
        path = request.url.path
        if path in _OPEN or path.startswith(_STATIC):
            return True
        request.state.viewer = await self._viewer(request)
        return request.state.viewer is not None or has_pass(request, self._parts.site)

    async def _viewer(self, request: Request) -> Viewer | None:
        parts = self._parts
        if has_key(request, parts.site):
            return Viewer(corpus=parts.corpus, everything=True)
        if parts.signin is None or request.url.path.startswith(_WITH_KEY):
            return None
        known = parts.signin.seal.read_person(request.cookies.get(SIGNED_IN, ""), time.time())
        if known is None or known.expired:
            request.state.expired = known is not None
            return None
        accounts, person = parts.signin.accounts, known.person
        bots = await accounts.servers()
        rules = {one.id: parts.store.servers.settings(one.id) for one in person.servers if one.id in bots}
        asked = [one.id for one in person.servers if one.id in rules and depends_on_roles(one, rules[one.id])]
        shelves = shelves_of(person, rules, await accounts.roles(person.id, asked), parts.corpora, bots)
        request.state.stranger = "" if shelves else person.name
        return viewer_of(person, shelves, request.cookies.get(CHOSEN, ""))


def has_key(request: Request, site: Site) -> bool:
    """Say whether a request comes from someone who has the key, or whether none is needed."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return (
        (not site.key)
        or (scheme.lower() == "bearer" and site.knows_key(given.strip()))
        or site.knows_cookie(request.cookies.get(COOKIE, ""), time.time())
    )


def has_pass(request: Request, site: Site) -> bool:
    """Say whether a request has what opens the article that it asks for."""
    path, query = request.url.path, request.query_params
    identity = path.removeprefix(READER)
    return path.startswith(READER) and site.links.opens(query.get("corpus") or MAIN, identity, query.get("pass", ""))


def may_read(request: Request, site: Site, corpus: str) -> bool:
    """Say whether an article of a corpus is open to whoever asks for it."""
    viewer = viewing(request)
    return (viewer is not None and viewer.may_read(corpus)) or has_pass(request, site)
