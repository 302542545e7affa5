"""Tell what an article states: its sentences, and its lists, each with the line that announces it.

A heading, a button, a caption, a line of code or of a table says nothing alone. It is embedded under its article's
title, as a sentence is, gets the title's vector for want of its own, and would be found before the sentence that
answers. Nothing is known of such lines but that a writer ends a sentence with a mark that ends sentences, in whatever
language, and gives a heading or a button none; that code is made of other signs than prose; and that what stands line
under line belongs together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.article import Span
from corpus.language.tokens import count_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Behind the mark may stand what closes a quotation, and notes such as "[12]".
_ENDED = re.compile(r"[.!?…։؟।॥۔။។。！？｡](?:\s*[\"'»”’)\]）」』*]|\s*\[[^\]\n]{1,30}\])*$")
_ANNOUNCES = re.compile(r"[:：]$")
_WORD = re.compile(r"[^\W\d_]+|\d+")
# Thai and its kin write neither spaces nor full stops, Chinese and Japanese no spaces: so many characters are a word.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_CHARACTERS_A_WORD = 1.5
# Fewer words than this state nothing, and what isn't ended is a heading where it has fewer than that.
_FEWEST_WORDS = 3
_NO_HEADING = 15
_CELLS = re.compile(r"\S\s*\|\s*\S")
# Of all characters but spaces, prose has hardly any of these signs even with a formula in it, code and templates many.
_CODE_SIGN = re.compile(r"[{}\[\]<>=\\|_`~^*#$@&+/]|;(?=\S)|\(\)|::|--")
_MOST_SIGNS = 0.07
_FEWEST_WRITTEN = 0.5  # letters and digits; the vowel signs of many scripts are neither
# How a line of code begins or goes on, and no item of a list; and how blog engines begin what they fold or frame.
_CODE = re.compile(r"^(?:[ \t]{2,}|//|#|--|/\*|@\w)|\w\(\S*[,.=\"'(]|\w=[\"'\w]|[{(\[]$")
_FRAME = re.compile(r"\s*([!?/+=~`:-])\1\1")
_MOST_CODE = 0.25  # of the lines of a list
# How an item begins, and how one ends that others follow.
_MARKED = re.compile(r"(?:[-–—•·▪◦‣*+]|\(?(?:\d{1,3}|[A-Za-z])[.)])\s+\S")
_SEPARATED = re.compile(r"[;,]$")
_BLANK_LINE = re.compile(r"\S[^\S\n]*\n[^\S\n]*\n")
# More lines than this without a blank one between them are seldom one list.
_LONG_BLOCK = 15
# In tokens; a longer list is several: more is no quote that anybody reads.
_LONGEST_LIST = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A sentence, a piece of a long one, or a list; and whether it states something by itself."""

    span: Span
    tokens: int
    states: bool


def states(words: str) -> bool:
    """Say whether a sentence says something by itself."""
    if is_markup(words):
        return False
    if _ENDED.search(words):
        return _count(words) >= _FEWEST_WORDS
    return _count(words) >= _NO_HEADING and not _CELLS.search(words)


def is_markup(words: str) -> bool:
    """Say whether signs of code, or numbers alone, make up so much of a text that it is no prose."""
    if _FRAME.match(words) and not _ENDED.search(words):
        return True
    shown = "".join(words.split())
    written = sum(character.isalnum() for character in shown)
    no_prose = written < _FEWEST_WRITTEN * len(shown) or len(_CODE_SIGN.findall(words)) > _MOST_SIGNS * len(shown)
    return no_prose or not any(character.isalpha() for character in shown)


def with_lists(text: str, sentences: Iterable[Stretch], max_tokens: int) -> Iterator[Stretch]:
    """Yield sentences with those of a list joined to one stretch with its lead, as far as `max_tokens` allows."""
    lead: Stretch | None = None  # the last line of a block, which may announce the next
    for lines, whole in _sections(text, sentences):
        block = [sentence for line in lines for sentence in line]
        is_list = _is_list(text, lines, lead, whole=whole)
        announced = is_list and _announces(text, lines[0])
        if lead and (announced or not is_list):
            yield lead
            lead = None
        if is_list:
            if announced:
                yield from lines[0][:-1]
                del lines[0][:-1]
            items = [sentence for line in lines for sentence in line]
            yield from _joined(text, [lead, *items] if lead else items, min(max_tokens, _LONGEST_LIST))
            lead = None
            continue
        yield from block[:-1]
        if _announces(text, block) or not (block[-1].states or is_markup(_words(text, block[-1]))):
            lead = block[-1]
        else:
            yield block[-1]
    if lead:
        yield lead


