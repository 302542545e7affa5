"""Split an article into passages: the stretches that are embedded, found and cited.

A passage should be about one thing and hold whole sentences, since one of them is quoted. So it keeps to a paragraph
where that is long enough to be found by itself. Short ones - items, headings, lines of dialogue - say too little
alone and are joined with their neighbours; what is left over goes to the paragraph after it, as a heading does, or
else to the one before.

A sentence longer than a passage is cut into pieces at its clauses, then at its white space, by LangChain's splitter;
scripts that put no space between words are cut between characters. A piece stands for a sentence from then on.
A "word" that is longer than a passage (an address, a key) stays whole up to a cap, past which nobody quotes it.

Every step is linear in the text: each sentence is counted once, each passage once more. The second count is needed
since tokens of joined texts don't add up.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from corpus.article import Span, make_passages
from corpus.language.sentences import split_sentences
from corpus.language.tokens import count_tokens
from ingest.pipeline.statements import Stretch, states, with_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from corpus.article import Article, Passage

LONGEST_WORD = 4000
"""In characters; a longer stretch without white space is cut."""

# A paragraph of this share of a passage stands by itself.
_OWN_SHARE = 1 / 3
_LINE_BREAK = 1  # token
# Finding sentences takes time that grows with the square of a line's length, so longer lines are taken by stretches,
# which end with a sentence or else with a word.
_LONGEST_LINE = 3 * LONGEST_WORD
_STRETCH = re.compile(r".*(?:[.!?…][\"»”’)\]]*(?=\s)|[。！？])|.*\S(?=\s)", re.DOTALL)

_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u0f00-\u109f"  # Tibetan, Burmese
    "\u1780-\u17ff"  # Khmer
    "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9d"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese characters
)
# Where a long sentence is cut, best first. A mark stays with what it ends, so these match what follows it. A no-break
# space is only broken if nothing else is; a character is only cut from the one before if it is no mark upon that
# (`\w` matches none of those).
_CUTS = [
    r"(?<=;)\s+|(?<=[；。！？])",
    r"(?<=,)\s+|(?<=[，、])",
    r"[^\S\u00a0\u202f]+",
    r"\s+",
    rf"(?=[{_UNSPACED}])(?=\w)",
]
_CUTTABLE = re.compile("|".join(_CUTS))


@dataclass(slots=True, kw_only=True)
class _Block:
    """Sentences that are split into passages without regard to others."""

    sentences: list[Stretch]
    tokens: int


def split(article: Article, max_tokens: int) -> list[Passage]:
    """Return the passages of an article, in order; each has at most `max_tokens` tokens, if its words allow it.

    All the words lie in exactly one passage, and `passage.text == article.text[passage.start : passage.end]`. The
    sentences of a passage don't overlap; they are what it states (statements.py), which may be nothing.
    """
    text = article.text
    stretches = with_lists(text, _sentences(text, article.language, max_tokens), max_tokens)
    paragraphs = _paragraphs(text, stretches)
    blocks = _without_crumbs(_with_short_ones_joined(paragraphs, max_tokens), max_tokens)
    packed = (held for block in blocks for held in _packed(text, block.sentences, max_tokens))
    return make_passages(article, map(_spans, packed))


def _spans(held: Sequence[Stretch]) -> tuple[Span, tuple[Span, ...]]:
    """Return the span of a passage, and those of its stretches that state something."""
    whole = Span(start=held[0].span.start, end=held[-1].span.end)
    return whole, tuple(one.span for one in held if one.states)


def _sentences(text: str, language: str, max_tokens: int) -> Iterator[Stretch]:
    for start, stretch in _stretches(text):
        for found in split_sentences(stretch, language):
            words = stretch[found.start : found.end]
            tokens = count_tokens(words)
            stated = states(words)
            pieces = [(0, words, tokens)] if tokens <= max_tokens else _cut(words, max_tokens, max_tokens)
            for at, piece, size in pieces:
                begin = start + found.start + at
                yield Stretch(span=Span(start=begin, end=begin + len(piece)), tokens=size, states=stated)


def _stretches(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line and where it starts, long ones by parts."""
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        while line.end() - start > _LONGEST_LINE:
            part = _STRETCH.match(text, start, start + _LONGEST_LINE)
            end = part.end() if part else start + _LONGEST_LINE
            yield start, text[start:end]
            start = end
        yield start, text[start : line.end()]


