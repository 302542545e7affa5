"""Put the blocks of a document together: its headings, paragraphs, items and rows, and the places they lie at."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.article import Place
from corpus.errors import ArticleError
from ingest.readers.document.reading import Reading, tidy_text, tidy_title, without_control_characters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_CHARACTERS = 10_000_000
"""Ten times the longest of novels: what gives more is no article."""
TITLE = 0
"""The level of a heading that is styled as the title of the whole."""

_LONGEST_LABEL = 120
_TELLING = 100  # characters
_SPACES = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of a document: `level` is that of a heading, `group` tells which list or table it is of.

    `places` are the pages or chapters that begin in it, counted from its own first character.
    """

    text: str
    level: int | None = None
    group: int | None = None
    places: tuple[Place, ...] = ()


def clean(text: str) -> str:
    """Return the text of a block as `tidy_text` will leave it, so that offsets into it stay true."""
    lines = (_SPACES.sub(" ", line).strip() for line in without_control_characters(text).split("\n"))
    return "\n".join(line for line in lines if line)


def joined(blocks: Iterable[Block], name: str) -> tuple[str, tuple[Place, ...]]:
    """Return the text of blocks and their places in it; items of a list and rows of a table follow line upon line.

    Raises:
        ArticleError: there are more than `MOST_CHARACTERS`.
    """
    parts: list[str] = []
    places: list[Place] = []
    at = 0
    before: Block | None = None
    for block in blocks:
        if block.text:
            same = before is not None and block.group is not None and block.group == before.group
            gap = "" if before is None else "\n" if same else "\n\n"
            parts += [gap, block.text]
            at += len(gap)
            places += [replace(place, start=at + place.start) for place in block.places]
            at += len(block.text)
            before = block
        if at > MOST_CHARACTERS:
            raise ArticleError("{name} has more than {most:,} characters: split it.", name=name, most=MOST_CHARACTERS)
    text = tidy_text("".join(parts))
    first = places[:1]
    turns = [after for earlier, after in pairwise(places) if replace(after, start=0) != replace(earlier, start=0)]
    return text, tuple(place for place in [*first, *turns] if place.start < len(text))


def with_chapters(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with a place at each heading of the highest level that has several."""
    levels = sorted({block.level for block in blocks if block.level})
    several = (level for level in levels if sum(block.level == level for block in blocks) > 1)
    chapter = next(several, None)
    return [
        replace(block, places=(Place(start=0, label=label_of(block.text)),))
        if chapter and block.level == chapter
        else block
        for block in blocks
    ]


def label_of(text: str) -> str:
    """Return a heading as what a footnote calls the chapter: on one line, cut at a word."""
    title = tidy_title(text)
    return title if len(title) <= _LONGEST_LABEL else title[:_LONGEST_LABEL].rpartition(" ")[0] + "…"


def read_blocks(blocks: Sequence[Block], name: str, said: Reading) -> Reading:
    """Return what a document says of itself with the text of its blocks and their places.

    Without a title there, that is a block styled as one, or the heading at the beginning if no other is as high. A
    title that the text begins with is no part of it. The language that is said is believed of short texts only: most
    programs say their own, whatever is written with them, and a longer text speaks for itself.
    """
    kept = [block for block in blocks if block.text]
    title = said.title or _title(kept)
    if title and kept and tidy_title(kept[0].text).casefold() == tidy_title(title).casefold() and len(kept) > 1:
        kept[1] = replace(kept[1], places=kept[1].places or kept[0].places)
        kept = kept[1:]
    text, places = joined(kept, name)
    language = said.language if len(text) < _TELLING else None
    return replace(said, text=text, title=title, language=language, places=places)


def _title(blocks: Sequence[Block]) -> str | None:
    styled = next((block.text for block in blocks if block.level == TITLE), None)
    if styled or not blocks or blocks[0].level is None:
        return styled
    rivals = [block for block in blocks[1:] if block.level is not None and block.level <= blocks[0].level]
    return None if rivals else blocks[0].text
