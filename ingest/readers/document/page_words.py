"""The words that pages and documents have beside their article, of all languages together."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from corpus.language.registry import languages

if TYPE_CHECKING:
    from corpus.language.registry import Markup

Said = Literal[
    "by", "byline_label", "published", "changed", "over_box", "before_link", "alone", "feed_ending", "rights",
    "release_end", "no_title",
]  # fmt: skip
Words = Literal["between_names", "particles", "goes_on", "nobody"]


@cache
def said(what: Said, before: str = "", after: str = "") -> re.Pattern[str]:
    """Return what matches a phrase of any language, whatever the size of its letters, between two patterns."""
    phrases = "|".join(getattr(language.page, what).pattern for language in languages().values())
    return re.compile(f"{before}(?:{phrases}){after}", re.IGNORECASE)


@cache
def words(what: Words) -> frozenset[str]:
    """Return such words of all languages, in small letters."""
    found: frozenset[str] = frozenset().union(*(getattr(language.page, what) for language in languages().values()))
    return frozenset(word.casefold() for word in found)


@cache
def markup(what: Markup) -> frozenset[str]:
    """Return the names that sites give such a part in their markup, each in its own language."""
    return frozenset().union(*(language.page.names.get(what, frozenset()) for language in languages().values()))
