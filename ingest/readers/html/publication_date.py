"""Find the day a page was published (door: htmldate).

htmldate reads dates as people write them; where they may stand is chosen here. Left to search a page it takes the day
of the last change, one in the text ("the treaty of 2018-03-04"), or the year of the copyright: a wrong date
is worse than none, since it stands under a quote.
"""

from __future__ import annotations

import json
import re
from datetime import date
from html import escape
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from ingest.readers.document.dates import may_be, parse_date
from ingest.readers.document.dates_in_words import day_in_words, may_begin_with_month
from ingest.readers.document.page_words import said
from ingest.readers.html.clutter import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.readers.html.blocks import Block

_PUBLISHED = re.compile(r"publi|pub_?-?date|issued|created|posted|(?:^|[.:])date$|article_date", re.IGNORECASE)
_CHANGED = re.compile(r"modif|updat|revis|expir|copyright|review|valid|publisher", re.IGNORECASE)
_PUBLISHED_CLASS = re.compile(r"publi|entry-date|post-date|pubdate|posted", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?:[^\W\d]{3,}[.!?…»”\"]|\d{4}[.!?]|。)$")
_WORD = re.compile(r"[^\W\d]{2,}")
_MOST_WORDS_OF_A_DATELINE = 12
_JSON_LD = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_IN_URL = re.compile(r"/([0-9]{4})[/-]([0-9]{2})[/-]([0-9]{2})(?![0-9])")
_LONGEST = 80
_LONGEST_BYLINE = 160
_MOST = 50
_EARLIEST = "1000-01-01"
_LATEST = "9999-12-31"  # by default a page would be read otherwise today than tomorrow

_ELSEWHERE = "ancestor::nav or ancestor::aside or ancestor::*[contains(@class, 'comment')]"
_MARKED = f"""//body//*[not({_ELSEWHERE} or ancestor::footer)][
    @itemprop='datePublished' or @pubdate or contains(@class, 'publish') or contains(@class, 'posted-on')
    or contains(@class, 'pubdate') or contains(@class, 'entry-date') or contains(@class, 'post-date')
    or contains(@class, 'article-date')]"""
_UNMARKED = f"""//body//*[not({_ELSEWHERE} or ancestor::footer)][
    self::time or contains(concat(' ', @class, ' '), ' date ') or contains(@class, 'byline')
    or contains(@class, 'dateline')]
    [not(ancestor::p[string-length() > {_LONGEST}] or ancestor::li or ancestor::td or ancestor::blockquote)]"""


def published_on(  # noqa: PLR0913 -- each place that a page may say it in
    tree: Any,
    headline: Any | None,
    near: Sequence[Block],
    *,
    stated: Sequence[str] = (),
    url: str | None,
    language: str | None,
) -> date | None:
    """Return the day that a page says it was published on, in its head, its byline or its address.

    `tree` is without what surrounds the article, but with its head; `near` are the blocks right after its headline,
    `stated` is what the page says of the article in JSON-LD.
    """
    month_first = may_begin_with_month(language)
    texts = chain(
        _in_head(tree),
        stated,
        _in_broken_statements(tree),
        _in_elements(tree.xpath(_MARKED)),
        _in_url(url),
        _in_elements(_below(tree, headline, tree.xpath(_UNMARKED))),
        _in_elements(_below(tree, headline, _named(tree))),
        _in_bylines(near),
    )
    days = (_day(text, month_first=month_first) for text in islice(texts, _MOST))
    return next((day for day in days if day and may_be(day)), None)


def _in_head(tree: Any) -> Iterator[str]:
    for meta in tree.iterfind(".//meta[@content]"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if _PUBLISHED.search(key) and not _CHANGED.search(key):
            yield meta.get("content")


def _in_broken_statements(tree: Any) -> Iterator[str]:
    """Yield the day of a statement that is no JSON, if it has only one."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        text = script.text or ""
        try:
            json.loads(text, strict=False)
        except (ValueError, RecursionError):
            found = set(_JSON_LD.findall(text))
            yield from found if len(found) == 1 else ()


def _in_elements(elements: Iterable[Any]) -> Iterator[str]:
    for element in elements:
        name = element.get("class", "")
        named_so = not _CHANGED.search(name) or _PUBLISHED_CLASS.search(name)
        if named_so and not _says_changed(_said_before(element)):
            marked = element.get("datetime") or element.get("content")
            yield marked or (element.get("title") if element.tag == "abbr" else None) or element.text_content()


def _said_before(element: Any) -> str:
    """Return the words right before an element, in the element around it."""
    around, before = element.getparent(), element.getprevious()
    words = (around.text or "") if around is not None else ""
    while before is not None and len(words) < _LONGEST:
        words += f" {before.text_content() if isinstance(before.tag, str) else ''} {before.tail or ''}"
        before = before.getprevious()
    return words[-_LONGEST:]


def _says_changed(words: str) -> bool:
    """Say whether words say that the day behind them is that of a change."""
    change = [match.end() for match in said("changed").finditer(words)]
    return bool(change) and max(change) > max((match.end() for match in said("published").finditer(words)), default=-1)


def _named(tree: Any) -> Iterator[Any]:
    for element in tree.iterfind(".//body//*[@class]"):
        if named(element, "date") and not any(
            above.tag in {"li", "td", "blockquote"} for above in element.iterancestors()
        ):
            yield element


def _below(tree: Any, headline: Any | None, elements: Iterable[Any]) -> Iterator[Any]:
    """Return the elements that don't stand above the headline: over it a paper prints the day of its edition."""
    if headline is None:
        yield from elements
        return
    order = {element: place for place, element in enumerate(tree.iter("*"))}
    yield from (element for element in elements if order[element] > order[headline])


def _in_url(url: str | None) -> Iterator[str]:
    match = _IN_URL.search(url or "")
    if match:
        yield "-".join(match.groups())


def _in_bylines(near: Sequence[Block]) -> Iterator[str]:
    for block in near:
        yield from (line for line in block.text.split("\n") if is_dateline(line))


def is_dateline(text: str) -> bool:
    """Say whether a line is there to say a day: few words, and no sentence."""
    few = len(text) <= _LONGEST_BYLINE and len(_WORD.findall(text)) <= _MOST_WORDS_OF_A_DATELINE
    return few and not _SENTENCE_END.search(text) and day_in_words(text) is not None


def _day(text: str, *, month_first: bool) -> date | None:
    words = " ".join(text.split())
    day = parse_date(words)
    if day or not words or len(words) > _LONGEST_BYLINE:
        return day
    phrase = _of_appearing(words)
    day = day_in_words(phrase, month_first=month_first)
    by_numbers = re.search(r"\d[/.]\d", phrase)
    return day or (_by_htmldate(phrase) if len(phrase) <= _LONGEST and not by_numbers else None)


def _of_appearing(words: str) -> str:
    """Return the part of a line that says when something appeared, not when it changed."""
    appeared, change = said("published").search(words), said("changed").search(words)
    if appeared and change and change.start() < appeared.start():
        return words[appeared.end() :]
    return words[: change.start()] if change else words


def _by_htmldate(words: str) -> date | None:
    from htmldate import find_date

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
