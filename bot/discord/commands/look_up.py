"""/search, /sources, /source and /article: what is in the corpus, without any model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discord.asking.request import admit
from bot.discord.commands.narrowing import narrowed_command
from bot.discord.context.context import corpus_name, library_of, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import finish_all, whisper
from bot.discord.rendering.footnotes import in_full
from bot.discord.rendering.reply import render_hits
from bot.discord.views.autocomplete import complete_article
from bot.discord.views.pages import show_article, show_contents
from bot.messages.wording import say

if TYPE_CHECKING:
    from bot.service.service import Service
    from bot.service.store.questions import Request

_MOST_HITS = 5


async def _search(interaction: discord.Interaction, parts: Service, request: Request) -> None:
    """Show the passages that best match some words."""
    admit(parts, request)
    await interaction.response.defer(ephemeral=request.private, thinking=True)
    parts.counts["searches"] += 1
    async with library_of(parts, request.visitor) as library:
        hits = await parts.workers.run("look_up", library.engine.find, request.words, request.filters, _MOST_HITS)
    found = render_hits(hits, request.visitor.language, parts.readers(library.name))
    await finish_all(interaction, found, private=request.private)


search = narrowed_command(
    "search", _search, description="Find passages by meaning and by words.", option="words", told="What to look for."
)


@app_commands.command(description="List the articles, newest first.")
async def sources(interaction: discord.Interaction) -> None:
    """Show what is in the corpus, page by page."""
    async with telling(interaction):
        await show_contents(interaction, 1)


@app_commands.command(description="Show a footnote of the last answer here in full.")
@app_commands.describe(number="The number of the footnote.")
async def source(interaction: discord.Interaction, number: app_commands.Range[int, 1, 100]) -> None:
    """Show a footnote of the last answer in this channel that its person may see."""
    async with telling(interaction):
        parts, visitor = visit(interaction)
        corpus_name(parts, visitor)
        last = parts.store.answers.last(visitor.channel, guild=visitor.guild, person=visitor.person)
        if last is None:
            await whisper(interaction, [say("no_answer_here", visitor.language)])
            return
        note = next((note for note in last.notes if note.number == number), None)
        if note is None:
            await whisper(interaction, [say("no_such_note", visitor.language, count=len(last.notes))])
            return
        await whisper(interaction, [in_full(note, visitor.language)])


@app_commands.command(description="Read an article.")
@app_commands.describe(title="Its title.")
@app_commands.autocomplete(title=complete_article)
async def article(interaction: discord.Interaction, title: app_commands.Range[str, 1, 200]) -> None:
    """Show an article, page by page."""
    async with telling(interaction):
        await show_article(interaction, title, 1)
