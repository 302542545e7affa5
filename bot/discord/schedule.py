"""What the bot does by itself: sources are looked at again, digests and news sent, old answers marked or forgotten."""

from __future__ import annotations

import asyncio
import logging
from threading import Thread
from typing import TYPE_CHECKING

import discord
from discord.ext import tasks

from bot.discord.afterwards import look_after
from bot.discord.rendering.delivery import card_or_text, send_all
from bot.discord.rendering.digest import digest_sheet, render_digest
from bot.discord.rendering.report import render_report, report_sheet
from bot.discord.views.answer_card import sheet_card
from bot.failures import RefusedError
from bot.messages.wording import language_of
from bot.service.corpora.ingestion import Unwatched, due_sources, misplaced, refresh, remove
from bot.service.digest import day_due, new_articles, week_of
from bot.service.monitoring.report import report_on
from bot.service.store.answers import DAYS_KEPT
from corpus.errors import FootnoteError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from bot.discord.rendering.card import Sheet
    from bot.discord.rendering.delivery import AnyView
    from bot.messages.wording import Language
    from bot.service.service import Service
    from bot.service.store.servers import ServerSettings

_DAYS_OF_A_REPORT = 7
_MINUTE = 60.0
# An ingestion changes a corpus with each article.
_SECONDS_BETWEEN_CHANGES = 10.0

_log = logging.getLogger(__name__)


