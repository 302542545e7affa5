"""Find out which kind of source lies at an address, and the address that it is followed at."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from corpus.errors import ArticleError
from ingest.lists.feed import is_feed, read_feed
from ingest.lists.sitemap import is_sitemap
from ingest.lists.wordpress_api import list_address, read_list
from ingest.sources.config import named_source
from ingest.sources.kinds.page import PAGE
from ingest.sources.kinds.registry import kind_of_source
from ingest.sources.kinds.site import SITE
from ingest.sources.looking.following import Following
from ingest.sources.looking.links import blog_interface, feed_link, feed_links, title_of_page
from ingest.web.fetcher import Fetched

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ingest.source_config import SourceConfig
    from ingest.sources.looking.looker import Getter

_MOST_FEEDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What lies at an address: the kind of source, and where it is followed.

    `title` is what it calls itself, `count` how many articles it lists, where that is known.
    """

    kind: str
    address: str
    title: str = ""
    count: int | None = None

    def table(self, name: str) -> str:
        """Return it as sources.toml has it."""
        quoted = {"name": name, self.kind: self.address}
        # A text in JSON is one in TOML.
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in quoted.items()]
        return "\n".join(["[[source]]", *lines, ""])


async def discover(getter: Getter, address: str) -> Discovery:
    """Return what lies at an address of the web or the disk.

    A page is followed by the interface of its blog, else by the feed that it names, else by its site's sitemap.

    Raises:
        UsageError: it is no address.
        ArticleError: it can't be fetched.
    """
    config = named_source(address)
    if config.is_local:
        # A file of XML on the disk is a blog's export: no other kind of source has one.
        return Discovery(kind="wordpress" if config.address.endswith(".xml") else "folder", address=config.address)
    if config.kind:
        return Discovery(kind=config.kind, address=config.address, title=config.name)
    following = Following(getter)
    got = await following.get(config.address, named=True)
    if not isinstance(got, Fetched):
        return Discovery(kind=PAGE.name, address=config.address)
    kind = kind_of_source(got)
    if kind is not PAGE:
        return Discovery(kind=kind.name, address=config.address)
    return await _of_page(following, got, config)


async def offers(getter: Getter, address: str) -> tuple[Discovery, ...]:
    """Return all that an address of the web offers to follow, the likeliest first.

    The front page of a site stands for the site, any other page for itself.

    Raises:
        UsageError: it is no address.
        ArticleError: it can't be fetched.
    """
    config = named_source(address)
    if config.kind:
        return (Discovery(kind=config.kind, address=config.address, title=config.name),)
    following = Following(getter)
    got = await following.get(config.address, named=True)
    if not isinstance(got, Fetched):
        return (Discovery(kind=PAGE.name, address=config.address),)
    kind = kind_of_source(got)
    if kind is not PAGE:
        return (_titled(Discovery(kind=kind.name, address=config.address), got),)
    page = Discovery(kind=PAGE.name, address=config.address, title=title_of_page(got.content, got.charset), count=1)
    lists = [one async for one in _lists_of(following, got, page.title)]
    if config.address != urljoin(got.final, "/"):
        return (page, *lists)
    return (*lists, replace(page, kind=SITE.name, count=None), page)


async def _lists_of(getter: Getter, page: Fetched, title: str) -> AsyncGenerator[Discovery]:
    """Yield the lists of articles that a page leads to: its blog, or its feeds; its site's sitemap."""
    blog = blog_interface(page.content, page.charset, page.final)
    if blog and await _lists(getter, list_address(blog, 1), blog):
        yield Discovery(kind="wordpress", address=blog, title=title)
    else:
        for link in feed_links(page.content, page.charset, page.final)[:_MOST_FEEDS]:
            with suppress(ArticleError):
                got = await getter.get(link, named=True)
                if isinstance(got, Fetched) and is_feed(got.content):
                    yield _titled(Discovery(kind="feed", address=link), got)
    sitemap = urljoin(page.final, "/sitemap.xml")
    if await _lists(getter, sitemap, None):
        yield Discovery(kind="sitemap", address=sitemap, title=title)


def _titled(found: Discovery, got: Fetched) -> Discovery:
    """Return what was found with what it calls itself and how much it lists, as far as it is a feed."""
    if not is_feed(got.content):
        return found
    entries = read_feed(got.content, got.final, got.charset).entries
    return replace(found, title=next((e.site for e in entries if e.site), ""), count=len(entries))


async def _of_page(getter: Getter, page: Fetched, config: SourceConfig) -> Discovery:
    blog = blog_interface(page.content, page.charset, page.final)
    if blog and await _lists(getter, list_address(blog, 1), blog):
        return Discovery(kind="wordpress", address=blog)
    if feed := feed_link(page.content, page.charset, page.final):
        return Discovery(kind="feed", address=feed)
    sitemap = urljoin(page.final, "/sitemap.xml")
    if config.address == urljoin(page.final, "/") and await _lists(getter, sitemap, None):
        return Discovery(kind="sitemap", address=sitemap)
    return Discovery(kind=PAGE.name, address=config.address)


async def _lists(getter: Getter, address: str, blog: str | None) -> bool:
    """Say whether a list of a blog's posts, or of a site's pages, is there."""
    try:
        got = await getter.get(address, named=True)
        if not isinstance(got, Fetched):
            return False
        return bool(read_list(got.content, blog)) if blog else is_sitemap(got.content)
    except ArticleError:
        return False
