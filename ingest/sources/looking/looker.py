"""Look at an address of a source: what is there now, as far as it isn't known already."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from corpus.reason import Reason
from corpus.store.tables.journal import State
from ingest.entry import Entry, LeftOut
from ingest.errors import FailedError, FetchError, GoneError
from ingest.lists.xml import unzipped
from ingest.page import Page
from ingest.readers.registry import kind_of
from ingest.sources.looking.items import Failed, Gone, Listed, Passed, Read, Same, Waiting, too_old
from ingest.sources.looking.links import links_of
from ingest.web.address import parse_address
from ingest.web.fetcher import Fetched

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Coroutine, Iterable
    from datetime import date

    from ingest.source_config import SourceConfig
    from ingest.sources.looking.items import Looked
    from ingest.web.fetcher import Unchanged

_AT_ONCE = 8
_MOST_UNZIPPED = 64 * 1024 * 1024  # bytes; what grows to more is no page


class Getter(Protocol):
    """Fetches a page from the web."""

    async def get(
        self, address: str, *, etag: str | None = None, last_modified: str | None = None, named: bool = False
    ) -> Fetched | Unchanged:
        """Fetch a page, unless it is still the one with this ETag or date."""
        ...

    async def addresses(self, address: str) -> list[str]:
        """Return the IP addresses of an address's host, which may all be connected to."""
        ...


class Memory(Protocol):
    """What earlier runs know."""

    def state(self, origin: str) -> State | None:
        """Return what is known of an address."""
        ...

    def has(self, origin: str) -> bool:
        """Say whether the article of an address is in the corpus."""
        ...

    def due(self, source: str) -> list[str]:
        """Return the addresses of a source that are to be tried again."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address to look at: `changed` is what its list says of when, `entry` what of its words."""

    address: str
    changed: str | None = None
    entry: Entry | None = None
    optional: bool = False


