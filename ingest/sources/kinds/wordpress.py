"""A WordPress blog as a source: by its interface, or by an export of it on the disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from corpus.reason import Reason
from corpus.store.tables.journal import State
from ingest.errors import FetchError
from ingest.lists.wordpress_api import (
    LISTED_AT_ONCE,
    READ_AT_ONCE,
    Post,
    about_address,
    list_address,
    posts_address,
    read_list,
    read_name,
    read_posts,
)
from ingest.lists.wordpress_export import read_export
from ingest.sources.kinds.kind import SourceKind, Visit
from ingest.sources.looking.items import Failed, Found, Listed, Noted, Same, passed
from ingest.sources.looking.looker import Target, beyond, cleared, whole
from ingest.web.fetcher import Fetched

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from ingest.source_config import SourceConfig
    from ingest.sources.looking.items import Item


async def walk_wordpress(visit: Visit) -> AsyncGenerator[Item]:
    """Read the posts that are new or have changed, some at a time."""
    config, looker = visit.config, visit.looker
    about = await visit.getter.get(about_address(config.address), named=True)
    site = read_name(about.content) if isinstance(about, Fetched) else None
    posts = (await _posts(visit))[: config.cap]
    yield Found(addresses=len(posts))
    changed: list[int] = []
    for post in posts:
        known = looker.state(post.address, config)
        if looker.has(known.origin) and known.changed == post.changed and not known.error:
            yield Same(state=known)
        else:
            changed.append(post.number)
    for at in range(0, len(changed), READ_AT_ONCE):
        got = await visit.getter.get(posts_address(config.address, changed[at : at + READ_AT_ONCE]), named=True)
        if isinstance(got, Fetched):
            told = read_posts(got.content, config.address, site)
            for entry in told.entries:
                yield whole(entry, looker.state(entry.address, config))
            for item in passed(told.left_out):
                yield item
    yield looker.listed(config, [Target(address=post.address) for post in posts])
    yield Noted(state=cleared(visit.state))


async def _posts(visit: Visit) -> list[Post]:
    """Return the blog's posts as its interface lists them, page by page."""
    blog, posts = visit.config.address, list[Post]()
    for page in range(1, visit.config.cap // LISTED_AT_ONCE + 2):
        try:
            got = await visit.getter.get(list_address(blog, page), named=True)
        except FetchError:
            if page == 1:
                raise
            break  # a page beyond the last one is an error to WordPress
        listed = read_list(got.content, blog) if isinstance(got, Fetched) else []
        posts += [post for post in listed if visit.config.admits(post.address)]
        if len(listed) < LISTED_AT_ONCE:
            break
    return posts


def read_exported(config: SourceConfig) -> Iterator[Item]:
    """Yield the posts of an export of a blog, which may be larger than an article."""
    state = State(origin=config.address, source=config.name)
    try:
        told = read_export(Path(config.address).read_bytes(), config.address)
    except OSError as error:
        reason = Reason(
            "{name} can't be read ({reason}): check the path and its permissions.",
            {"name": config.address, "reason": error.strerror or type(error).__name__},
        )
        yield Failed(state=state, error=reason)
        return
    except ArticleError as error:
        yield Failed(state=state, error=error.reason)
        return
    found = [entry for entry in told.entries if config.admits(entry.address)]
    admitted = found[: config.cap]
    yield Found(addresses=len(admitted))
    yield from passed([*told.left_out, *beyond(config, len(found))])
    items = [whole(e, State(origin=e.address, source=config.name)) for e in admitted]
    yield from items
    yield Listed(source=config.name, origins=frozenset(item.state.origin for item in items))
    yield Noted(state=state)


WORDPRESS = SourceKind(name="wordpress", most=10_000, walk=walk_wordpress, read=read_exported)
