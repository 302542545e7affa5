"""The words of a message as people read them: mentions as names, times as dates, without the mention of the bot."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import discord

from bot.failures import RefusedError
from bot.service.corpora.material import LONGEST, Material, is_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PERSON = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_CHANNEL = re.compile(r"<#(\d+)>")
_COMMAND = re.compile(r"</([^:<>]+):\d+>")
_EMOJI = re.compile(r"<a?:\w+:\d+>")
_TIME = re.compile(r"<t:(-?\d{1,11})(?::[a-zA-Z])?>")


def words_of(message: discord.Message, own: discord.abc.User | None) -> str:
    """Return what a message says, without mentions of the bot; without what is attached.

    What a mention leads to that isn't there any more has no name, and is left out.
    """
    people = {person.id: person.display_name for person in message.mentions}
    roles = {role.id: role.name for role in message.role_mentions}
    if own is not None:
        people[own.id] = ""
        roles |= {role.id: "" for role in message.role_mentions if is_own_role(role, own)}
    said = _PERSON.sub(lambda found: people.get(int(found[1]), ""), text_of(message))
    said = _ROLE.sub(lambda found: roles.get(int(found[1]), ""), said)
    said = _CHANNEL.sub(lambda found: _name_of_channel(message, int(found[1])), said)
    said = _EMOJI.sub(" ", _COMMAND.sub(r"/\1", _TIME.sub(_day, said)))
    return " ".join(said.split())


def text_of(message: discord.Message) -> str:
    """Return what a message says as it stands, in its text or in its layout."""
    return message.content or "\n".join(_displayed(message.components))


async def material_of(message: discord.Message) -> Material | None:
    """Return the first text or Markdown file that is attached to a message.

    Raises:
        RefusedError: it is too large.
        HTTPException: it can't be fetched.
    """
    attached = next((one for one in message.attachments if is_text(one.filename)), None)
    if attached is None:
        return None
    if attached.size > LONGEST:
        raise RefusedError("file_too_large", value=attached.filename, most=LONGEST // 1000)
    return Material(name=attached.filename, content=(await attached.read())[:LONGEST])


def is_own_role(role: discord.Role, own: discord.abc.User) -> bool:
    """Say whether a role is the bot's own, which bears its name: people mention the one where they mean the other."""
    return role.tags is not None and role.tags.bot_id == own.id


def _displayed(components: Iterable[discord.Component]) -> Iterator[str]:
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from _displayed(getattr(component, "children", ()))


def _name_of_channel(message: discord.Message, identity: int) -> str:
    channel = message.guild.get_channel_or_thread(identity) if message.guild else None
    return channel.name if channel else ""


def _day(found: re.Match[str]) -> str:
    try:
        return datetime.fromtimestamp(int(found[1]), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return " "
