"""Start the bot: build its parts from the settings and keep it connected until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.answering.prompt import verdict_prompt
from bot.discord.build import build_bot
from bot.discord.endpoints import keep_gateway, point_at
from bot.models.gguf_files import runs_here
from bot.service.ask_socket import serving_ask
from bot.service.corpora.names import MAIN, read_names
from bot.service.monitoring.health import serving_health
from bot.service.monitoring.logs import log_to_stderr
from bot.service.reader_links import build_reader_links
from bot.service.store.questions import NO_FILTERS
from bot.wiring.chat import open_chat
from bot.wiring.corpora import corpora_there
from bot.wiring.embedding import build_embedder
from bot.wiring.engine import library_builder
from bot.wiring.jobs import open_jobs
from bot.wiring.store import open_store
from corpus.errors import FootnoteError, SettingsError

if TYPE_CHECKING:
    from bot.discord.client import FootnoteBot
    from bot.discord.shards import Shards
    from bot.models.chat_model import ChatModel
    from bot.settings import Settings
    from corpus.embedding.embedder import Embedder

# The local model answers one question after the other; others several.
_AT_ONCE = 4
_SECONDS_TO_FINISH = 60.0
_SECONDS_TO_LEAVE = 10.0
_SECONDS_BETWEEN_LOOKS = 15.0

_log = logging.getLogger(__name__)


def run_bot(settings: Settings, shards: Shards | None = None) -> None:
    """Run the bot, or some of its shards, until SIGINT or SIGTERM; answers that are under way then are finished.

    Raises:
        SettingsError: there is no token, Discord refuses it or an intent, or a setting is wrong.
        FootnoteError: Discord can't be reached, or a part can't be used.
    """
    token = settings.discord_token.get_secret_value().strip()
    if not token:
        raise SettingsError(
            "There is no bot token: get one from the Discord Developer Portal"
            " (https://discord.com/developers/applications, your application, under Bot) and put it into .env as"
            " DISCORD_TOKEN=... No privileged intent has to be ticked; once it runs, the bot prints the link that"
            " invites it with the permissions it needs."
        )
    if shards and not shards.are_all and not settings.database_url.get_secret_value():
        raise SettingsError(
            "Processes with some of the shards each share what they remember in PostgreSQL: set FOOTNOTE_DATABASE_URL."
        )
    named = read_names(settings.discord_corpora)
    point_at(settings.discord_api_url, settings.discord_gateway_url)
    log_to_stderr(settings.log_format, [token])
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # a bot that never speaks needs neither
    with ExitStack() as stack:
        store = open_store(settings)
        stack.callback(store.close)
        if jobs := open_jobs(settings):
            stack.callback(jobs.close)
        embedder = build_embedder(settings, _log.info)
        model = stack.enter_context(open_chat(settings, _log.info))
        bot = build_bot(
            store,
            settings.data_dir,
            library_builder(settings, embedder, model, _log.info),
            named_corpora=named,
            answers_at_once=1 if runs_here(settings.chat_model) else _AT_ONCE,
            sees_content=settings.discord_message_content,
            shards=shards,
            jobs=jobs,
            links=build_reader_links(settings) if settings.web_url else None,  # loopback is nowhere for others
            plain_text=settings.discord_plain_text,
        )
        stack.callback(bot.parts.corpora.close)
        stack.callback(bot.parts.workers.close)
        if MAIN in corpora_there(settings):
            bot.parts.corpora.open(MAIN)  # what is wrong with it is told at once, not to the first who asks
        keep_gateway(bot, settings.discord_gateway_url)
        chat = model if runs_here(settings.chat_model) else None  # of a vendor's there is nothing to load
        asyncio.run(_serve(bot, token, embedder, chat, settings))


async def _serve(bot: FootnoteBot, token: str, embedder: Embedder, chat: ChatModel | None, settings: Settings) -> None:
    stop = asyncio.Event()
    _set_on_signal(stop)
    try:
        async with bot, serving_health(bot, settings.health_port), serving_ask(settings, bot.parts):
            running = asyncio.create_task(_connect(bot, token, embedder))
            warming = asyncio.create_task(_warm_up(bot, chat))
            ending = [asyncio.create_task(stop.wait()), asyncio.create_task(_until_dead(bot))]
            ending.append(asyncio.create_task(bot.claim.lost()))
            await asyncio.wait([running, *ending], return_when=asyncio.FIRST_COMPLETED)
            if not running.done():
                await _finish(bot)
            for task in (*ending, warming):
                task.cancel()
            await asyncio.wait([running], timeout=_SECONDS_TO_LEAVE)
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
    except discord.LoginFailure:
        raise SettingsError(
            "Discord refuses the token in DISCORD_TOKEN: reset it in the Discord Developer Portal, under Bot, and put"
            " the new one into .env."
        ) from None
    except discord.PrivilegedIntentsRequired:
        raise SettingsError(
            "Discord doesn't let the bot read messages that don't mention it: tick Message Content Intent in the"
            " Discord Developer Portal, under Bot, or take FOOTNOTE_DISCORD_MESSAGE_CONTENT out of the settings."
        ) from None
    except (aiohttp.ClientError, OSError, discord.DiscordException) as error:
        raise FootnoteError(
            "Discord can't be reached ({kind}): check the network and start the bot again.", kind=type(error).__name__
        ) from error
    if bot.watchdog.is_dead:
        raise FootnoteError("Discord couldn't be reached for minutes: check the network and start the bot again.")
    if bot.claim.is_lost:
        raise FootnoteError(
            "Another process runs these shards by now: start this one again, to take its place when it ends."
        )
    _log.info("Stopped.")


async def _connect(bot: FootnoteBot, token: str, embedder: Embedder) -> None:
    """Log in, have finding ready, wait until no other process runs these shards, and stay connected.

    Its libraries hold the interpreter for seconds while they are imported, in whatever thread: someone who asked then
    would wait for a sign of life.
    """
    await bot.login(token)
    parts = bot.parts
    try:
        await parts.workers.run("look_up", embedder.query, "Footnote")
        if parts.corpora.opened(MAIN):
            async with parts.library_named(MAIN) as library:
                await parts.workers.run("look_up", library.engine.find, "Footnote", NO_FILTERS, 1)
    except FootnoteError as error:
        _log.warning("%s", error)
    await bot.claim.taken(bot.is_closed)
    if not bot.is_closed():  # told to stop meanwhile
        await bot.connect()


async def _warm_up(bot: FootnoteBot, chat: ChatModel | None) -> None:
    """Have the chat model loaded before someone asks."""
    await bot.wait_until_ready()
    if chat:
        try:
            await bot.parts.workers.run("answer", chat.verdict, verdict_prompt("", ()))
        except FootnoteError as error:
            _log.warning("%s", error)


async def _finish(bot: FootnoteBot) -> None:
    """Finish the answers that are being made, tell those who wait that theirs come later, and leave Discord."""
    underway = bot.parts.underway
    underway.closing = True
    bot.parts.turns.close()
    if underway.count:
        _log.info("Finishing %d answers", underway.count)
    if not await underway.finish(_SECONDS_TO_FINISH):
        _log.warning("%d answers weren't finished in time", underway.count)
        for waiting in tuple(bot.parts.waiting.values()):
            waiting.postpone()
        await underway.finish(_SECONDS_TO_LEAVE)
    await bot.close()


async def _until_dead(bot: FootnoteBot) -> None:
    """Wait until the connection has been dead for too long."""
    while not bot.watchdog.is_dead:  # noqa: ASYNC110 -- it is time that passes, and nobody who could tell of it
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)


def _set_on_signal(stop: asyncio.Event) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows has none; there SIGINT still interrupts
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
