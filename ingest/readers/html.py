"""Read the main text of an HTML page, without its menus, banners and comments (door: trafilatura)."""

from __future__ import annotations

import logging
import re
from functools import cache
from html import unescape
from typing import Any

from corpus.errors import ArticleError
from ingest.readers.page_date import published_on
from ingest.readers.reading import Reading, tidy_text, tidy_title, without_control_characters, without_title

# A banner that asks for consent is text in paragraphs: on a short page the extractor takes it for the article.
_BANNERS = [
    f"//*[self::div or self::section or self::aside or self::dialog or self::form][not(.//article or .//main)]"
    f"[contains(concat(@id, ' ', @class), {word!r})]"
    for word in ("cookie-", "cookies-", "-cookie", "cookieconsent", "consent-", "-consent", "gdpr")
]
_DOCUMENT = re.compile(r"<(?:html|!doctype)\b", re.IGNORECASE)
_BEGINNING = 4096
_FIRST_PRINTED, _DELETE, _FIRST_BEYOND_CONTROLS, _FIRST_SURROGATE = 0x20, 0x7F, 0xA0, 0xD800
_NUMBERED = re.compile(r"&#(?:x([0-9a-f]{1,8})|([0-9]{1,10}));?", re.IGNORECASE)
_TABLE_RULE = re.compile(r"\|(?:-{3,}\|)+\s*")
_TABLE_ROW = re.compile(r"\|(.*)\|\s*")
_CELL_END = re.compile(r"(?<!\\)\|")
_ITEM = re.compile(r"\s*- (?=\S)")


def read_html(text: str, name: str) -> Reading:
    """Return the main text of a page and what its head says of it; no request is made.

    Raises:
        ArticleError: There is no main text, as on a page of links.
    """
    library = _library()
    try:
        reading = _read(text, library)
    except Exception as error:  # whatever a page does to the libraries, the other articles go on
        raise ArticleError(f"{name} can't be read as HTML: save the page anew or as plain text.") from error
    if reading is None:
        raise ArticleError(f"No main text is found in {name}: save the article itself, or its text as plain text.")
    return reading


def _read(text: str, library: Any) -> Reading | None:
    html = _NUMBERED.sub(_character, text)
    # The library takes a fragment for no HTML at all.
    tree: Any = library.load_html(html if _DOCUMENT.search(html[:_BEGINNING]) else f"<html>{html}</html>")
    if tree is None:
        return None
    document: Any = library.bare_extraction(
        tree,
        favor_precision=True,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False},
        prune_xpath=_BANNERS,
    )
    if document is None or not document.text:
        return None
    lines = (_line(line) for line in document.text.split("\n") if not _TABLE_RULE.fullmatch(line))
    words = tidy_text("\n".join(lines))
    url = _url(tree)
    return Reading(
        text=without_title(words, tidy_title(document.title)) if document.title else words,
        title=document.title,
        author=document.author.replace("; ", ", ") if document.author else None,
        published=published_on(tree, url),
        language=next(iter(tree.xpath("//html/@lang | //html/@*[name()='xml:lang']")), None),
        url=url,
    )


def _character(entity: re.Match[str]) -> str:
    """Return what browsers show for the number of a control character; leave other entities as they are.

    One such entity and the library would find no text in the page. Numbers from 128 to 159 are those of
    windows-1252 to browsers: old pages write an apostrophe as 146.
    """
    code = int(entity.group(1), 16) if entity.group(1) else int(entity.group(2))
    if _FIRST_PRINTED <= code < _DELETE or _FIRST_BEYOND_CONTROLS <= code < _FIRST_SURROGATE:
        return entity.group()
    return without_control_characters(unescape(entity.group())).replace("\ufffd", "")


def _url(tree: Any) -> str | None:
    """Return the address that the page gives itself; the extractor would also take the `base` of its links."""
    links = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    return next((str(link) for link in links if str(link).startswith(("http://", "https://"))), None)


def _line(line: str) -> str:
    """Return a line without the marks that the extractor puts before items and around cells."""
    row = _TABLE_ROW.fullmatch(line)
    if row is None:
        return _ITEM.sub("", line, count=1) if _ITEM.match(line) else line
    cells = (cell.replace("\\|", "|").strip() for cell in _CELL_END.split(row.group(1)))
    return " | ".join(cell for cell in cells if cell)


@cache
def _library() -> Any:
    from types import SimpleNamespace

    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    # Without a handler their remarks on a page would be printed among ours.
    for logger in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(logger).addHandler(logging.NullHandler())
    return SimpleNamespace(bare_extraction=bare_extraction, load_html=load_html)
