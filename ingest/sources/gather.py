"""Go through the addresses of web sources, each kind in its own way, and tell what is there."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from ingest.errors import FetchError
from ingest.sources.feed import read_feed
from ingest.sources.items import Failed, Found, Noted, Read, Same, Waiting
from ingest.sources.links import feed_link
from ingest.sources.sitemap import read_sitemap
from ingest.sources.visit import Getter, Looker, Memory, Target, cleared, succeeded, whole
from ingest.sources.wordpress import (
    LISTED_AT_ONCE,
    READ_AT_ONCE,
    about_address,
    list_address,
    posts_address,
    read_list,
    read_name,
    read_posts,
)
from ingest.web.fetcher import Fetched

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from corpus.store.journal import State
    from ingest.entry import Entry
    from ingest.sources.config import SourceConfig, SourceKind
    from ingest.sources.items import Item

_MOST_SITEMAPS = 200


class Gatherer:
    """Goes through sources by a getter, as far as what is known of them leaves something to learn."""

    def __init__(self, getter: Getter, memory: Memory, *, now: float, forced: bool = False) -> None:
        """Name the parts; `forced` tries also what failed before and isn't due yet."""
        self._getter = getter
        self._memory = memory
        self._looker = Looker(getter, memory, now=now, forced=forced)

    async def items(self, config: SourceConfig) -> AsyncGenerator[Item]:
        """Yield what is at a source's addresses, in the order it is learnt."""
        state = self._looker.state(config.address, config)
        if self._looker.is_waiting(state):
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
        yield await self._looker.look(config, Target(address=state.origin), named=True)

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
            yield self._looker.read(fetched, state, Target(address=state.origin))

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
        targets = [Target(address=e.address, changed=e.changed, entry=e) for e in entries]
        targets += self._looker.due(config, targets)
        yield Found(addresses=len(targets))
        async for item in self._looker.look_at_all(config, targets):
            yield item
        yield Noted(state=succeeded(state, got))

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
        admitted = [Target(address=a, changed=c) for a, c in pages.items() if config.admits(a)][: config.cap]
        targets = [*admitted, *self._looker.due(config, admitted)]
        yield Found(addresses=len(targets))
        async for item in self._looker.look_at_all(config, targets):
            yield item
        yield self._looker.listed(config, admitted)
        yield Noted(state=cleared(state))

    async def _site(self, config: SourceConfig, state: State) -> AsyncGenerator[Item]:
        """Follow links from the address, a level after the other; the address itself is where they begin."""
        seen = {state.origin}
        level = [state.origin]
        found: list[Target] = []
        for depth in range(config.depth + 1):
            links: dict[str, None] = {}
            targets = [Target(address=a, optional=True) for a in level if a == state.origin or config.admits(a)]
            found += [t for t in targets if t.address != state.origin]
            yield Found(addresses=len(targets) if depth else 0)
            async for item in self._looker.look_at_all(config, targets, named=depth == 0, crawl=True):
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
        yield self._looker.listed(config, found)

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
            known = self._looker.state(post.address, config)
            if self._memory.has(known.origin) and known.changed == post.changed and not known.error:
                yield Same(state=known)
            else:
                changed.append(post.number)
        for at in range(0, len(changed), READ_AT_ONCE):
            got = await self._getter.get(posts_address(blog, changed[at : at + READ_AT_ONCE]), named=True)
            for entry in read_posts(got.content, blog, site) if isinstance(got, Fetched) else []:
                yield whole(entry, self._looker.state(entry.address, config))
        yield self._looker.listed(config, [Target(address=post.address) for post in posts])
        yield Noted(state=cleared(state))


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
