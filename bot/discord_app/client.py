"""The bot on Discord: hears questions, has the engine answer them in a thread, sends what render makes of it."""

from __future__ import annotations

import asyncio
import logging
import re
import uuid
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.answering.engine import LONGEST_QUESTION
from bot.discord_app.render import render, render_hits, render_sentence
from corpus.article import Filters
from corpus.errors import FootnoteError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.answering.engine import Engine

_MOST_HITS = 5
Words = app_commands.Range[str, 1, LONGEST_QUESTION]
_ASKING = {discord.MessageType.default, discord.MessageType.reply}
_HINT = "Ask me a question after the mention, or with /ask."
_FRENCH = {
    "Ask a question; the answer cites the articles.": "Poser une question ; la réponse cite les articles.",
    "What to ask, in any language.": "La question, dans n'importe quelle langue.",
    "Find passages by meaning and by words.": "Trouver des passages par le sens et par les mots.",
    "What to look for.": "Ce qu'il faut chercher.",
}
_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    read_message_history=True,
)

_log = logging.getLogger(__name__)


class FootnoteBot(discord.Client):
    """Answers slash commands, mentions, replies to itself, and direct messages."""

    def __init__(self, engine: Engine) -> None:
        # Messages that mention the bot, and direct ones, carry their content without the privileged intent.
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none(), max_messages=None)
        self.tree = app_commands.CommandTree(self)
        self._engine = engine
        # One question at a time: the local model and its memory are one.
        self._turn = asyncio.Lock()
        _add_commands(self)

    async def setup_hook(self) -> None:
        """Tell Discord the commands."""
        await self.tree.set_translator(_French())
        await self.tree.sync()

    async def on_ready(self) -> None:
        """Log how to invite the bot."""
        if self.application_id is not None:
            link = discord.utils.oauth_url(
                self.application_id, permissions=_PERMISSIONS, scopes=("bot", "applications.commands")
            )
            _log.info("Ready in %d servers; invite me with %s", len(self.guilds), link)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is meant for the bot."""
        if message.author.bot or message.webhook_id or message.type not in _ASKING or not self.user:
            return
        if message.guild and self.user not in message.mentions:
            return
        question = re.sub(rf"<@!?{self.user.id}>", " ", message.content).strip()
        try:
            async with message.channel.typing():
                messages = await self.answer(question) if question else [_HINT]
            reference = message.to_reference(fail_if_not_exists=False)
            for at, text in enumerate(messages):
                if at:
                    await message.channel.send(text, suppress_embeds=True)
                else:
                    await message.channel.send(text, reference=reference, suppress_embeds=True)
        except discord.Forbidden:
            _log.warning("I may not write in channel %d.", message.channel.id)

    async def answer(self, question: str) -> list[str]:
        """Return the messages that answer a question, or the sentence that says why that failed."""
        return await self._in_turn(lambda: render(self._engine.ask(question, Filters())))

    async def find(self, words: str) -> list[str]:
        """Return the messages that list the passages found, or the sentence that says why that failed."""
        return await self._in_turn(lambda: render_hits(self._engine.find(words, Filters(), _MOST_HITS)))

    async def _in_turn(self, work: Callable[[], list[str]]) -> list[str]:
        try:
            async with self._turn:
                return await asyncio.to_thread(work)
        except FootnoteError as error:
            _log.warning("%s", error)
            return [render_sentence(str(error))]
        except Exception:  # noqa: BLE001 -- the last door: people get a sentence, the log the traceback
            number = uuid.uuid4().hex[:8]
            _log.exception("Error %s", number)
            return [f"Something went wrong on my side: whoever runs me finds it in the log as error {number}."]


class _French(app_commands.Translator):
    """Translates the commands' descriptions."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        del context
        return _FRENCH.get(string.message) if locale is discord.Locale.french else None


def _add_commands(bot: FootnoteBot) -> None:
    @bot.tree.command(description="Ask a question; the answer cites the articles.")
    @app_commands.describe(question="What to ask, in any language.")
    async def ask(interaction: discord.Interaction, question: Words) -> None:
        await interaction.response.defer(thinking=True)
        await _follow_up(interaction, await bot.answer(question))

    @bot.tree.command(description="Find passages by meaning and by words.")
    @app_commands.describe(words="What to look for.")
    async def search(interaction: discord.Interaction, words: Words) -> None:
        await interaction.response.defer(thinking=True)
        await _follow_up(interaction, await bot.find(words))


async def _follow_up(interaction: discord.Interaction, messages: list[str]) -> None:
    for text in messages:
        await interaction.followup.send(text, suppress_embeds=True)
