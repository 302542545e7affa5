"""The kinds of sources, one line a kind: settings, commands and the walk through them take their lists from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest.sources.kinds.discord import DISCORD
from ingest.sources.kinds.feed import FEED
from ingest.sources.kinds.folder import FOLDER
from ingest.sources.kinds.git import GIT
from ingest.sources.kinds.page import PAGE
from ingest.sources.kinds.site import SITE
from ingest.sources.kinds.sitemap import SITEMAP
from ingest.sources.kinds.wordpress import WORDPRESS

if TYPE_CHECKING:
    from ingest.sources.kinds.kind import SourceKind
    from ingest.web.fetcher import Fetched

KINDS: Final[dict[str, SourceKind]] = {
    kind.name: kind for kind in (FOLDER, PAGE, FEED, SITEMAP, SITE, WORDPRESS, GIT, DISCORD)
}
WEB_KINDS: Final[tuple[str, ...]] = tuple(kind.name for kind in KINDS.values() if kind.walk)
LOCAL_KINDS: Final[tuple[str, ...]] = tuple(kind.name for kind in KINDS.values() if kind.read or not kind.walk)


def kind_of_source(got: Fetched) -> SourceKind:
    """Return which kind of source lies at an address, by what was fetched there: a page where it is no list."""
    return next((kind for kind in KINDS.values() if kind.is_it and kind.is_it(got)), PAGE)


def kind_at(address: str) -> SourceKind | None:
    """Return which kind of source an address of the web is by itself; None where that is seen once it is fetched."""
    return next((kind for kind in KINDS.values() if kind.name_at and kind.name_at(address)), None)
