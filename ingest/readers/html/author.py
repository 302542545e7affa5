"""Find who wrote a page: what its head states, then its byline."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from ingest.readers.document.dates_in_words import day_in_words
from ingest.readers.document.page_words import said, words
from ingest.readers.document.properties import is_nobody
from ingest.readers.document.reading import tidy_title
from ingest.readers.html.clutter import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.readers.html.blocks import Block
    from ingest.readers.html.json_ld import Statements

_META = frozenset("author article:author authors dc.creator dc:creator dcterms.creator citation_author byl".split())
_BEFORE, _BEHIND_BY = r"(?:^|(?<=[\s(]))", r"\s*:?\s+"
_AND = frozenset(["&", "/"])
_NO_NAME = re.compile(r"[@<>{}\d]|://|www\.|\.[a-z]{2,4}$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][\s»”\"')\]]*$")
_ADDRESS = re.compile(r"^\S+@\S+$|^https?://")
_MOST_WORDS = 6
_LONGEST = 80
_LONGEST_BYLINE = 200
_MOST = 40


def author_of(tree: Any, body: Any, statements: Statements, near: Sequence[Block], site: str | None) -> str | None:
    """Return the names of a page's authors, a comma between them.

    `body` is the page without what surrounds the article, `near` are the blocks right after its headline.
    """
    stated = _named(statements.authors, site) or _named(list(_in_meta(tree)), site)
    if stated:
        return stated
    if together := _named(_side_by_side(body), site):
        return together
    for element in islice(_marked(body), _MOST):
        text = " ".join(element.text_content().split())
        names = _by(text) or ([text] if _is_name(text) else _parts(text))
        if len(text) <= _LONGEST_BYLINE and (found := _named(names, site)):
            return found
    return _named(list(_in_bylines(near)), site)


def _in_meta(tree: Any) -> Iterator[str]:
    for meta in tree.iterfind(".//meta[@content]"):
        if (meta.get("name") or meta.get("property") or "").lower() in _META:
            yield meta.get("content")


def _side_by_side(body: Any) -> list[str]:
    """Return the names of several authors, each marked as one, that stand in one element."""
    for path in (".//*[@rel='author']", ".//*[@itemprop='author']"):
        marked = body.findall(path)[:_MOST]
        beside = [element for element in marked if element.getparent() is marked[0].getparent()]
        names = [" ".join(element.text_content().split()) for element in beside]
        if len(names) > 1 and all(map(_is_name, names)):
            return names
    return []


def _marked(body: Any) -> Iterator[Any]:
    """Return the elements marked as an author's name, those that say so in a standard's words first."""
    for path in (".//*[@itemprop='author']//*[@itemprop='name']", ".//*[@itemprop='author']", ".//*[@rel='author']"):
        yield from body.iterfind(path) if "//*[" not in path[2:] else body.xpath(path)
    marked = [element for element in body.iter("*") if named(element, "author") and not _in_sentence(element)]
    around = set(chain.from_iterable(element.iterancestors() for element in marked[:_MOST]))
    yield from (element for element in marked if element not in around)
    yield from (element for element in marked if element in around)


def _in_sentence(element: Any) -> bool:
    around = element.getparent()
    return around.tag == "p" and len(around.text_content()) - len(element.text_content()) > _LONGEST


def _in_bylines(near: Sequence[Block]) -> Iterator[str]:
    """Return names that stand between a headline and the text: after "by", or alone beside a date."""
    for block in near:
        if len(block.text) > _LONGEST_BYLINE:
            return
        names = _by(block.text)
        if not names and day_in_words(block.text):
            pieces = [*_parts(block.text), *(piece.strip() for piece in block.element.itertext())]
            names = [piece for piece in pieces if " " in piece and _is_name(piece)][:1]
        if names:
            yield from names
            return


def _parts(text: str) -> list[str]:
    return [part for part in (p.strip() for p in re.split(r"\s*[|·•–—\n]\s*|\s-\s", text)) if _is_name(part)]


def _by(text: str) -> list[str]:
    """Return the names after the first "by" of a byline; a sentence, in which somebody does something, has none."""
    match = next((found for found in _by_words().finditer(text) if _begins_byline(text[: found.start()])), None)
    if match is None or (_SENTENCE_END.search(text) and len(text[match.end() :].split()) > _MOST_WORDS):
        return []
    names: list[str] = []
    current: list[str] = []
    for token in text[match.end() :].split():
        word = token.strip(",;:|·-–—()")
        if _joins(word) and current and current[-1].casefold() not in words("particles"):
            _close(names, current)
            continue
        if not word or not _is_name_word(word):
            break
        current.append(word)
        if token[-1] in ",;|·-–—":
            _close(names, current)
    _close(names, current)
    # After the first name, one word alone is an office or a place.
    kept = names[:1] + [name for name in names[1:] if " " in name]
    return [] if _goes_on(text[match.end() :], kept) else kept


def _by_words() -> re.Pattern[str]:
    return said("by", before=_BEFORE, after=_BEHIND_BY)


def _joins(word: str) -> bool:
    """Say whether a word stands between the names of two authors."""
    return word.casefold() in _AND or word.casefold() in words("between_names")


def _begins_byline(before: str) -> bool:
    """Say whether nothing stands before "by" in its line but a day, a label, or the end of something else."""
    line = re.split(r"[|·•–—\n:]|\s-\s", before)[-1].strip(" ,")
    return not line or any(sign.isdigit() for sign in line) or bool(said("byline_label").fullmatch(line))


def _goes_on(text: str, names: Sequence[str]) -> bool:
    """Say whether a sentence goes on behind the names: a byline ends, or goes on with a mark, a day or "for"."""
    if not names:
        return False
    rest = text[text.find(names[-1]) + len(names[-1]) :].lstrip()
    after = re.match(r"[^\W\d_]+(?:['’][^\W\d_]+)?", rest)
    if after is None:
        return bool(rest) and rest[0] == "," and bool(_SENTENCE_END.search(text)) and len(rest.split()) > _MOST_WORDS
    word = after.group().casefold()
    return not _joins(word) and word not in words("goes_on") and after.group()[0].islower()


def _close(names: list[str], current: list[str]) -> None:
    while current and current[-1].casefold() in words("particles"):
        current.pop()
    if current and len(current) <= _MOST_WORDS:
        names.append(" ".join(current))
    current.clear()


def _is_name_word(word: str) -> bool:
    if word.casefold() in words("particles"):
        return True
    return not word[0].islower() and word[0].isalpha() and not _NO_NAME.search(word)


def _is_name(text: str) -> bool:
    parts = text.split()
    return (
        0 < len(parts) <= _MOST_WORDS
        and not _by_words().fullmatch(f"{text} ")
        and not _joins(parts[0])
        and all(_is_name_word(part.strip(",.")) for part in parts if part.strip(",."))
        and parts[-1].casefold() not in words("particles")
    )


def _named(names: Sequence[str], site: str | None) -> str | None:
    """Return the names as they are printed, each once, without those of nobody and of the site itself."""
    found: dict[str, None] = {}
    for name in names:
        text = tidy_title(name)
        text = _by_words().sub("", text, count=1) if _by_words().match(text) else text
        for one in re.split(r"\s*;\s*", text):
            if one and len(one) <= _LONGEST and not _ADDRESS.search(one) and not is_nobody(one):
                found[one] = None
    ours = (site or "").casefold()
    kept = (name for name in found if not (ours and ours in name.casefold()) and not _NO_NAME.search(name))
    return ", ".join(kept) or None