class Schedule:
    """Looks every minute at what is due."""

    def __init__(self, bot: discord.Client, parts: Service) -> None:
        """Name the bot and its service."""
        self._bot = bot
        self._parts = parts
        self._digests = tasks.loop(seconds=_MINUTE)(_going_on(self.send_digests))
        self._following: asyncio.Task[None] | None = None
        self._is_stopped = False
        self._sources = tasks.loop(seconds=_MINUTE)(self._read_and_look_after)

    def start(self) -> None:
        """Begin; to be called when the bot's loop runs."""
        self._digests.start()
        self._sources.start()
        if self._parts.store.is_shared:
            self._following = asyncio.create_task(self._follow_changes())

    def stop(self) -> None:
        """Begin nothing more."""
        self._is_stopped = True
        self._digests.cancel()
        self._sources.cancel()
        if self._following:
            self._following.cancel()

    async def look_after(self) -> None:
        """Tell those who follow a question of what is new, and mark the answers whose articles have changed."""
        await self._bot.wait_until_ready()
        await look_after(self._bot, self._parts)

    async def _follow_changes(self) -> None:
        """Look after a corpus as soon as another process has changed it, rather than in a minute."""
        loop, changed = asyncio.get_running_loop(), asyncio.Event()

        def hear() -> None:
            while not self._is_stopped:
                try:
                    self._parts.store.hear(lambda: loop.call_soon_threadsafe(changed.set), lambda: self._is_stopped)
                except FootnoteError as error:
                    _log.warning("%s", error)

        Thread(target=hear, name="changes", daemon=True).start()
        while True:
            await changed.wait()
            changed.clear()
            await _going_on(self.look_after)()
            await asyncio.sleep(_SECONDS_BETWEEN_CHANGES)

    async def _read_and_look_after(self) -> None:
        for work in (self.read_sources, self.look_after):
            await _going_on(work)()

    async def read_sources(self) -> None:
        """Look again at the sources that are due, in the corpora of the servers that the bot is in."""
        await self._bot.wait_until_ready()
        servers = self._parts.servers()
        names = {self._parts.corpora.name_of(guild, servers) for guild in servers}
        for name in self._parts.store.servers.corpora_with_sources():
            if name not in names:
                continue
            await self._take_back(name)
            if not due_sources(self._parts, name):
                continue
            turn = f"sources of {name}"
            if not self._parts.store.hold(turn):
                continue  # another process does it, whose servers read it too
            try:
                async with self._parts.library_named(name) as library:
                    report = await refresh(self._parts, library, Unwatched(), due=True)
            except RefusedError:
                continue  # it is being filled just now
            except Exception:  # noqa: BLE001 -- the other corpora go on, and the log has why
                _log.exception("The sources of %s couldn't be looked at", name)
            else:
                if report and report.moved():
                    _log.info("The sources of %s were looked at: %s", name, report.counts())
            finally:
                self._parts.store.let_go(turn)

    async def _take_back(self, name: str) -> None:
        """Take the threads of a server out of a corpus that others read too, since the settings have changed."""
        for address in misplaced(self._parts, name):
            try:
                async with self._parts.library_named(name) as library:
                    await self._parts.workers.run("ingest", remove, self._parts, library, address)
            except Exception:  # noqa: BLE001 -- it is tried again in a minute, and the log has why
                _log.exception("The threads of %s couldn't be taken out of %s", address, name)
            else:
                _log.warning("The threads of %s were taken out of %s: others read it by now", address, name)

    async def send_digests(self) -> None:
        """Send the digests and the weekly reports that are due, and forget what is old."""
        await self._bot.wait_until_ready()
        now = self._parts.clock()
        self._parts.store.answers.forget_older(DAYS_KEPT, now)
        for guild, settings in self._parts.store.servers.all():
            day = day_due(settings, now) if settings.digest_channel else None
            if day and guild in self._parts.servers():
                try:
                    await self._send(guild, settings)
                except Exception:  # noqa: BLE001 -- the other servers go on, and the log has why
                    _log.exception("The digest of server %d couldn't be sent", guild)
                self._parts.store.servers.change(guild, digest_day=day)
            week = week_of(settings, now)
            if settings.report_channel and settings.report_week != week and guild in self._parts.servers():
                try:
                    await self._report(guild, settings)
                except Exception:  # noqa: BLE001 -- the other servers go on, and the log has why
                    _log.exception("The report of server %d couldn't be sent", guild)
                self._parts.store.servers.change(guild, report_week=week)

    async def _report(self, guild: int, settings: ServerSettings) -> None:
        """Post what was asked in vain, marked and quoted in the week before."""
        channel = self._channel_of(guild, settings.report_channel, "report")
        if channel:
            now = self._parts.clock()
            report = await self._parts.workers.run(
                "look_up", report_on, self._parts.store, guild, days=_DAYS_OF_A_REPORT, now=now
            )
            language = self._language(guild, settings)
            text = render_report(report, _DAYS_OF_A_REPORT, language)
            sheet = report_sheet(report, _DAYS_OF_A_REPORT, language)
            await self._post(guild, channel, [text], sheet, language)

    def _channel_of(self, guild: int, identity: int, wanted: str) -> discord.TextChannel | None:
        channel = self._bot.get_channel(identity)
        if isinstance(channel, discord.TextChannel) and channel.guild.id == guild:
            return channel
        _log.warning("Server %d has no channel %d for its %s", guild, identity, wanted)
        return None

    async def _send(self, guild: int, settings: ServerSettings) -> None:
        name = self._parts.corpora.name_of(guild, self._parts.servers())
        channel = self._channel_of(guild, settings.digest_channel, "digest")
        if name is None or channel is None:
            return
        told = self._parts.store.servers.told(guild)
        async with self._parts.library_named(name) as library:
            new = await self._parts.workers.run("look_up", new_articles, library.corpus, told)
        if new:
            language = self._language(guild, settings)
            await self._post(guild, channel, render_digest(new, language), digest_sheet(new, language), language)
            self._parts.store.servers.tell(guild, {one.article.id for one in new})

    async def _post(
        self, guild: int, channel: discord.TextChannel, messages: list[str], sheet: Sheet | None, language: Language
    ) -> None:
        """Post a sheet as a card, or messages where the server has plain text."""
        card = None
        if sheet and not self._parts.settings(guild).plain_text:
            card = sheet_card(sheet, language)

        async def put(view: AnyView | None) -> object:
            return await send_all(channel, messages[:1] if view else messages, view)

        await card_or_text(put, card)

    def _language(self, guild: int, settings: ServerSettings) -> Language:
        server = self._bot.get_guild(guild)
        own = language_of(server.preferred_locale.value) if server else "en"
        return own if settings.language == "auto" else settings.language


def _going_on(work: Callable[[], Awaitable[None]]) -> Callable[[], Coroutine[None, None, None]]:
    """Return work that logs what goes wrong: an error would end the loop that it is done in."""

    async def done() -> None:
        try:
            await work()
        except Exception:  # noqa: BLE001 -- it is tried again in a minute, and the log has why
            _log.exception("What is due couldn't be done")

    return done
