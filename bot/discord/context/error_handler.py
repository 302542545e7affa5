"""The last door of commands and buttons: a refusal or a failure becomes a sentence that only its person sees."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import discord

from bot.discord.context.context import visit
from bot.discord.rendering.delivery import whisper
from bot.discord.rendering.escape import escape, shortened
from bot.failures import RefusedError, failure_of
from bot.messages.wording import say

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.messages.wording import Language
    from bot.service.service import Service

# Discord's code for what was acknowledged too late: it has told whoever used it.
_TOO_LATE = 10062

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
    if isinstance(error, discord.NotFound) and error.code == _TOO_LATE:
        _log.warning("A command or a button couldn't be answered: %s", error)
        return
    try:
        parts, visitor = visit(interaction)
        await whisper(interaction, [words_for(error, parts, visitor.language)])
    except Exception:  # noqa: BLE001 -- there is nobody left to tell
        _log.exception("Nothing could be said to the person who used a command")


def words_for(error: BaseException, parts: Service, language: Language) -> str:
    """Return what someone is told of an error: why they are refused, or that it failed, with a number."""
    if not isinstance(error, RefusedError):
        parts.counts["failures"] += 1
        error = failure_of(error)
    return say(error.key, language, **{name: _shown(value) for name, value in error.values.items()})


def _shown(value: object) -> object:
    """Return a value as Discord shows it: words of others escaped, ids of channels as their names."""
    if isinstance(value, str):
        return escape(shortened(value, 100))
    if isinstance(value, datetime):
        return f"<t:{int(value.timestamp())}:R>"
    if isinstance(value, tuple):
        return ", ".join(f"<#{channel}>" for channel in value)
    return value
