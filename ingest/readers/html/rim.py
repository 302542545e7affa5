"""Take off what stands around the paragraphs of an article: datelines and labels before, notices of rights behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ingest.readers.document.page_words import said
from ingest.readers.html.publication_date import is_dateline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.readers.html.blocks import Block

SENTENCE_END: Final = re.compile(r"[.!?…。！？][\s»”\"')\]]*$")
FEWEST_IN_STANDFIRST: Final = 8
_MOST_IN_LABEL = 3
_LISTED = frozenset("li dt dd tr td th summary pre".split())
# What a press release ends with, before its notes to editors.
_END = re.compile(r"###|-30-")
_RULE = r"[-–—*.\s]*"
_MOST_BEFORE_END = 0.5  # of the text: what ends a page doesn't stand before half of it
_LONGEST_DATELINE = 160


def without_rim(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without labels and datelines before the first paragraph and without what ends a page."""
    whole = sum(len(block.text) for block in blocks)
    begin = next((index for is_one in (_is_long, _is_sentence) for index, b in enumerate(blocks) if is_one(b)), 0)
    kept: list[Block] = []
    read = 0
    for index, block in enumerate(blocks):
        if read > _MOST_BEFORE_END * whole and _ends_page(block.text):
            break
        read += len(block.text)
        if index >= begin or not (is_dateline(block.text) or _is_label(block)):
            kept.append(block)
    while kept and kept[-1].heading:
        kept.pop()
    return kept


def _is_long(block: Block) -> bool:
    return len(block.text) > _LONGEST_DATELINE


def _is_sentence(block: Block) -> bool:
    return block.words >= FEWEST_IN_STANDFIRST and bool(SENTENCE_END.search(block.text))


def _is_label(block: Block) -> bool:
    """Say whether a block is a word or two by themselves: before the first paragraph, a name, a place, a section."""
    return (
        block.words <= _MOST_IN_LABEL
        and not block.heading
        and block.element.tag not in _LISTED
        and not SENTENCE_END.search(block.text)
    )


def _ends_page(text: str) -> bool:
    """Say whether a line is where an article has ended: a notice of rights, the last mark of a press release."""
    if text.startswith(("©", "(c)", "(C)")) or said("rights").match(text):
        return True
    return bool(_END.fullmatch(text) or said("release_end", before=_RULE, after=_RULE).fullmatch(text))
