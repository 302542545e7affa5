"""Put the bot together: its parts, from what is open already."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import discord

from bot.discord.archive import ChannelArchive
from bot.discord.client import FootnoteBot
from bot.discord.rendering.live_message import SECONDS_BETWEEN_EDITS
from bot.service.admission.limits import Limits
from bot.service.admission.pace import Pace
from bot.service.admission.queue import Turns
from bot.service.admission.workers import Underway, Workers
from bot.service.corpora.article_list import Listings
from bot.service.corpora.corpora import MOST_OPEN, Corpora
from bot.service.corpora.names import DIRECT
from bot.service.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bot.discord.shards import Shards
    from bot.service.corpora.corpora import Library
    from bot.service.jobs.queue import JobQueue
    from bot.service.reader_links import ReaderLinks
    from bot.service.store.store import Store


def build_bot(  # noqa: PLR0913 -- one parameter a part or a setting
    store: Store,
    data_dir: Path,
    build_library: Callable[[str, Path], Library],
    *,
    named_corpora: Mapping[str, str],
    answers_at_once: int,
    sees_content: bool = False,
    shards: Shards | None = None,
    most_open_corpora: int = MOST_OPEN,
    seconds_between_edits: float = SECONDS_BETWEEN_EDITS,
    links: ReaderLinks | None = None,
    jobs: JobQueue | None = None,
    plain_text: bool = False,
) -> FootnoteBot:
    """Return the bot; whoever calls it closes its corpora, its workers and the store."""
    sees_all = not shards or shards.are_all

    def build_parts(bot: FootnoteBot) -> Service:
        return Service(
            store=store,
            corpora=Corpora(
                data_dir, store, named_corpora, build_library, most_open=most_open_corpora, sees_all=sees_all
            ),
            limits=Limits(_now, store.asked),
            turns=Turns(answers_at_once),
            workers=Workers(answers_at_once),
            listings=Listings(),
            underway=Underway(),
            pace=Pace(time.monotonic),
            servers=lambda: [guild.id for guild in bot.guilds],
            clock=_now,
            sees_content=sees_content,
            seconds_between_edits=seconds_between_edits,
            links=links,
            jobs=jobs,
            has_direct=not shards or shards.first == 0,
            plain_text=plain_text,
            archives=lambda corpus: ChannelArchive(bot, corpus),
        )

    for_persons = DIRECT in named_corpora
    return FootnoteBot(build_parts, sees_content=sees_content, for_persons=for_persons, shards=shards)


def _now() -> float:
    """Return the time by the clock that Discord's library keeps, in seconds since 1970."""
    return discord.utils.utcnow().timestamp()