def _cut(words: str, size: int, max_tokens: int) -> Iterator[tuple[int, str, int]]:
    """Cut a sentence into pieces of about `size` tokens; yield where each starts, its words and its tokens."""
    for document in _splitter(size).create_documents([words]):
        piece = document.page_content.strip()  # the splitter leaves the white space at what it can't cut
        start = document.metadata["start_index"] + document.page_content.index(piece)
        tokens = count_tokens(piece)
        if not piece:
            continue
        if tokens <= max_tokens:
            yield start, piece, tokens
        elif size > 1 and _CUTTABLE.search(piece, 1):  # the splitter adds up tokens, and they don't quite add up
            yield from ((start + at, part, count) for at, part, count in _cut(piece, size // 2, max_tokens))
        else:
            for at in range(0, len(piece), LONGEST_WORD):
                yield start + at, piece[at : at + LONGEST_WORD], tokens


@cache
def _splitter(size: int) -> RecursiveCharacterTextSplitter:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    # It warns of each word that it leaves whole.
    logging.getLogger("langchain_text_splitters").addHandler(logging.NullHandler())
    return RecursiveCharacterTextSplitter(
        separators=_CUTS,
        is_separator_regex=True,
        keep_separator="start",  # the space before a word is part of its token; the one after would be another
        chunk_size=size,
        chunk_overlap=0,
        length_function=count_tokens,
        add_start_index=True,
    )


def _paragraphs(text: str, sentences: Iterable[Stretch]) -> Iterator[_Block]:
    """Gather the sentences of each line."""
    block: _Block | None = None
    for sentence in sentences:
        if block and "\n" not in text[block.sentences[-1].span.end : sentence.span.start]:
            block.sentences.append(sentence)
            block.tokens += sentence.tokens
            continue
        if block:
            yield block
        block = _Block(sentences=[sentence], tokens=sentence.tokens + _LINE_BREAK)
    if block:
        yield block


def _with_short_ones_joined(paragraphs: Iterable[_Block], max_tokens: int) -> Iterator[_Block]:
    """Join paragraphs that are too short to stand by themselves, as many as a passage holds."""
    short: _Block | None = None
    for paragraph in paragraphs:
        is_short = paragraph.tokens < max_tokens * _OWN_SHARE
        if short and is_short and short.tokens + paragraph.tokens <= max_tokens:
            _append(short, paragraph)
            continue
        if short:
            yield short
        short = paragraph if is_short else None
        if not is_short:
            yield paragraph
    if short:
        yield short


def _without_crumbs(blocks: Iterable[_Block], max_tokens: int) -> list[_Block]:
    """Give blocks too short to stand by themselves to the one after, or else to the one before, where they fit."""
    kept: list[_Block] = []
    crumb: _Block | None = None
    for block in blocks:
        if crumb and (crumb.tokens + block.tokens <= max_tokens or block.tokens > max_tokens):
            block.sentences[:0] = crumb.sentences
            block.tokens += crumb.tokens
        elif crumb:
            _keep(kept, crumb, max_tokens)
        crumb = block if block.tokens < max_tokens * _OWN_SHARE else None
        if crumb is None:
            kept.append(block)
    if crumb:
        _keep(kept, crumb, max_tokens)
    return kept


def _keep(kept: list[_Block], crumb: _Block, max_tokens: int) -> None:
    if kept and kept[-1].tokens + crumb.tokens <= max_tokens:
        _append(kept[-1], crumb)
    else:
        kept.append(crumb)


def _append(block: _Block, other: _Block) -> None:
    block.sentences += other.sentences
    block.tokens += other.tokens


def _packed(text: str, sentences: Sequence[Stretch], max_tokens: int) -> Iterator[Sequence[Stretch]]:
    """Yield the sentences of each passage, which takes as many as it holds."""
    start = 0
    while start < len(sentences):
        end, tokens = start + 1, sentences[start].tokens
        while end < len(sentences) and tokens + sentences[end].tokens <= max_tokens:
            tokens += sentences[end].tokens
            end += 1
        first = sentences[start].span.start
        while end > start + 1 and count_tokens(text[first : sentences[end - 1].span.end]) > max_tokens:
            end -= 1
        yield sentences[start:end]
        start = end
