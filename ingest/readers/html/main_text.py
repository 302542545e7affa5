"""Choose which blocks of a page are its article (door: trafilatura).

trafilatura finds where the article lies; what stands there is read as it stands. It leaves out questions in folds,
short paragraphs, standfirsts within headers: between its first and its last block they are text like any other.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from ingest.readers.document.page_words import said
from ingest.readers.html.blocks import Block, blocks_of
from ingest.readers.html.clutter import named
from ingest.readers.html.rim import FEWEST_IN_STANDFIRST, SENTENCE_END, without_rim

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD = re.compile(r"\w+")
_RUN = 3
# Shares of a block's runs of words, or of its characters, from which on it counts as the rest does.
_FOUND = 0.7
_MOST_LINKED = 0.5
_FEWEST_IN_PARAGRAPH = 25
_FEWEST_LEADS, _FEWEST_IN_ARTICLE = 5, 50
_FEWEST_IN_LINKED = 12
_PARAGRAPH = frozenset(["p", "strong", "b", "em", "i", "a", "span"])
# Its time grows with the square of the elements: with this many it is about two seconds.
_MOST_ELEMENTS = 20_000
_FEWEST_IN_NOTE = 3
_NOTE_DEPTH = 4
_SHORTEST_WITNESS, _SHORTEST_TEXT = 400, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The words of a text: its lines, and their runs of words."""

    lines: frozenset[str]
    runs: frozenset[tuple[str, ...]]

    def has(self, text: str) -> bool:
        """Say whether most of a text is there."""
        words = _WORD.findall(text.casefold())
        runs = _runs(words)
        if not runs:
            return " ".join(words) in self.lines
        return sum(run in self.runs for run in runs) >= _FOUND * len(runs)


def main_text(tree: Any, headline: Any | None, witness: str | None) -> str:
    """Return the text of the article in a page without its surroundings, "" if there is none.

    `witness` is what the page itself hands out as the article's text, if it does.
    """
    blocks = list(blocks_of(tree.find(".//body")))
    found = _found(tree, blocks)
    start = _after(blocks, headline)
    kept = [index for index in found if index >= start]
    if _size(blocks, kept) < _MOST_LINKED * _size(blocks, found):  # the heading isn't the headline after all
        start, kept = 0, found
    if witness and len(witness) >= _SHORTEST_TEXT and len(witness) > 2 * _size(blocks, kept):
        return witness  # the page shows less than it says
    said = _known(witness) if witness and len(witness) >= _SHORTEST_WITNESS else None
    if witness and said is not None:
        heard = [index for index in kept if said.has(blocks[index].text)]
        # Some hand out a beginning only: it bears witness of nothing.
        kept, said = (heard, said) if _size(blocks, heard) >= _FOUND * _size(blocks, kept) else (kept, None)
    if not kept or _is_index(blocks[kept[0] : kept[-1] + 1]):
        return ""
    chosen = _filled(blocks, kept, start, said, standfirst=headline is not None)
    return "\n".join(block.text for block in without_rim(chosen) if _WORD.search(block.text) and not _leads_away(block))


def _is_index(blocks: Sequence[Block]) -> bool:
    """Say whether blocks are headings that lead to articles, with a few words of each."""
    leads = sum(block.heading and block.linked > _FOUND * len(block.text) for block in blocks)
    words = sum(block.words for block in blocks if block.linked <= _MOST_LINKED * len(block.text))
    return leads >= _FEWEST_LEADS and words < _FEWEST_IN_ARTICLE * leads


def _filled(
    blocks: Sequence[Block], kept: Sequence[int], start: int, said: _Known | None, *, standfirst: bool
) -> list[Block]:
    """Return the blocks that were found, and those between, before and after them that are text too."""
    first, last = kept[0], kept[-1]
    chosen = set(kept)
    begun = False
    over = _headings_over(blocks, start, first)
    for index in range(start, len(blocks)):
        block = blocks[index]
        if index in over:
            chosen.add(index)
        elif index < first:
            if standfirst and (_is_standfirst(block) or (begun and _is_text(block, said))):
                chosen.add(index)
                begun = begun or block.words >= _FEWEST_IN_PARAGRAPH
        elif (index < last and _is_text(block, said)) or (index > last and _goes_on(block, blocks[last])):
            chosen.add(index)
    return [blocks[index] for index in sorted(chosen)]


