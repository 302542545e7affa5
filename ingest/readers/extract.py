"""Extract what is worth quoting: Page to Article.

Each kind of page has its reader (registry.py); they are the doors to the libraries. Here the article is made
of what they found.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.article import Article, article_id
from corpus.errors import ArticleError
from corpus.language.identify import identify
from ingest.errors import PrivateError
from ingest.readers.document.dates import date_of_address, date_of_name
from ingest.readers.document.decoding import decode
from ingest.readers.document.properties import believed_author
from ingest.readers.document.reading import tidy_title
from ingest.readers.registry import KINDS
from ingest.readers.sandbox import read_apart

if TYPE_CHECKING:
    from ingest.page import Page
    from ingest.readers.document.reading import Reading

_URL = re.compile(r"https?://\S+")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?")
_WORD = re.compile(r"\w")
_DRAFTS = "_drafts"  # the folder of what Jekyll and Hexo don't publish


def extract(page: Page, source: str, content_hash: str) -> Article:
    """Return the article of a page; `source` is the name of where it comes from.

    What the page doesn't say is taken from elsewhere: the title and the date from the file's name, the language
    from the text, the address from the origin.

    Raises:
        ArticleError: The page is no text, has none, or says something that can't be true.
    """
    path = PurePath(page.origin)
    if _DRAFTS in path.parts[:-1]:
        raise PrivateError("{name} is marked as a draft or as private.", name=path.name)
    reading = _read(page, path.name)
    if not _WORD.search(reading.text):
        raise _no_text(path.name)
    return Article(
        id=article_id(page.origin),
        origin=page.origin,
        address=_address(reading.url, page) or page.address or page.origin,
        title=tidy_title(reading.title or "") or tidy_title(path.stem) or "Untitled",
        text=reading.text,
        author=believed_author(tidy_title(reading.author or "")),
        published=reading.published or date_of_name(path.name) or date_of_address(page.address or page.origin),
        language=_declared(reading.language) or identify(reading.text),
        source=source,
        content_hash=content_hash,
        site=tidy_title(reading.site or "") or None,
        places=reading.places,
    )


def _read(page: Page, name: str) -> Reading:
    kind = KINDS[page.kind]
    if kind.read_text is None:
        here = kind.read_bytes if not kind.apart else None
        return here(page.content, name) if here else read_apart(page.kind, page.content, name)
    text = decode(page.content, name, html=page.kind == "html", charset=page.charset)
    if not _WORD.search(text):
        raise _no_text(name)
    return kind.read_text(text, name)


def _no_text(name: str) -> ArticleError:
    return ArticleError("{name} holds no text: write something in it or remove it.", name=name)


def _address(url: str | None, page: Page) -> str | None:
    """Return the address a page gives itself; one from the web is believed only of its own host."""
    stripped = (url or "").strip()
    if not _URL.fullmatch(stripped):
        return None
    found_at = page.address or page.origin
    return stripped if not _URL.fullmatch(found_at) or _host(stripped) == _host(found_at) else None


def _host(url: str) -> str:
    return url.split("/")[2].lower().removeprefix("www.")


def _declared(language: str | None) -> str | None:
    """Return the code of two letters that a declared language begins with, as "fr" of "fr-CA"."""
    match = _LANGUAGE.fullmatch((language or "").strip().lower())
    return match.group(1) if match else None
