"""Ask Discord who someone is and which servers they and the bot are in, by OAuth2 (door: authlib, httpx2)."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from corpus.errors import FootnoteError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection

_DISCORD = "https://discord.com/api/v10"
_SCOPES = "identify guilds"
# Discord's bits for Administrator and Manage Server.
_MANAGES = 0x8 | 0x20
_SECONDS_TO_ANSWER = 10.0
_SECONDS_BELIEVED = 300.0
_MOST_A_PAGE = 200
_MOST_MEMBERS = 10_000
_VERIFIER_LENGTH = 48
# Discord's numbers for channels of text and of announcements, and for forums.
_WRITTEN_IN = {0, 5}
_FORUM = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that someone is in; `manages` says that they have Manage Server there."""

    id: int
    name: str
    manages: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone on Discord, and the servers they are in."""

    id: int
    name: str
    servers: tuple[Server, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The channels, the forums and the roles of a server, their names by their ids, in the order that Discord shows."""

    channels: dict[int, str]
    forums: dict[int, str]
    roles: dict[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """The roles that someone has in a server, believed until a time of the monotonic clock."""

    roles: frozenset[int]
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in that has begun: where its person is sent, and what has to come back with them."""

    address: str
    state: str
    verifier: str


class NotSignedInError(FootnoteError):
    """Say that Discord didn't tell who someone is."""


class DiscordAccounts:
    """Signs people in, and knows which servers the bot is in and which roles people have there."""

    def __init__(self, *, secret: str, bot_token: str, api_url: str, redirect: str) -> None:
        """Name the application's secret, its bot's token, an API that isn't Discord's own, and where people return."""
        self._secret = secret
        self._bot = {"Authorization": f"Bot {bot_token}"}
        self._api = api_url.rstrip("/") or _DISCORD
        self._redirect = redirect
        self._application = ""
        self._servers: frozenset[int] = frozenset()
        self._known_until = 0.0
        self._members: dict[tuple[int, int], Member] = {}

    async def begin(self) -> Begun:
        """Begin a sign-in.

        Raises:
            NotSignedInError: Discord can't be asked.
        """
        async with self._client() as client:
            self._application = self._application or str((await self._as_bot(client, "/applications/@me"))["id"])
            client.client_id = self._application
            site = urlsplit(self._api)
            verifier = generate_token(_VERIFIER_LENGTH)
            address, state = client.create_authorization_url(
                f"{site.scheme}://{site.netloc}/oauth2/authorize", code_verifier=verifier, prompt="none"
            )
        return Begun(address=address, state=state, verifier=verifier)

    async def finish(self, code: str, verifier: str) -> Person:
        """Return who came back with a code, and their servers.

        Raises:
            NotSignedInError: the code is none of Discord's, or Discord can't be asked.
        """
        async with self._client() as client:
            await client.fetch_token(f"{self._api}/oauth2/token", code=code, code_verifier=verifier)
            who = _read(await client.get(f"{self._api}/users/@me"))
            guilds = _read(await client.get(f"{self._api}/users/@me/guilds"))
        servers = [
            Server(
                id=int(one["id"]),
                name=str(one["name"]),
                manages=bool(one.get("owner")) or bool(int(one.get("permissions", 0)) & _MANAGES),
            )
            for one in guilds
        ]
        return Person(id=int(who["id"]), name=str(who.get("global_name") or who["username"]), servers=tuple(servers))

    async def servers(self) -> frozenset[int]:
        """Return the ids of the servers that the bot is in, which is asked for every five minutes at most.

        Raises:
            NotSignedInError: Discord can't be asked, and never could.
        """
        if time.monotonic() < self._known_until:
            return self._servers
        try:
            async with self._client() as client:
                self._servers = frozenset([one async for one in self._listed(client)])
        except NotSignedInError:
            if not self._known_until:
                raise
        self._known_until = time.monotonic() + _SECONDS_BELIEVED
        return self._servers

    async def roles(self, person: int, servers: Collection[int]) -> dict[int, frozenset[int]]:
        """Return the roles that someone has in servers that the bot is in, everyone's among them.

        Each is asked for every five minutes at most; while it can't be told it is as it was, at first everyone's alone.
        """
        members = await asyncio.gather(*(self._member(server, person) for server in servers))
        return {server: member.roles | {server} for server, member in zip(servers, members, strict=True)}

    async def rooms(self, server: int) -> Rooms:
        """Return the channels and the roles of a server that the bot is in.

        Raises:
            NotSignedInError: Discord can't be asked.
        """
        async with self._client() as client:
            channels = await self._as_bot(client, f"/guilds/{server}/channels")
            roles = await self._as_bot(client, f"/guilds/{server}/roles")
        return Rooms(
            channels=_named([one for one in channels if one["type"] in _WRITTEN_IN]),
            forums=_named([one for one in channels if one["type"] == _FORUM]),
            # The role with the server's own id is everyone's.
            roles=_named([one for one in roles if int(one["id"]) != server]),
        )

    async def _member(self, server: int, person: int) -> Member:
        known = self._members.get((server, person))
        if known and time.monotonic() < known.until:
            return known
        roles = known.roles if known else frozenset[int]()
        with suppress(NotSignedInError):
            async with self._client() as client:
                response = await self._request(client, f"/guilds/{server}/members/{person}")
                has_left = response.status_code == HTTPStatus.NOT_FOUND
                roles = frozenset(() if has_left else [int(one) for one in _read(response)["roles"]])
        if len(self._members) >= _MOST_MEMBERS:
            self._members.clear()
        member = Member(roles=roles, until=time.monotonic() + _SECONDS_BELIEVED)
        self._members[server, person] = member
        return member

    async def _listed(self, client: Any) -> AsyncGenerator[int]:
        after = 0
        while True:
            page = await self._as_bot(client, f"/users/@me/guilds?limit={_MOST_A_PAGE}&after={after}")
            for one in page:
                after = int(one["id"])
                yield after
            if len(page) < _MOST_A_PAGE:
                return

    async def _as_bot(self, client: Any, path: str) -> Any:
        return _read(await self._request(client, path))

    async def _request(self, client: Any, path: str) -> Any:
        return await client.request("GET", self._api + path, headers=self._bot, withhold_token=True)

    @asynccontextmanager
    async def _client(self) -> AsyncGenerator[Any]:
        """Open what asks Discord; none of its errors, which may have a secret in them, is told."""
        opening: Any = AsyncOAuth2Client(  # which has no types
            self._application,
            self._secret,
            scope=_SCOPES,
            redirect_uri=self._redirect,
            code_challenge_method="S256",
            timeout=_SECONDS_TO_ANSWER,
        )
        try:
            async with opening as client:
                yield client
        except (OAuthError, httpx2.HTTPError, httpx2.InvalidURL, ValueError, LookupError) as error:
            raise NotSignedInError(
                "Discord doesn't sign people in ({kind}): check FOOTNOTE_DISCORD_CLIENT_SECRET, DISCORD_TOKEN and the"
                " network, and that {redirect} is among the redirects of the application.",
                kind=type(error).__name__,
                redirect=self._redirect,
            ) from None


def _named(listed: list[dict[str, Any]]) -> dict[int, str]:
    """Return what Discord lists as names by ids, in the order that it shows them in."""
    return {int(one["id"]): str(one["name"]) for one in sorted(listed, key=lambda one: int(one.get("position", 0)))}


def _read(response: Any) -> Any:
    response.raise_for_status()
    return response.json()
