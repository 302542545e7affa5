"""Where Discord is, or a server of one's own that speaks like it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from corpus.errors import SettingsError

if TYPE_CHECKING:
    import discord
    from discord.types.gateway import SessionStartLimit


def point_at(api_url: str, gateway_url: str) -> None:
    """Have Discord's library talk to other addresses; an empty one is Discord's own.

    Raises:
        SettingsError: an address isn't one.
    """
    for name, url, schemes in (
        ("FOOTNOTE_DISCORD_API_URL", api_url, {"http", "https"}),
        ("FOOTNOTE_DISCORD_GATEWAY_URL", gateway_url, {"ws", "wss"}),
    ):
        if url and (urlsplit(url).scheme not in schemes or not urlsplit(url).hostname):
            raise SettingsError(
                "The setting {name} is an address that begins with {schemes}.",
                name=name,
                schemes=", ".join(f"{one}://" for one in sorted(schemes)),
            )
    if api_url:
        Route.BASE = api_url.rstrip("/")
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


def keep_gateway(client: discord.Client, gateway_url: str) -> None:
    """Have a client's shards connect to an address, whichever one the API names."""
    original = client.http.get_bot_gateway

    async def named() -> tuple[int, str, SessionStartLimit]:
        shards, _, limit = await original()
        return shards, gateway_url, limit

    if gateway_url:
        client.http.get_bot_gateway = named
