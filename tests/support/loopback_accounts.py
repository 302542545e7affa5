"""A server on loopback that signs people in as Discord does, and refuses what Discord would refuse."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Generator

    from starlette.requests import Request

APPLICATION = "4242"
SECRET = "the-secret-of-the-application"  # noqa: S105 -- of nothing
BOT_TOKEN = "the-token-of-the-bot"  # noqa: S105 -- opens nothing but this stand-in
_SECONDS_TO_START = 20
MANAGE_SERVER = 0x20


@dataclass(slots=True, kw_only=True)
class Accounts:
    """Who is signed in at Discord's in the browser, in which servers they are, and in which the bot is."""

    redirect: str
    person: int = 1
    name: str = "alice"
    servers: dict[int, tuple[str, int]] = field(default_factory=dict[int, tuple[str, int]])
    bots: list[int] = field(default_factory=list[int])
    refuses: bool = False
    is_down: bool = False
    rooms: list[dict[str, Any]] = field(default_factory=list[Any])
    named_roles: list[dict[str, Any]] = field(default_factory=list[Any])
    held: dict[int, list[int]] = field(default_factory=dict[int, list[int]])  # the person's roles, by server
    url: str = ""
    asked: list[str] = field(default_factory=list[str])
    _codes: dict[str, str] = field(default_factory=dict[str, str])
    _tokens: set[str] = field(default_factory=set[str])

    async def authorize(self, request: Request) -> Response:
        asked = request.query_params
        self.asked.append(str(request.url))
        if asked["client_id"] != APPLICATION or asked["redirect_uri"] != self.redirect:
            return Response("invalid redirect_uri", 400)
        if self.refuses:
            return self._back(state=asked["state"], error="access_denied")
        assert asked["response_type"] == "code"
        assert asked["scope"] == "identify guilds"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_hex(8)
        self._codes[code] = asked["code_challenge"]
        return self._back(state=asked["state"], code=code)

    async def token(self, request: Request) -> Response:
        form = await request.form()
        basic = base64.b64encode(f"{APPLICATION}:{SECRET}".encode()).decode()
        challenge = self._codes.pop(str(form.get("code")), None)  # a code is taken once
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        fits = base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge
        if request.headers.get("authorization") != f"Basic {basic}":
            return JSONResponse({"error": "invalid_client"}, 401)
        if not fits or form.get("redirect_uri") != self.redirect:
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = secrets.token_hex(8)
        self._tokens.add(token)
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": 604800})

    async def application(self, request: Request) -> Response:
        return self._to_bot(request, {"id": APPLICATION})

    async def me(self, request: Request) -> Response:
        return self._to_person(request, {"id": str(self.person), "username": self.name, "global_name": None})

    async def guilds(self, request: Request) -> Response:
        if request.headers["authorization"].startswith("Bot "):
            after = int(request.query_params["after"])
            return self._to_bot(request, [{"id": str(one)} for one in sorted(self.bots) if one > after][:200])
        mine = [
            {"id": str(id_), "name": name, "owner": False, "permissions": str(permissions)}
            for id_, (name, permissions) in self.servers.items()
        ]
        return self._to_person(request, mine)

    async def channels(self, request: Request) -> Response:
        return self._of_bots(request, self.rooms)

    async def roles(self, request: Request) -> Response:
        server = request.path_params["server"]
        everyone = {"id": server, "name": "@everyone", "position": 0}
        return self._of_bots(request, [everyone, *self.named_roles])

    async def member(self, request: Request) -> Response:
        server, person = (int(request.path_params[name]) for name in ("server", "person"))
        self.asked.append(str(request.url))
        if server in self.bots and (person != self.person or server not in self.servers):
            return JSONResponse({"message": "Unknown Member", "code": 10007}, 404)
        return self._of_bots(request, {"roles": [str(one) for one in self.held.get(server, [])]})

    def _of_bots(self, request: Request, document: Any) -> Response:
        if self.is_down:
            return JSONResponse({"message": "Service Unavailable"}, 503)
        if int(request.path_params["server"]) not in self.bots:
            return JSONResponse({"message": "Missing Access"}, 403)
        return self._to_bot(request, document)

    def _back(self, **values: str) -> Response:
        return RedirectResponse(f"{self.redirect}?{urlencode(values)}", 302)

    def _to_bot(self, request: Request, document: Any) -> Response:
        if request.headers.get("authorization") != f"Bot {BOT_TOKEN}":
            return JSONResponse({"message": "401: Unauthorized"}, 401)
        return JSONResponse(document)

    def _to_person(self, request: Request, document: Any) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or token not in self._tokens:
            return JSONResponse({"message": "401: Unauthorized"}, 401)
        return JSONResponse(document)


@contextmanager
def signing_in(accounts: Accounts) -> Generator[Accounts]:
    """Serve on a port of loopback, whose address the accounts then have."""
    routes = [
        Route("/oauth2/authorize", accounts.authorize),
        Route("/api/v10/oauth2/token", accounts.token, methods=["POST"]),
        Route("/api/v10/applications/@me", accounts.application),
        Route("/api/v10/users/@me", accounts.me),
        Route("/api/v10/users/@me/guilds", accounts.guilds),
        Route("/api/v10/guilds/{server}/channels", accounts.channels),
        Route("/api/v10/guilds/{server}/roles", accounts.roles),
        Route("/api/v10/guilds/{server}/members/{person}", accounts.member),
    ]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + _SECONDS_TO_START
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    accounts.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield accounts
    finally:
        server.should_exit = True
        thread.join(_SECONDS_TO_START)
