"""/export: the answers of a conversation with their footnotes as a file, for whoever asks only."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discord.context.context import corpus_name, library_of, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import NOBODY, whisper
from bot.documents.export import Format, bibtex, csl, joined, markdown_text
from bot.messages.wording import say
from bot.service.notes import quoted_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.service.service import Service
    from bot.service.store.answers import StoredAnswer
    from bot.service.store.visitor import Visitor
    from corpus.store.corpus import Corpus

_MOST_ANSWERS = 100
_NAMES = {Format.MARKDOWN: "Markdown", Format.BIBTEX: "BibTeX", Format.CSL: "CSL-JSON"}


@app_commands.command(name="export", description="The answers of this conversation with their footnotes, as a file.")
@app_commands.rename(form="format")
@app_commands.describe(form="Markdown, or the articles quoted as BibTeX or CSL-JSON.")
@app_commands.choices(form=[app_commands.Choice(name=name, value=form.value) for form, name in _NAMES.items()])
async def export(interaction: discord.Interaction, form: str = Format.MARKDOWN.value) -> None:
    """Give a thread's or direct messages' answers, or a channel's last one with those it went on from."""
    async with telling(interaction):
        parts, visitor = visit(interaction)
        corpus_name(parts, visitor)
        answers = _answers(parts, visitor)
        if not answers:
            await whisper(interaction, [say("no_answer_here", visitor.language)])
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with library_of(parts, visitor) as library:
            written = await parts.workers.run("look_up", _written, library.corpus, answers, Format(form))
        file = discord.File(io.BytesIO(written.encode()), f"footnote{Format(form).ending}")
        await interaction.edit_original_response(
            content=say("exported", visitor.language, count=len(answers)), attachments=[file], allowed_mentions=NOBODY
        )


def _answers(parts: Service, visitor: Visitor) -> list[StoredAnswer]:
    kept = parts.store.answers
    if visitor.parent is not None or visitor.guild is None:
        return kept.conversation(visitor.channel, guild=visitor.guild, limit=_MOST_ANSWERS)
    last = kept.last(visitor.channel, guild=visitor.guild, person=visitor.person)
    if last is None or last.message is None:
        return [last] if last else []
    return kept.up_to(last.message, guild=visitor.guild, person=visitor.person, limit=_MOST_ANSWERS)


def _written(corpus: Corpus, answers: Sequence[StoredAnswer], form: Format) -> str:
    if form is Format.MARKDOWN:
        return joined(one.markdown or _bare(one) for one in answers)
    articles = quoted_in(corpus, answers)
    return bibtex(articles) if form is Format.BIBTEX else json.dumps(csl(articles), ensure_ascii=False, indent=2)


def _bare(answer: StoredAnswer) -> str:
    """Return an answer that was kept without its Markdown."""
    return f"**{markdown_text(answer.put or answer.words)}**\n\n{markdown_text(answer.text)}\n"