def _headings_over(blocks: Sequence[Block], start: int, first: int) -> range:
    """Return the headings right over the first block that was found, in the part of the article that it lies in."""
    begin = first
    while begin > start and blocks[begin - 1].heading:
        begin -= 1
    around = set(blocks[first].element.iterancestors("article", "section")) if first < len(blocks) else set[Any]()
    within = [
        index
        for index in range(begin, first)
        if any(above in around and above.find(".//h1") is None for above in blocks[index].element.iterancestors())
    ]
    return range(within[0], first) if within else range(first, first)


def _found(tree: Any, blocks: Sequence[Block]) -> list[int]:
    """Return which blocks trafilatura finds; of a page too large for it, all that aren't links."""
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        return [index for index, block in enumerate(blocks) if block.linked <= _MOST_LINKED * len(block.text)]
    known = _known(_located(tree))
    return [index for index, block in enumerate(blocks) if known.has(block.text)] or _paragraphs(blocks)


def _paragraphs(blocks: Sequence[Block]) -> list[int]:
    """Return the paragraphs of a page in which trafilatura finds nothing, if most of the page is paragraphs."""
    found = [
        index
        for index, block in enumerate(blocks)
        if block.words >= FEWEST_IN_STANDFIRST
        and SENTENCE_END.search(block.text)
        and block.linked <= _MOST_LINKED * len(block.text) / 2
    ]
    return found if _size(blocks, found) >= _FOUND * _size(blocks, range(len(blocks))) else []


def _size(blocks: Sequence[Block], indices: Iterable[int]) -> int:
    return sum(len(blocks[index].text) for index in indices)


def _after(blocks: Sequence[Block], headline: Any | None) -> int:
    """Return where the text may begin: after the headline, if it stands in the page."""
    if headline is None:
        return 0
    within = set(headline.iter("*"))
    return max((index + 1 for index, block in enumerate(blocks) if block.element in within), default=0)


def _is_text(block: Block, said: _Known | None) -> bool:
    """Say whether a block that trafilatura left out, between two that it found, is text."""
    if block.linked > _MOST_LINKED * len(block.text):
        # A sentence of a story may lead to what it tells of, word for word; a teaser or a button is shorter.
        return (
            block.element.tag in _PARAGRAPH
            and block.words >= _FEWEST_IN_LINKED
            and bool(SENTENCE_END.search(block.text))
            and not _leads(block.text)
        )
    # The page's own text of the article may lack headings, items and tables, but not paragraphs.
    return said is None or block.element.tag not in {"p", "div", "span"} or said.has(block.text)


def _is_standfirst(block: Block) -> bool:
    return (
        block.words >= FEWEST_IN_STANDFIRST
        and block.linked <= _MOST_LINKED * len(block.text) / 2
        and (block.element.tag != "li" or bool(SENTENCE_END.search(block.text)))
    )


def _goes_on(block: Block, last: Block) -> bool:
    """Say whether a block after the last that was found is of the same kind beside it, or a note."""
    if any(named(element, "notes") for element in (block.element, *islice(block.element.iterancestors(), _NOTE_DEPTH))):
        return block.words >= _FEWEST_IN_NOTE
    if block.linked > _MOST_LINKED * len(block.text) / 2 or not SENTENCE_END.search(block.text):
        return False
    return block.element.getparent() is last.element.getparent() and block.element.tag == last.element.tag


def _leads(text: str) -> bool:
    return bool(said("before_link", after=r"\b").match(text))


def _leads_away(block: Block) -> bool:
    return _leads(block.text) and block.linked > _MOST_LINKED * len(block.text) / 2


def load_page(html: str) -> Any:
    """Return the tree of a page, None if there is none."""
    return _library().load_html(html)


def _located(tree: Any) -> str:
    found: Any = _library().bare_extraction(tree, favor_precision=True, include_comments=False, include_tables=True)
    return found.text or "" if found is not None else ""


def _known(text: str) -> _Known:
    lines = [_WORD.findall(line.casefold()) for line in text.split("\n")]
    words = [word for line in lines for word in line]
    return _Known(lines=frozenset(" ".join(line) for line in lines), runs=frozenset(_runs(words)))


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[start:] for start in range(_RUN)), strict=False))


@cache
def _library() -> Any:
    from types import SimpleNamespace

    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    # Without a handler their remarks on a page would be printed among ours.
    for logger in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(logger).addHandler(logging.NullHandler())
    return SimpleNamespace(bare_extraction=bare_extraction, load_html=load_html)
