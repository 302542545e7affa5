"""Link to the very words of a quote: an article's web address with a text fragment (WICG, Scroll to Text Fragment).

A browser marks the first place that fits, so the words that are named must stand nowhere before the quote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from corpus.language.well_formed import well_formed

if TYPE_CHECKING:
    from corpus.article import Article

# A longer quote is named by its first and last words, which also holds where it runs over a paragraph's end.
_LONGEST = 90
_WORDS_AT_EACH_END = 4
_MOST_WORDS_AT_EACH_END = 10
_WORDS_BEFORE = 3
# Where no space stands between words, so many characters are taken for one end.
_CHARACTERS_AT_EACH_END = 20


def quote_link(article: Article, start: int, end: int) -> str | None:
    """Return a link that opens an article of the web at the words from `start` to `end`, None for any other.

    Where the words have an address of their own, as those of a message do, it is that.
    """
    if not article.address.lower().startswith(("http://", "https://")):
        return None
    words = article.text[start:end].split()
    if not words:
        return article.address
    if own := article.address_at(start):
        return own
    address, mark, anchor = article.address.partition("#")
    anchor = anchor.partition(":~:")[0]
    return f"{address}{mark or '#'}{anchor}:~:{_directive(article.text, words, start, end)}"


def _directive(text: str, words: list[str], start: int, end: int) -> str:
    before = _plain(text[:start])
    whole = " ".join(words)
    runs_on = "\n" in text[start:end].strip()
    if len(whole) <= _LONGEST and not runs_on:
        first, last = whole, ""
    elif len(words) == 1:
        first, last = whole[:_CHARACTERS_AT_EACH_END], whole[-_CHARACTERS_AT_EACH_END:]
    else:
        first, last = _first(words, before), _last(words)
    parts = [_encoded(first)] + ([_encoded(last)] if last else [])
    if first.casefold() in before.casefold() and (prefix := _prefix(text, start)):
        parts.insert(0, _encoded(prefix) + "-")
    return "text=" + ",".join(parts)


def _first(words: list[str], before: str) -> str:
    """Return the quote's first words, as many as it takes that they stand nowhere before it."""
    most = max(min(_MOST_WORDS_AT_EACH_END, len(words) // 2), 1)
    for count in range(min(_WORDS_AT_EACH_END, most), most + 1):
        first = " ".join(words[:count])
        if first.casefold() not in before.casefold():
            return first
    return " ".join(words[:most])


def _last(words: list[str]) -> str:
    """Return the quote's last words, as many as it takes that they end it and nothing earlier."""
    most = max(min(_MOST_WORDS_AT_EACH_END, len(words) // 2), 1)
    whole = " ".join(words).casefold()
    for count in range(min(_WORDS_AT_EACH_END, most), most + 1):
        last = " ".join(words[-count:])
        if whole.count(last.casefold()) == 1:
            return last
    return " ".join(words[-most:])


def _prefix(text: str, start: int) -> str:
    """Return the last words before the quote in its own paragraph."""
    return " ".join(text[text.rfind("\n", 0, start) + 1 : start].split()[-_WORDS_BEFORE:])


def _plain(text: str) -> str:
    return " ".join(text.split())


def _encoded(text: str) -> str:
    # A hyphen stands for what comes before or after the text, and quote() lets it stand.
    return quote(well_formed(text), safe="").replace("-", "%2D")