class Looker:
    """Looks at addresses through a getter, as far as what is known of them leaves something to learn."""

    def __init__(
        self, getter: Getter, memory: Memory, *, now: float, forced: bool = False, since: date | None = None
    ) -> None:
        """Name the parts; `forced` tries also what failed before and isn't due yet.

        What is new and by its list was published before the day `since` isn't fetched.
        """
        self._since = since
        self._getter = getter
        self._memory = memory
        self._now = now
        self._forced = forced

    def has(self, origin: str) -> bool:
        """Say whether the article of an address is in the corpus."""
        return self._memory.has(origin)

    async def look_at_all(
        self, config: SourceConfig, targets: Iterable[Target], *, named: bool = False, crawl: bool = False
    ) -> AsyncGenerator[Looked]:
        """Yield what is at several addresses as it comes, a few looked at a time."""
        looks = [self.look(config, target, named=named, crawl=crawl) for target in targets]
        done = _as_done(looks)
        async with aclosing(done):
            async for item in done:
                yield item

    async def look(self, config: SourceConfig, target: Target, *, named: bool = False, crawl: bool = False) -> Looked:
        """Return what is at an address, asking its server only where that may be new."""
        state = self.state(target.address, config)
        if self.is_waiting(state):
            return Waiting(state=state)
        has = self._memory.has(state.origin) or bool(state.links)
        if known := self._known(state, target, has=has):
            return known
        fallback = None
        if target.entry:
            fallback = Page(origin=state.origin, content=target.entry.packed(), kind="entry")
        sure = has and not state.error
        try:
            got = await self._getter.get(
                state.origin,
                etag=state.etag if sure else None,
                last_modified=state.last_modified if sure else None,
                named=named,
            )
        except GoneError as error:
            return Gone(state=state, error=error.reason)
        except FetchError as error:
            after = error.retry_after if isinstance(error, FailedError) else None
            return Failed(state=state, error=error.reason, retry_after=after, fallback=fallback)
        if not isinstance(got, Fetched):
            return Same(state=replace(cleared(state), changed=target.changed))
        return self.read(got, state, target, fallback=fallback, crawl=crawl)

    def _known(self, state: State, target: Target, *, has: bool) -> Same | Passed | None:
        """Return what its list says of an address: that it is as it was, or too old; None where it must be read."""
        if has:
            is_same = target.changed and state.changed == target.changed and not state.error
            return Same(state=state) if is_same else None
        day = target.entry.published if target.entry else None
        is_old = day and self._since and day < self._since
        return Passed(name=state.origin, reason=too_old(self._since)) if self._since and is_old else None

    def read(
        self, got: Fetched, state: State, target: Target, *, fallback: Page | None = None, crawl: bool = False
    ) -> Read | Failed:
        """Return what was fetched as a page to extract; one that holds no text has failed."""
        content = unzipped(got.content, _MOST_UNZIPPED) or got.content
        media_type = got.media_type if content is got.content else _inner_type(got)
        kind = kind_of(content, media_type, got.final.removesuffix(".gz"))
        if kind is None:
            about = {"page": state.origin, "kind": got.media_type or Reason("of an unknown kind")}
            error = Reason("{page} is no page of text but {kind}: leave it out.", about)
            return Failed(state=state, error=error, fallback=fallback)
        page = Page(
            origin=state.origin,
            content=content,
            kind=kind,
            address=got.final if got.final != state.origin else None,
            charset=got.charset,
        )
        after = replace(succeeded(state, got), changed=target.changed)
        if crawl and kind == "html":
            after = replace(after, links=tuple(links_of(content, got.charset, got.final)))
        return Read(page=page, state=after, fallback=fallback, optional=target.optional)

    def state(self, address: str, config: SourceConfig) -> State:
        """Return what is known of an address of a source."""
        try:
            origin = str(parse_address(address))
        except FetchError:
            origin = address  # the fetcher will say what is wrong with it
        known = self._memory.state(origin)
        return replace(known, source=config.name) if known else State(origin=origin, source=config.name)

    def known(self, origin: str, config: SourceConfig) -> State:
        """Return what is known of a part of a source, whose origin is no address of its own."""
        known = self._memory.state(origin)
        return replace(known, source=config.name) if known else State(origin=origin, source=config.name)

    def is_waiting(self, state: State) -> bool:
        """Say whether an address failed and isn't to be tried again yet."""
        if self._forced or not state.error:
            return False
        return state.given_up or (state.retry_at or 0) > self._now

    def due(self, config: SourceConfig, targets: Iterable[Target]) -> list[Target]:
        """Return what failed earlier, is due by now and no longer in the list, as in a feed that has gone on."""
        there = {self.state(target.address, config).origin for target in targets} | {config.address}
        return [Target(address=origin) for origin in self._memory.due(config.name) if origin not in there]

    def listed(self, config: SourceConfig, targets: Iterable[Target]) -> Listed:
        """Return all that a source lists: what else it had may have vanished."""
        origins = frozenset(self.state(target.address, config).origin for target in targets)
        return Listed(source=config.name, origins=origins | {config.address})


def _inner_type(got: Fetched) -> str:
    """Return the media type of what was packed: what the server says of the package says nothing of it."""
    return "" if got.media_type in {"application/gzip", "application/x-gzip"} else got.media_type


def beyond(config: SourceConfig, count: int) -> list[LeftOut]:
    """Return what is to be told where a source has more than its cap."""
    if count <= config.cap:
        return []
    values: dict[str, str | float | Reason] = {"count": count - config.cap, "most": config.cap}
    reason = Reason("The source has {count} more than the {most} that are read: raise `cap` in sources.toml.", values)
    return [LeftOut(name=config.address, reason=reason)]


def whole(entry: Entry, state: State) -> Read:
    """Return an entry that holds the whole article as what was read of its address."""
    page = Page(origin=state.origin, content=entry.packed(), kind="entry")
    return Read(page=page, state=replace(cleared(state), changed=entry.changed))


def cleared(state: State) -> State:
    """Return what is known of an address that could be read, without its failures."""
    return replace(state, failures=0, error=None, retry_at=None)


def succeeded(state: State, got: Fetched | Unchanged) -> State:
    """Return what is known of an address after it was fetched."""
    after = cleared(state)
    return replace(after, etag=got.etag, last_modified=got.last_modified) if isinstance(got, Fetched) else after


async def _as_done(looks: Iterable[Coroutine[None, None, Looked]]) -> AsyncGenerator[Looked]:
    """Yield results as they come, a few at a time; whoever stops reading stops the rest."""
    room = asyncio.Semaphore(_AT_ONCE)

    async def one(look: Coroutine[None, None, Looked]) -> Looked:
        async with room:
            return await look

    tasks = [asyncio.create_task(one(look)) for look in looks]
    try:
        for task in asyncio.as_completed(tasks):
            yield await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
