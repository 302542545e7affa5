"""/help, and the first message in a server: what the bot reads, three questions to try, adding a feed, the settings."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discord.asking.answering import answer
from bot.discord.asking.request import taken_up
from bot.discord.commands.adding import add_source
from bot.discord.commands.settings import open_settings
from bot.discord.context.context import corpus_name, library_of, managed_corpus, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import NOBODY, InteractionReply, whisper
from bot.discord.rendering.escape import escape, shortened
from bot.discord.views.welcome_buttons import LONGEST_LABEL, welcome_buttons
from bot.messages.replies import named_in_brackets
from bot.messages.wording import language_of, say
from bot.service.store.questions import Request

if TYPE_CHECKING:
    from bot.discord.views.welcome_buttons import Welcome
    from bot.messages.wording import Language
    from bot.service.corpora.article_list import Listing
    from bot.service.service import Service

_QUESTIONS = 3
_SOURCES = 3
_LONGEST_ADDRESS = 1000

_log = logging.getLogger(__name__)


@app_commands.command(name="help", description="What I read, how to ask, and questions to try.")
async def show_help(interaction: discord.Interaction) -> None:
    """Show what the bot reads, and questions to try."""
    async with telling(interaction):
        parts, visitor = visit(interaction)
        corpus_name(parts, visitor)
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with library_of(parts, visitor) as library:
            listing = await parts.workers.run("look_up", parts.listings.of, library)
        manages = visitor.manages(parts.settings(visitor.guild))
        buttons = welcome_buttons(questions_to_try(listing, visitor.language), visitor.language, manages=manages)
        await whisper(interaction, [what_it_reads(listing, visitor.language)], buttons)


async def greet(parts: Service, guild: discord.Guild) -> None:
    """Write the first message in a server: where it tells who came, or else to whoever owns it."""
    settings = parts.settings(guild.id)
    own = language_of(guild.preferred_locale.value)
    language = own if settings.language == "auto" else settings.language
    name = parts.corpora.name_of(guild.id, parts.servers())
    if name is None:
        return
    async with parts.library_named(name) as library:
        listing = await parts.workers.run("look_up", parts.listings.of, library)
    text = what_it_reads(listing, language)
    room = guild.system_channel
    try:
        if room and room.permissions_for(guild.me).send_messages:
            buttons = welcome_buttons(questions_to_try(listing, language), language, manages=True)
            await room.send(text, view=buttons, suppress_embeds=True, allowed_mentions=NOBODY)
        elif guild.owner_id:
            # There the buttons would ask of another corpus: that of direct messages.
            owner = guild.owner or await guild.fetch_member(guild.owner_id)
            await owner.send(text, suppress_embeds=True, allowed_mentions=NOBODY)
    except discord.HTTPException as error:
        _log.info("Nobody in server %d could be greeted: %s", guild.id, error)


async def press_welcome(interaction: discord.Interaction, action: Welcome, words: str) -> None:
    """Do what a button under a first message says, for the eyes of whoever presses it."""
    parts, visitor = visit(interaction)
    if action == "try":
        request = Request(visitor=visitor, words=words, private=True, token=interaction.token)
        with taken_up(parts, request, InteractionReply(interaction, private=True)) as asking:
            await interaction.response.defer(ephemeral=True, thinking=True)
            await answer(parts, asking)
        return
    managed_corpus(parts, visitor)
    if action == "settings":
        await open_settings(interaction)
    else:
        await interaction.response.send_modal(_FeedForm(visitor.language))


def what_it_reads(listing: Listing, language: Language) -> str:
    """Return what the bot is, what it reads and how it is asked."""
    lines = [say("welcome", language)]
    if not listing.articles:
        return "\n".join([*lines, say("welcome_empty", language)])
    names = named_in_brackets([escape(shortened(source.name, 60)) for source in listing.sources[:_SOURCES]])
    lines.append(say("welcome_reads", language, count=len(listing.articles), sources=names))
    days = [source.newest for source in listing.sources if source.newest]
    if days:
        lines.append(say("welcome_newest", language, day=max(days)))
    return "\n".join(lines)


def questions_to_try(listing: Listing, language: Language) -> list[str]:
    """Return questions on the newest article of each source, then on further ones, that fit on a button."""
    first = {entry.source: entry for entry in reversed(listing.articles)}
    newest = [entry for entry in listing.articles if first[entry.source] is entry]
    further = [entry for entry in listing.articles if first[entry.source] is not entry]
    asked = (say("question_about", language, title=entry.title) for entry in (*newest, *further) if entry.title)
    return [question for question in dict.fromkeys(asked) if len(question) <= LONGEST_LABEL][:_QUESTIONS]


class _FeedForm(discord.ui.Modal):
    """Asks for the address of a feed, or of whatever else holds articles."""

    def __init__(self, language: Language) -> None:
        super().__init__(title=say("button_feed", language), timeout=None, custom_id="footnote:feed")
        self._address = discord.ui.TextInput[discord.ui.View](
            custom_id="address", placeholder="https://", max_length=_LONGEST_ADDRESS
        )
        self.add_item(discord.ui.Label(text=say("feed_address", language), component=self._address))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Read what lies there, as /articles add does."""
        async with telling(interaction):
            await add_source(interaction, self._address.value)
