"""Read an HTML page: what its head says of it, and its main text without menus, banners and comments."""

from __future__ import annotations

import re
from html import unescape
from itertools import takewhile
from typing import Any

from corpus.errors import ArticleError
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.reading import Reading, tidy_text, without_control_characters, without_title
from ingest.readers.html.author import author_of
from ingest.readers.html.blocks import Block, blocks_of
from ingest.readers.html.clutter import remove_details, remove_surroundings
from ingest.readers.html.head import head_of
from ingest.readers.html.json_ld import statements_of
from ingest.readers.html.main_text import load_page, main_text
from ingest.readers.html.publication_date import published_on

_DOCUMENT = re.compile(r"<(?:html|!doctype)\b", re.IGNORECASE)
_BEGINNING = 4096
_FIRST_PRINTED, _DELETE, _FIRST_BEYOND_CONTROLS, _FIRST_SURROGATE = 0x20, 0x7F, 0xA0, 0xD800
_NUMBERED = re.compile(r"&#(?:x([0-9a-f]{1,8})|([0-9]{1,10}));?", re.IGNORECASE)
# Nobody sees them, and a word that has one is found by nobody.
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u2060\ufeff]|&(?:shy|ZeroWidthSpace|NoBreak|#0*173|#x0*ad|#0*8203|#x0*200b|#0*8288|#x0*2060"
    r"|#0*65279|#x0*feff);?",
    re.IGNORECASE,
)
_LONGEST_BYLINE = 200
_MOST_NEAR = 8
_SHORT, _LONG = 250, 4000
_MOST_ELEMENTS = 300_000  # some thirty seconds


def read_html(text: str, name: str) -> Reading:
    """Return the main text of a page and what its head says of it; no request is made.

    Raises:
        ArticleError: There is no main text, as on a page of links.
    """
    try:
        reading = _read(text, name)
    except ArticleError:
        raise
    except Exception as error:  # whatever a page does to the libraries, the other articles go on
        raise ArticleError("{name} can't be read as HTML: save the page anew or as plain text.", name=name) from error
    if reading is None:
        raise ArticleError(
            "No main text is found in {name}: save the article itself, or its text as plain text.", name=name
        )
    return reading


def _read(text: str, name: str) -> Reading | None:
    tree = _parsed(text)
    if tree is None or tree.find(".//body") is None:
        return None
    elements = sum(1 for _ in tree.iter())
    if elements > _MOST_ELEMENTS:
        raise ArticleError(
            "{name} has more than {most:,} elements: save its text as plain text.", name=name, most=_MOST_ELEMENTS
        )
    reading = _reading(tree, gently=False)
    if len(reading.text) < _SHORT and len(text) > _LONG:  # a site may give its article the name of a box
        again = _reading(_parsed(text), gently=True)
        reading = again if len(again.text) > 2 * len(reading.text) else reading
    return reading if reading.text else None


def _reading(tree: Any, *, gently: bool) -> Reading:
    statements = statements_of(tree, _names(tree))
    head = head_of(tree, statements)
    url, language = _url(tree), next(iter(tree.xpath("//html/@lang | //html/@*[name()='xml:lang']")), None)
    body = tree.find(".//body")
    remove_surroundings(body, head.headline, gently=gently)
    near = _near(body, head.headline)
    author = author_of(tree, body, statements, near, head.site)
    published = published_on(tree, head.headline, near, stated=statements.published, url=url, language=language)
    remove_details(body, head.headline)
    words = tidy_text(main_text(tree, head.headline, statements.body))
    return Reading(
        text=without_title(words, head.title) if head.title else words,
        title=head.title,
        author=author,
        published=published,
        language=language,
        url=url,
        site=head.site,
    )


def _names(tree: Any) -> list[str]:
    """Return what a page calls itself, in small letters: its title and its headings of the first level."""
    texts: list[str] = tree.xpath("//title//text() | //meta[@property='og:title']/@content | //h1//text()")
    return [" ".join(text.split()).casefold() for text in texts if text.strip()]


def _parsed(text: str) -> Any:
    html = _INVISIBLE.sub("", _NUMBERED.sub(_character, text))
    # The library takes a fragment for no HTML at all.
    return load_page(html if _DOCUMENT.search(html[:_BEGINNING]) else f"<html><body>{html}</body></html>")


def _near(body: Any, headline: Any | None) -> list[Block]:
    """Return the blocks between a headline and the text, where the byline stands."""
    blocks = list(blocks_of(body))
    within = set(headline.iter("*")) if headline is not None else set[Any]()
    start = max((index + 1 for index, block in enumerate(blocks) if block.element in within), default=None)
    if start is None:
        return []
    return list(takewhile(_may_be_byline, blocks[start : start + _MOST_NEAR]))


def _may_be_byline(block: Block) -> bool:
    """Say whether a block is short, and none of what others said elsewhere, with their name and day."""
    quoted = any(around.tag == "blockquote" for around in (block.element, *block.element.iterancestors()))
    return len(block.text) < _LONGEST_BYLINE and not quoted


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


def _is_html(content: bytes) -> bool:
    return b"<html" in content[:2048].lower() or b"<!doctype html" in content[:512].lower()


HTML = DocumentKind(
    name="html",
    suffixes=(".html", ".htm", ".xhtml"),
    media_types=("text/html", "application/xhtml+xml"),
    is_it=_is_html,
    read_text=read_html,
)
