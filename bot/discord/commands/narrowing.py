"""Commands that take words and narrow a search: options with what the corpus has for them, read in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.answering.engine.understanding import LONGEST_QUESTION
from bot.discord.asking.conversation import conversation_in, turns_of
from bot.discord.context.context import visit
from bot.discord.context.error_handler import telling
from bot.discord.views.autocomplete import complete_language, complete_source
from bot.service.filters import Options, read_filters
from bot.service.store.questions import Request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.service.service import Service

    Command = app_commands.Command[Any, ..., None]
    Run = Callable[[discord.Interaction, Service, Request], Awaitable[None]]

Words = app_commands.Range[str, 1, LONGEST_QUESTION]


def narrowed_command(name: str, run: Run, *, description: str, option: str, told: str) -> Command:
    """Return a command that runs something; `option` names the one for the words, `told` describes it."""

    @app_commands.command(name=name, description=description)
    @app_commands.rename(words=option)
    @app_commands.describe(
        words=told,
        source="Only articles of this source.",
        since="Only articles from this day on, such as 2020-06-10 or 2020.",
        until="Only articles up to this day.",
        language="Only articles in this language, such as fr.",
        private="Whether only you see the answer.",
    )
    @app_commands.autocomplete(source=complete_source, language=complete_language)
    async def command(  # noqa: PLR0913 -- one parameter an option
        interaction: discord.Interaction,
        *,
        words: Words,
        source: str | None = None,
        since: str | None = None,
        until: str | None = None,
        language: str | None = None,
        private: bool | None = None,
    ) -> None:
        async with telling(interaction):
            parts, visitor = visit(interaction)
            filters = read_filters(Options(source=source, since=since, until=until, language=language))
            kept = conversation_in(parts, visitor)
            here = parts.settings(visitor.guild).of_channel(visitor.channel, visitor.parent)
            request = Request(
                visitor=visitor,
                words=words,
                filters=filters,
                private=visitor.away or (here.private if private is None else private),
                conversation=turns_of(kept),
                follows=kept[-1].id if kept else "",
                token=interaction.token,
            )
            await run(interaction, parts, request)

    return command