def _parted(text: str, sentences: Iterable[Stretch], *, line_breaks: int) -> Iterator[list[Stretch]]:
    """Yield the sentences between which there are fewer line breaks: those of a line, or of a block of lines."""
    part: list[Stretch] = []
    for sentence in sentences:
        if part and text.count("\n", part[-1].span.end, sentence.span.start) >= line_breaks:
            yield part
            part = []
        part.append(sentence)
    if part:
        yield part


def _sections(text: str, sentences: Iterable[Stretch]) -> Iterator[tuple[list[list[Stretch]], bool]]:
    """Yield lines that belong together, and whether they are a whole block between blank lines.

    A text that has no blank lines is one block of headings, paragraphs and lists, which are told apart line by line.
    """
    has_blocks = bool(_BLANK_LINE.search(text))
    for block in _parted(text, sentences, line_breaks=2):
        lines = list(_parted(text, block, line_breaks=1))
        marked = [bool(_MARKED.match(_line(text, line))) for line in lines[1:]]
        mixed = any(marked) and not all(marked)
        long = len(lines) > _LONG_BLOCK and 0 < sum(map(_states, lines)) < len(lines)
        if has_blocks or not (mixed or long or any(_announces(text, line) for line in lines[1:])):
            yield lines, True
            continue
        part: list[list[Stretch]] = []
        for line in lines:
            if part and not _goes_on(text, part, line):
                yield part, False
                part = []
            part.append(line)
        yield part, False


def _goes_on(text: str, part: Sequence[Sequence[Stretch]], line: Sequence[Stretch]) -> bool:
    """Say whether a line is one more item of a list, or the first one after the line that announces it."""
    before, words = _line(text, part[-1]), _line(text, line)
    if _MARKED.match(words):
        return bool(_MARKED.match(before)) or _announces(text, part[-1])
    if _announces(text, line):
        return False
    items = part[1:] if _announces(text, part[0]) else part
    if any(_MARKED.match(_line(text, item)) for item in items):
        return words[:1].islower() and not _ENDED.search(before)  # what a line was broken in
    if len(part) == len(items):
        return False
    # Items are of one kind: what states something by itself after some that don't is the next paragraph.
    return not items or bool(_SEPARATED.search(before)) or _states(line) == _states(items[0])


def _line(text: str, line: Sequence[Stretch]) -> str:
    return text[line[0].span.start : line[-1].span.end]


def _states(line: Sequence[Stretch]) -> bool:
    return any(sentence.states for sentence in line)


def _is_list(text: str, lines: Sequence[Sequence[Stretch]], lead: Stretch | None, *, whole: bool) -> bool:
    """Say whether lines are items: what a line ending in a colon announces, or of which most say nothing alone.

    Of the lines of a longer block, those are items that are marked as such.
    """
    if len(lines) < 2 or _is_code(text, lines):  # noqa: PLR2004 -- one line is no list
        return False
    alone = sum(map(_states, lines))
    announced = any(_announces(text, line) for line in (lines[0], [lead] if lead else []))
    return announced or (2 * alone < len(lines) if whole else bool(_MARKED.match(_line(text, lines[-1]))))


def _announces(text: str, line: Sequence[Stretch]) -> bool:
    return bool(line and _ANNOUNCES.search(_words(text, line[-1])))


def _is_code(text: str, lines: Sequence[Sequence[Stretch]]) -> bool:
    starts = (text.rfind("\n", 0, line[0].span.start) + 1 for line in lines)
    whole = [text[start : line[-1].span.end] for start, line in zip(starts, lines, strict=True)]
    return sum(bool(_CODE.search(line)) or is_markup(line) for line in whole) > _MOST_CODE * len(whole)


def _joined(text: str, stretches: Sequence[Stretch], max_tokens: int) -> Iterator[Stretch]:
    """Yield stretches as one, or as several where they are long."""
    joined = stretches[0]
    for one in stretches[1:]:
        whole = Span(start=joined.span.start, end=one.span.end)
        # Counted again only where the sum allows it: tokens of joined texts don't quite add up.
        fits = joined.tokens + one.tokens <= max_tokens
        tokens = count_tokens(text[whole.start : whole.end]) if fits else max_tokens + 1
        if tokens > max_tokens:
            yield joined
            whole, tokens = one.span, one.tokens
        says = _count(text[whole.start : whole.end]) >= _FEWEST_WORDS
        joined = Stretch(span=whole, tokens=tokens, states=says)
    yield joined


def _count(words: str) -> float:
    """Return how many words there are, of scripts without spaces about how many."""
    unspaced = len(_UNSPACED.findall(words))
    return len(_WORD.findall(_UNSPACED.sub(" ", words))) + unspaced / _CHARACTERS_A_WORD


def _words(text: str, stretch: Stretch) -> str:
    return text[stretch.span.start : stretch.span.end]
