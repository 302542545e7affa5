"""A channel of a Discord server as a source: its archived threads, or archived posts of a forum, read by the bot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from corpus.reason import Reason
from ingest.entry import LeftOut
from ingest.errors import PrivateError
from ingest.page import Page
from ingest.sources.kinds.kind import SourceKind, Visit
from ingest.sources.looking.items import Failed, Found, Listed, Noted, Passed, Read, passed
from ingest.sources.looking.looker import beyond, cleared

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ingest.sources.kinds.kind import Archive
    from ingest.sources.looking.items import Item

_CHANNEL = re.compile(r"https://discord\.com/channels/(?P<server>\d{1,20})/(?P<channel>\d{1,20})")
_ANY = re.compile(r"https://(?:\w+\.)?discord(?:app)?\.com/channels/.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel of a server, by their ids."""

    server: int
    number: int


def channel_at(address: str) -> Channel | None:
    """Return the channel at an address, None where it is none."""
    found = _CHANNEL.fullmatch(address)
    return Channel(server=int(found["server"]), number=int(found["channel"])) if found else None


def channel_address(server: int, channel: int) -> str:
    """Return the address of a channel, or of a thread."""
    return f"https://discord.com/channels/{server}/{channel}"


async def walk_channel(visit: Visit) -> AsyncGenerator[Item]:
    """Read the threads that are archived; what of it isn't there any more, or isn't for all any more, goes at once."""
    config = visit.config
    channel = channel_at(config.address)
    if channel is None:
        raise ArticleError(
            "{page} is no channel: write its link as https://discord.com/channels/SERVER/CHANNEL.", page=config.address
        )
    if visit.archive is None:
        raise ArticleError(
            "The threads of {page} are read by the bot alone: add the channel on Discord, with /articles threads.",
            page=config.address,
        )
    try:
        threads = await visit.archive.threads(channel.server, channel.number)
    except PrivateError as error:
        yield Listed(source=config.name, origins=frozenset([config.address]), final=True)
        # Never so many failures that it isn't looked at again: what is deleted there is to be noticed.
        yield Failed(state=cleared(visit.state), error=error.reason)
        return
    reopened = [address for address in threads.open if visit.looker.has(address)]
    everything = [*threads.archived, *reopened]
    addresses = everything[: config.cap]
    left_out = beyond(config, len(everything))
    if still_open := len(threads.open) - len(reopened):
        reason = Reason("{count} of its threads are still open: each is read once it is archived.")
        left_out.append(LeftOut(name=config.address, reason=reason.filled(count=still_open)))
    for item in passed(left_out):
        yield item
    yield Found(addresses=len(addresses))
    for address in addresses:
        yield await _look(visit, visit.archive, address)
    yield Listed(source=config.name, origins=frozenset([*addresses, config.address]), final=True)
    yield Noted(state=cleared(visit.state))


async def _look(visit: Visit, archive: Archive, address: str) -> Item:
    state = cleared(visit.looker.known(address, visit.config))
    try:
        thread = await archive.read(address)
    except PrivateError as error:
        return Passed(name=address, reason=error.reason, private=True)
    except ArticleError as error:
        return Failed(state=state, error=error.reason)
    return Read(page=Page(origin=address, content=thread.packed(), kind="thread"), state=state)


def name_at(address: str) -> str | None:
    """Return what a channel at an address is called until its server says more; None where the address is none."""
    return "Discord" if _ANY.fullmatch(address) else None


DISCORD = SourceKind(name="discord", most=2000, walk=walk_channel, name_at=name_at, by_bot=True)
