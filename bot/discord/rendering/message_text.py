"""The words of a message, without the mention of the bot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import discord


def words_of(message: discord.Message, own: discord.ClientUser | None) -> str:
    """Return what a message says, without mentions of the bot; attachments are left alone."""
    said = message.content
    if own is not None:
        said = re.sub(rf"<@!?{own.id}>", " ", said)
    return " ".join(said.split())
