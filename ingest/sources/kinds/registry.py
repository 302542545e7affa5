"""The kinds of sources, one line a kind: settings, commands and the walk through them take their lists from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest.sources.kinds.feed import FEED
from ingest.sources.kinds.folder import FOLDER
from ingest.sources.kinds.page import PAGE
from ingest.sources.kinds.site import SITE
from ingest.sources.kinds.sitemap import SITEMAP
from ingest.sources.kinds.wordpress import WORDPRESS

if TYPE_CHECKING:
    from ingest.sources.kinds.kind import SourceKind

KINDS: Final[dict[str, SourceKind]] = {kind.name: kind for kind in (FOLDER, PAGE, FEED, SITEMAP, SITE, WORDPRESS)}
WEB_KINDS: Final[tuple[str, ...]] = tuple(kind.name for kind in KINDS.values() if kind.walk)
LOCAL_KINDS: Final[tuple[str, ...]] = tuple(kind.name for kind in KINDS.values() if kind.read or not kind.walk)
