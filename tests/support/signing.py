"""Pages that people sign in to with Discord, and the server that tells who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from bot.web.request.parts import SignIn
from bot.web.signin.discord_accounts import DiscordAccounts
from bot.web.signin.sessions import Seal
from tests.support.fakes import Repeating
from tests.support.loopback_accounts import BOT_TOKEN, MANAGE_SERVER, SECRET, Accounts, signing_in
from tests.support.samples import make_article
from tests.support.web_scene import ADDRESS, DRAFT, KEY, Scene, make_scene, pause

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

PRESS, CHESS, ELSEWHERE = 11, 22, 33
SEALED = Seal(b"a secret")
OPENING = make_article("The opening", "White opens with the pawn of the king.")
REDIRECT = f"{ADDRESS}/sign-in/discord"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Pages that people sign in to, and the server that tells who they are."""

    scene: Scene
    accounts: Accounts

    async def enter(self, client: httpx.AsyncClient, path: str = "/") -> httpx.Response:
        """Press the link on the page, and follow it to Discord and back."""
        begun = await client.get("/sign-in", params={"back": path})
        async with httpx.AsyncClient() as browser:
            sent_back = await browser.get(begun.headers["location"])
        return await client.get(sent_back.headers["location"].removeprefix(ADDRESS))


def make_signing(folder: Path, stack: ExitStack) -> Signing:
    """Return pages of two clubs: alice manages the press club, and is in the chess club; the bot is elsewhere too."""
    accounts = Accounts(redirect=REDIRECT, bots=[PRESS, CHESS, ELSEWHERE])
    accounts.servers = {PRESS: ("Press club", MANAGE_SERVER), CHESS: ("Chess club", 0), 44: ("Without the bot", 0)}
    stack.enter_context(signing_in(accounts))
    api = f"{accounts.url}/api/v10"
    told = DiscordAccounts(secret=SECRET, bot_token=BOT_TOKEN, api_url=api, redirect=REDIRECT)
    signin = SignIn(accounts=told, seal=SEALED)
    scene = make_scene(folder, stack, key=KEY, model=Repeating(DRAFT), style="draft", signin=signin)
    scene.fill(pause(), corpus=str(PRESS))
    scene.fill(OPENING, corpus=str(CHESS))
    scene.fill(make_article("Elsewhere", "Nobody of theirs reads this."), corpus=str(ELSEWHERE))
    return Signing(scene=scene, accounts=accounts)
