"""What Discord offers while someone writes an option: always from the corpus of their server, nothing else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discord.context.context import library_of, visit
from bot.failures import RefusedError
from bot.messages.wording import language_of, say_date

if TYPE_CHECKING:
    from bot.messages.wording import Language
    from bot.service.corpora.article_list import Listing
    from corpus.article import Entry

_MOST = 25
_LONGEST_NAME = 100
Choices = list[app_commands.Choice[str]]

_log = logging.getLogger(__name__)


async def complete_source(interaction: discord.Interaction, current: str) -> Choices:
    """Offer the names of sources."""
    listing = await _listing(interaction)
    sources = listing.find_sources(current, _MOST) if listing else []
    return [_choice(source.name, source.name) for source in sources if len(source.name) <= _LONGEST_NAME]


async def complete_language(interaction: discord.Interaction, current: str) -> Choices:
    """Offer the languages of the articles."""
    listing = await _listing(interaction)
    languages = listing.languages if listing else ()
    return [_choice(one, one) for one in languages if one.startswith(current.strip().lower())][:_MOST]


async def complete_article(interaction: discord.Interaction, current: str) -> Choices:
    """Offer articles by their titles."""
    listing, language = await _listing(interaction), language_of(interaction.locale.value)
    return [_choice(label(entry, language), entry.id) for entry in (listing.find(current, _MOST) if listing else [])]


async def complete_removable(interaction: discord.Interaction, current: str) -> Choices:
    """Offer sources, then articles; to those only who may remove them."""
    parts, visitor = visit(interaction)
    if not visitor.manages(parts.settings(visitor.guild)):
        return []
    return [*await complete_source(interaction, current), *await complete_article(interaction, current)][:_MOST]


def label(entry: Entry, language: Language) -> str:
    """Return what people know an article by, in as many characters as Discord takes."""
    about = " — ".join(filter(None, (entry.site, entry.published and say_date(entry.published, language))))
    about = f" — {about}" if about else ""
    room = max(_LONGEST_NAME - len(about), 40)
    title = entry.title or "?"
    return ((title if len(title) <= room else title[: room - 1] + "…") + about)[:_LONGEST_NAME]


def _choice(name: str, value: str) -> app_commands.Choice[str]:
    return app_commands.Choice(name=name[:_LONGEST_NAME], value=value)


async def _listing(interaction: discord.Interaction) -> Listing | None:
    """Return what is in the corpus of whoever writes; None where they may not read it or it can't be read."""
    parts, visitor = visit(interaction)
    try:
        async with library_of(parts, visitor) as library:
            return await parts.workers.run("look_up", parts.listings.of, library)
    except RefusedError:
        return None
    except Exception:  # noqa: BLE001 -- nothing is offered, and the log has why
        _log.exception("Nothing could be offered for an option")
        return None
