"""Look at the addresses of web sources: what is there now, as far as it isn't known already."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from corpus.errors import ArticleError
from corpus.journal import State
from corpus.reason import Reason
from ingest.address import parse_address
from ingest.errors import FailedError, FetchError, GoneError
from ingest.feeds import read_feed
from ingest.fetch import Page
from ingest.items import Failed, Found, Gone, Listed, Noted, Read, Same, Waiting
from ingest.links import feed_link, links_of
from ingest.media import page_kind
from ingest.sitemaps import read_sitemap
from ingest.web import Fetched
from ingest.wordpress import (
    LISTED_AT_ONCE,
    READ_AT_ONCE,
    about_address,
    list_address,
    posts_address,
    read_list,
    read_name,
    read_posts,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Coroutine, Iterable

    from ingest.config import SourceConfig, SourceKind
    from ingest.entry import Entry
    from ingest.items import Item, Looked
    from ingest.web import Unchanged

_AT_ONCE = 8
_MOST_SITEMAPS = 200


class Getter(Protocol):
    """Fetches a page from the web."""

    async def get(
        self, address: str, *, etag: str | None = None, last_modified: str | None = None, named: bool = False
    ) -> Fetched | Unchanged:
        """Fetch a page, unless it is still the one with this ETag or date."""
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
class _Target:
    """An address to look at: `changed` is what its list says of when, `entry` what of its words."""

    address: str
    changed: str | None = None
    entry: Entry | None = None
    optional: bool = False


class Gatherer:
    """Looks at sources through a getter, as far as what is known of them leaves something to learn."""

    def __init__(self, getter: Getter, memory: Memory, *, now: float, forced: bool = False) -> None:
        """Name the parts; `forced` tries also what failed before and isn't due yet."""
        self._getter = getter
        self._memory = memory
        self._now = now
        self._forced = forced

    async def items(self, config: SourceConfig) -> AsyncGenerator[Item]:
        """Yield what is at a source's addresses, in the order it is learnt."""
        state = self._state(config.address, config)
        if self._is_waiting(state):
            yield Waiting(state=state)
            return
        kinds = {
            "page": self._page_source,
            "feed": self._feed,
            "sitemap": self._sitemap,
            "site": self._site,
            "wordpress": self._wordpress,
        }
        try:
            walk = kinds.get(config.kind or "", self._whatever)(config, state)
            async with aclosing(walk):
                async for item in walk:
                    yield item
        except ArticleError as error:
            yield Failed(state=state, error=error.reason, retry_after=getattr(error, "retry_after", None))

    # Kinds of sources

    async def _page_source(self, config: SourceConfig, state: State) -> AsyncGenerator[Item]:
        yield Found(addresses=1)
        yield await self._look(config, _Target(address=state.origin), named=True)

    async def _whatever(self, config: SourceConfig, state: State) -> AsyncGenerator[Item]:
        """Tell by what lies at the address which kind of source it is."""
        fetched = await self._getter.get(state.origin, named=True)
        if isinstance(fetched, Fetched) and (kind := _kind_of_list(fetched)):
            walk = (self._feed if kind == "feed" else self._sitemap)(config, state, fetched)
            async with aclosing(walk):
                async for item in walk:
                    yield item
        elif isinstance(fetched, Fetched):
            yield Found(addresses=1)
            yield self._read(fetched, state, _Target(address=state.origin))

    async def _feed(self, config: SourceConfig, state: State, fetched: Fetched | None = None) -> AsyncGenerator[Item]:
        entries: list[Entry] = []
        got = fetched or await self._getter.get(
            state.origin, etag=state.etag, last_modified=state.last_modified, named=True
        )
        if isinstance(got, Fetched):
            if got.media_type in {"text/html", "application/xhtml+xml"} and (
                link := feed_link(got.content, got.charset, got.final)
            ):
                inner = await self._getter.get(link, named=True)
                got = inner if isinstance(inner, Fetched) else got
            entries = [e for e in read_feed(got.content, got.final) if config.admits(e.address)][: config.cap]
        targets = [_Target(address=e.address, changed=e.changed, entry=e) for e in entries]
        targets += self._due(config, targets)
        yield Found(addresses=len(targets))
        async for item in self._look_at_all(config, targets):
            yield item
        yield Noted(state=_succeeded(state, got))

    async def _sitemap(
        self, config: SourceConfig, state: State, fetched: Fetched | None = None
    ) -> AsyncGenerator[Item]:
        pages: dict[str, str | None] = {}
        waiting = [state.origin]
        for number, address in enumerate(waiting):
            got = fetched if fetched and number == 0 else await self._getter.get(address, named=number == 0)
            if isinstance(got, Fetched):
                sitemap = read_sitemap(got.content, address)
                pages |= dict(sitemap.pages)
                room = _MOST_SITEMAPS - len(waiting)
                waiting += [loc for loc, _ in sitemap.sitemaps if loc not in waiting][:room]
        admitted = [_Target(address=a, changed=c) for a, c in pages.items() if config.admits(a)][: config.cap]
        targets = [*admitted, *self._due(config, admitted)]
        yield Found(addresses=len(targets))
        async for item in self._look_at_all(config, targets):
            yield item
        yield self._listed(config, admitted)
        yield Noted(state=_cleared(state))

    async def _site(self, config: SourceConfig, state: State) -> AsyncGenerator[Item]:
        """Follow links from the address, a level after the other; the address itself is where they begin."""
        seen = {state.origin}
        level = [state.origin]
        found: list[_Target] = []
        for depth in range(config.depth + 1):
            links: dict[str, None] = {}
            targets = [_Target(address=a, optional=True) for a in level if a == state.origin or config.admits(a)]
            found += [t for t in targets if t.address != state.origin]
            yield Found(addresses=len(targets) if depth else 0)
            async for item in self._look_at_all(config, targets, named=depth == 0, crawl=True):
                if isinstance(item, (Read, Same)):
                    links |= dict.fromkeys(item.state.links)
                elif isinstance(item, Failed) and item.state.origin == state.origin:
                    yield item
                    return
                if item.state.origin != state.origin:
                    yield item
                elif isinstance(item, Read):
                    yield Noted(state=item.state)
            level = [a for a in links if a not in seen and not _excluded(config, a)]
            level = level[: max(config.cap - len(found), 0)]
            seen.update(level)
            if not level:
                break
        yield self._listed(config, found)

    async def _wordpress(self, config: SourceConfig, state: State) -> AsyncGenerator[Item]:
        blog = config.address
        about = await self._getter.get(about_address(blog), named=True)
        site = read_name(about.content) if isinstance(about, Fetched) else None
        posts = []
        for page in range(1, config.cap // LISTED_AT_ONCE + 2):
            try:
                got = await self._getter.get(list_address(blog, page), named=True)
            except FetchError:
                if page == 1:
                    raise
                break  # a page beyond the last one is an error to WordPress
            listed = read_list(got.content, blog) if isinstance(got, Fetched) else []
            posts += [post for post in listed if config.admits(post.address)]
            if len(listed) < LISTED_AT_ONCE:
                break
        posts = posts[: config.cap]
        yield Found(addresses=len(posts))
        changed = []
        for post in posts:
            known = self._state(post.address, config)
            if self._memory.has(known.origin) and known.changed == post.changed and not known.error:
                yield Same(state=known)
            else:
                changed.append(post.number)
        for at in range(0, len(changed), READ_AT_ONCE):
            got = await self._getter.get(posts_address(blog, changed[at : at + READ_AT_ONCE]), named=True)
            for entry in read_posts(got.content, blog, site) if isinstance(got, Fetched) else []:
                yield whole(entry, self._state(entry.address, config))
        yield self._listed(config, [_Target(address=post.address) for post in posts])
        yield Noted(state=_cleared(state))

    # Pages

    async def _look_at_all(
        self, config: SourceConfig, targets: Iterable[_Target], *, named: bool = False, crawl: bool = False
    ) -> AsyncGenerator[Looked]:
        looks = [self._look(config, target, named=named, crawl=crawl) for target in targets]
        done = _as_done(looks)
        async with aclosing(done):
            async for item in done:
                yield item

    async def _look(self, config: SourceConfig, target: _Target, *, named: bool = False, crawl: bool = False) -> Looked:
        """Return what is at an address, asking its server only where that may be new."""
        state = self._state(target.address, config)
        if self._is_waiting(state):
            return Waiting(state=state)
        has = self._memory.has(state.origin) or bool(state.links)
        if has and target.changed and state.changed == target.changed and not state.error:
            return Same(state=state)
        fallback = None
        if target.entry and target.entry.html:
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
            return Same(state=replace(_cleared(state), changed=target.changed))
        return self._read(got, state, target, fallback=fallback, crawl=crawl)

    def _read(
        self, got: Fetched, state: State, target: _Target, *, fallback: Page | None = None, crawl: bool = False
    ) -> Read | Failed:
        kind = page_kind(got)
        if kind is None:
            about = {"page": state.origin, "kind": got.media_type or Reason("of an unknown kind")}
            error = Reason("{page} is no page of text but {kind}: leave it out.", about)
            return Failed(state=state, error=error, fallback=fallback)
        page = Page(
            origin=state.origin,
            content=got.content,
            kind=kind,
            address=got.final if got.final != state.origin else None,
            charset=got.charset,
        )
        after = replace(_succeeded(state, got), changed=target.changed)
        if crawl and kind == "html":
            after = replace(after, links=tuple(links_of(got.content, got.charset, got.final)))
        return Read(page=page, state=after, fallback=fallback, optional=target.optional)

    def _state(self, address: str, config: SourceConfig) -> State:
        try:
            origin = str(parse_address(address))
        except FetchError:
            origin = address  # the fetcher will say what is wrong with it
        known = self._memory.state(origin)
        return replace(known, source=config.name) if known else State(origin=origin, source=config.name)

    def _is_waiting(self, state: State) -> bool:
        if self._forced or not state.error:
            return False
        return state.given_up or (state.retry_at or 0) > self._now

    def _due(self, config: SourceConfig, targets: Iterable[_Target]) -> list[_Target]:
        """Return what failed earlier, is due by now and no longer in the list, as in a feed that has gone on."""
        there = {self._state(target.address, config).origin for target in targets} | {config.address}
        return [_Target(address=origin) for origin in self._memory.due(config.name) if origin not in there]

    def _listed(self, config: SourceConfig, targets: Iterable[_Target]) -> Listed:
        origins = frozenset(self._state(target.address, config).origin for target in targets)
        return Listed(source=config.name, origins=origins | {config.address})


def whole(entry: Entry, state: State) -> Read:
    """Return an entry that holds the whole article as what was read of its address."""
    page = Page(origin=state.origin, content=entry.packed(), kind="entry")
    return Read(page=page, state=replace(_cleared(state), changed=entry.changed))


def _kind_of_list(got: Fetched) -> SourceKind | None:
    """Return which kind of list a document is, None where it is a page."""
    head = got.content[:2048].lower()
    if b"<urlset" in head or b"<sitemapindex" in head:
        return "sitemap"
    if any(mark in head for mark in (b"<rss", b"<feed", b"<rdf:rdf", b"jsonfeed.org/version")) and b"<html" not in head:
        return "feed"
    return None


def _excluded(config: SourceConfig, address: str) -> bool:
    return not replace(config, include=()).admits(address)


def _cleared(state: State) -> State:
    return replace(state, failures=0, error=None, retry_at=None)


def _succeeded(state: State, got: Fetched | Unchanged) -> State:
    cleared = _cleared(state)
    if isinstance(got, Fetched):
        return replace(cleared, etag=got.etag, last_modified=got.last_modified)
    return cleared


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
