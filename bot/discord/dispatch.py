"""The last door of commands and buttons: a refusal or a failure becomes a sentence that only its person sees."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.discord.parts import RefusedError, visit
from bot.discord.rendering.delivery import whisper
from bot.discord.rendering.escape import escape, shortened
from bot.messages.interface_texts import say
from bot.service.failures import tell_failure
from bot.service.filters import WrongOptionError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    import discord

    from bot.discord.parts import Parts
    from bot.messages.interface_texts import Language

_log = logging.getLogger(__name__)


@asynccontextmanager
async def telling(interaction: discord.Interaction) -> AsyncGenerator[None]:
    """Tell whoever uses a command or a button why what is done within isn't done."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 -- the last door: people get a sentence, the log the rest
        await tell(interaction, error)


async def tell(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell whoever used a command or a button what went wrong; log what can't be told."""
    try:
        parts, visitor = visit(interaction)
        await whisper(interaction, [words_for(error, parts, visitor.language)])
    except Exception:  # noqa: BLE001 -- there is nobody left to tell
        _log.exception("Nothing could be said to the person who used a command")


def words_for(error: BaseException, parts: Parts, language: Language) -> str:
    """Return what someone is told of an error: why they are refused, or that it failed, with a number."""
    if isinstance(error, RefusedError):
        return str(error)
    if isinstance(error, WrongOptionError):
        return say(error.key, language, value=escape(shortened(error.value, 100)))
    parts.counts["failures"] += 1
    return tell_failure(error, language)
