"""Start the bot: build its parts from the settings and keep it connected until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.discord_app.client import FootnoteBot
from bot.wiring import build_embedder, build_engine, open_chat, open_corpus
from corpus.errors import FootnoteError, SettingsError

if TYPE_CHECKING:
    from bot.settings import Settings

_log = logging.getLogger(__name__)


def run_bot(settings: Settings) -> None:
    """Run the bot until SIGINT or SIGTERM.

    Raises:
        SettingsError: there is no token, or Discord refuses it.
        FootnoteError: Discord can't be reached, or a part can't be used.
    """
    token = settings.discord_token.get_secret_value().strip()
    if not token:
        raise SettingsError(
            "There is no bot token: get one from the Discord Developer Portal"
            " (https://discord.com/developers/applications, your application, under Bot) and put it into .env as"
            " DISCORD_TOKEN=..."
        )
    _log_to_stderr()
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # a bot that never speaks needs neither
    embedder = build_embedder(settings, _log.info)
    with open_corpus(settings.data_dir / "corpus", embedder) as corpus, open_chat(settings, _log.info) as model:
        corpus.check_model()
        engine = build_engine(settings, corpus, embedder, model, _log.info)
        asyncio.run(_serve(FootnoteBot(engine), token))


async def _serve(bot: FootnoteBot, token: str) -> None:
    _cancel_on_signal(asyncio.current_task())
    try:
        async with bot:
            await bot.start(token)
    except asyncio.CancelledError:
        _log.info("Stopped.")
    except discord.LoginFailure:
        raise SettingsError(
            "Discord refuses the token in DISCORD_TOKEN: reset it in the Discord Developer Portal, under Bot, and put"
            " the new one into .env."
        ) from None
    except (aiohttp.ClientError, OSError, discord.HTTPException, discord.ConnectionClosed) as error:
        raise FootnoteError(
            f"Discord can't be reached ({type(error).__name__}): check the network and start the bot again."
        ) from error


def _cancel_on_signal(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows has none; there SIGINT still interrupts
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)


def _log_to_stderr() -> None:
    """Log what the bot does; below INFO, and from HTTP clients, come addresses that hold keys and tokens."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("bot", "discord"):
        logging.getLogger(name).setLevel(logging.INFO)
