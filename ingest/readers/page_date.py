"""Find the day a page was published (door: htmldate).

htmldate reads dates as people write them; where they may stand is chosen here. Left to search a page it takes the day
of the last change, one in the text ("the treaty of 2018-03-04"), or the year of the copyright: a wrong date
is worse than none, since it stands under a quote.
"""

from __future__ import annotations

import re
from datetime import date
from html import escape
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from ingest.readers.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterator

_PUBLISHED = re.compile(r"publi|pub_?-?date|issued|created|posted|(?:^|[.:])date$|article_date", re.IGNORECASE)
_CHANGED = re.compile(r"modif|updat|revis|expir|copyright|review|valid|publisher", re.IGNORECASE)
_JSON_LD = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_IN_URL = re.compile(r"/([0-9]{4})[/-]([0-9]{2})[/-]([0-9]{2})(?![0-9])")
_LONGEST = 80
_MOST = 50
_EARLIEST = "1000-01-01"
_LATEST = "9999-12-31"  # by default a page would be read otherwise today than tomorrow

_ELSEWHERE = "ancestor::nav or ancestor::footer or ancestor::aside or ancestor::*[contains(@class, 'comment')]"
_MARKED = f"""//body//*[not({_ELSEWHERE})][
    @itemprop='datePublished' or @pubdate or contains(@class, 'publish') or contains(@class, 'posted-on')
    or contains(@class, 'pubdate') or contains(@class, 'entry-date') or contains(@class, 'post-date')
    or contains(@class, 'article-date')]"""
_UNMARKED = f"""//body//*[not({_ELSEWHERE})][self::time or contains(concat(' ', @class, ' '), ' date ')
    or contains(@class, 'byline') or contains(@class, 'dateline')]
    [not(ancestor::p[string-length() > {_LONGEST}] or ancestor::li or ancestor::td or ancestor::blockquote)]"""


def published_on(tree: Any, url: str | None) -> date | None:
    """Return the day that a page says it was published on, in its head, its byline or its address."""
    texts = chain(_in_head(tree), _in_elements(tree, _MARKED), _in_url(url), _in_elements(tree, _UNMARKED))
    days = (_day(text) for text in islice(texts, _MOST))
    return next((day for day in days if day), None)


def _in_head(tree: Any) -> Iterator[str]:
    for meta in tree.iterfind(".//meta[@content]"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if _PUBLISHED.search(key) and not _CHANGED.search(key):
            yield meta.get("content")
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        yield from _JSON_LD.findall(script.text or "")


def _in_elements(tree: Any, path: str) -> Iterator[str]:
    for element in tree.xpath(path):
        if not _CHANGED.search(element.get("class", "")):
            yield element.get("datetime") or element.get("content") or element.text_content()


def _in_url(url: str | None) -> Iterator[str]:
    match = _IN_URL.search(url or "")
    if match:
        yield "-".join(match.groups())


def _day(text: str) -> date | None:
    from htmldate import find_date

    words = " ".join(text.split())
    day = parse_date(words)
    if day or not words or len(words) > _LONGEST:
        return day
    head = f'<meta property="article:published_time" content="{escape(words)}">'
    found = find_date(
        f"<html><head>{head}</head><body></body></html>",
        extensive_search=False,
        original_date=True,
        min_date=_EARLIEST,
        max_date=_LATEST,
    )
    day = date.fromisoformat(found) if found else None
    # Of a month, or of a day that doesn't exist, htmldate makes the first of the month.
    return day if day and str(day.day) in words else None
