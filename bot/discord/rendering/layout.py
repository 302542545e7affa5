"""Lay out an article's text for Discord: sentences, tables as code blocks, code in its fences, cut into pages.

A page breaks between sentences where it can; a fence that a page ends in is closed there and opened again on the next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.discord.rendering.escape import escape, is_address
from corpus.language.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FENCE = re.compile(r"\s*(?:```|~~~)")
_RULE = re.compile(r"[\s|:+-]*-[\s|:+-]*")
_LEAST_ROWS = 2
_WIDEST_COLUMN = 40
_TICKS = "`\u200b"
_OPEN, _CLOSE = "```\n", "\n```"


@dataclass(frozen=True, slots=True)
class _Piece:
    """What must stay together, and what parts it from the piece before."""

    before: str
    text: str
    code: bool = False


def lay_out(text: str, language: str, longest: int) -> list[str]:
    """Return a text as pages that are no longer than `longest` characters."""
    pages: list[str] = []
    in_code = False
    for piece in _pieces(text, language, (longest - len(_OPEN) - len(_CLOSE)) // 3):
        opened = piece.text if not piece.code else f"{_OPEN}{piece.text}"
        joined = f"\n{piece.text}" if in_code and piece.code else f"{_CLOSE if in_code else ''}{piece.before}{opened}"
        room = longest - (len(_CLOSE) if piece.code else 0)
        if pages and len(pages[-1]) + len(joined) <= room:
            pages[-1] += joined
        else:
            if pages and in_code:
                pages[-1] += _CLOSE
            pages.append(opened)
        in_code = piece.code
    if pages and in_code:
        pages[-1] += _CLOSE
    return pages


def _pieces(text: str, language: str, longest: int) -> Iterator[_Piece]:
    """Yield sentences and lines of code, each no longer than `longest` before escaping."""
    for kind, lines in _segments(text.split("\n")):
        if kind == "words":
            yield from _sentences("\n".join(lines), language, longest)
        else:
            rows = _aligned(lines) if kind == "table" else lines
            for line in rows:
                for part in _cut(line.replace("`", _TICKS).rstrip(), longest):
                    yield _Piece("\n", part, code=True)


def _segments(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield runs of lines that are words, a table or code."""
    at = 0
    while at < len(lines):
        start = at
        if _FENCE.match(lines[at]):
            at += 1
            while at < len(lines) and not _FENCE.match(lines[at]):
                at += 1
            yield "code", list(lines[start + 1 : at])
            at += 1
        elif _is_row(lines[at]):
            while at < len(lines) and _is_row(lines[at]):
                at += 1
            yield ("table" if at - start >= _LEAST_ROWS else "words"), list(lines[start:at])
        else:
            while at < len(lines) and not _FENCE.match(lines[at]) and not _is_row(lines[at]):
                at += 1
            yield "words", list(lines[start:at])


def _is_row(line: str) -> bool:
    return len(_cells(line)) > 1


def _cells(line: str) -> list[str]:
    separator = "\t" if "\t" in line.strip() else "|"
    stripped = line.strip()
    if separator == "|":
        stripped = stripped.removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in stripped.split(separator)]


def _aligned(lines: Sequence[str]) -> list[str]:
    """Return the rows of a table with their columns one below the other, without its rules."""
    rows = [_cells(line) for line in lines if not _RULE.fullmatch(line)]
    count = max((len(row) for row in rows), default=0)
    widths = [min(max(len(row[i]) if i < len(row) else 0 for row in rows), _WIDEST_COLUMN) for i in range(count)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) for row in rows]


def _sentences(text: str, language: str, longest: int) -> Iterator[_Piece]:
    for paragraph in filter(str.strip, text.split("\n")):
        before = "\n"
        for span in split_sentences(paragraph, language):
            for part in _cut(" ".join(paragraph[span.start : span.end].split()), longest):
                if words := escape(part):
                    yield _Piece(before, words)
                    before = " "


def _cut(line: str, longest: int) -> list[str]:
    """Cut a line between words, and a word that is too long anywhere, unless it is an address: that is left out."""
    parts: list[str] = []
    while len(line) > longest:
        head, space, _ = line[:longest].rpartition(" ")
        if space and head.strip():
            parts.append(head)
            line = line[len(head) + 1 :]
            continue
        word = line.split(" ", 1)[0]
        if is_address(word):
            parts.append("…")
            line = line[len(word) + 1 :]
        else:
            parts.append(line[:longest])
            line = line[longest:]
    return [*parts, line] if line or not parts else parts
