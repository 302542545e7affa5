"""Find the sentences of a text, as spans (door: sentencex).

sentencex is fast, kept up and loses no character; what it splits too eagerly in French - initials ("A.Krishna",
"M. Dupont"), abbreviations - is joined again here, since half a sentence makes a bad quote.
"""

from __future__ import annotations

import re

from sentencex import segment  # pyright: ignore[reportAttributeAccessIssue] -- compiled, without a stub

from corpus.article import Span
from corpus.language.registry import language_data

# A small letter behind an apostrophe is no initial: "IBM's.", "il l'a."
_ENDS_IN_INITIAL = re.compile(r"(?:(?:^|[\s(\-.«\"])[^\W\d_]|['’][A-ZÀ-ÖØ-Þ])\.\s*$")
_NO_SPACE = re.compile(r"[.…][\"»”')\]]*$")
_STARTS_LOW = re.compile(r"[\"«“'(\[]?\s*[a-zà-ÿ]")
_CHARACTER = re.compile(r"\w")
# How much of a sentence its end can be told by; looking at all of it makes long lines quadratic.
_LOOKS_BACK = 64
_SPACES = {code: " " for code in range(0x80, 0x3001) if chr(code).isspace()}


def split_sentences(text: str, language: str) -> list[Span]:
    """Return the spans of the sentences, without the white space around them; a line break always ends one."""
    spans: list[Span] = []
    for line in re.finditer(r"[^\n]+", text):
        spans += _in_line(line.group(), language, line.start())
    return spans


def _in_line(line: str, language: str, offset: int) -> list[Span]:
    joined: list[str] = []
    for piece in _pieces(line, language):
        if joined and _belongs(joined[-1][-_LOOKS_BACK:], piece, language):
            joined[-1] += piece
        else:
            joined.append(piece)
    spans: list[Span] = []
    at = offset
    for piece in joined:
        stripped = piece.strip()
        if stripped:
            start = at + piece.index(stripped)
            spans.append(Span(start=start, end=start + len(stripped)))
        at += len(piece)
    return spans


def _pieces(line: str, language: str) -> list[str]:
    # At a single letter, a no-break space and a full stop ("le plan B ...") sentencex panics; with plain spaces,
    # which change no offset, it doesn't.
    plain = line.translate(_SPACES)
    at = 0
    pieces: list[str] = []
    for piece in segment(language, plain):
        pieces.append(line[at : at + len(piece)])
        at += len(piece)
    after = language_data(language).no_abbreviations
    return [part for piece in pieces for part in _parted(piece, after)]


def _parted(piece: str, after: re.Pattern[str]) -> list[str]:
    """Return the parts of a piece that end in a whole word which only looks like an abbreviation."""
    ends = [found.end() for found in after.finditer(piece)]
    return [piece[start:end] for start, end in zip([0, *ends], [*ends, len(piece)], strict=True)]


def _belongs(before: str, piece: str, language: str) -> bool:
    """Say whether a piece goes on with the sentence before it."""
    if not _CHARACTER.search(piece):
        return True
    if _ENDS_IN_INITIAL.search(before) or language_data(language).abbreviations.search(before):
        return True
    return bool(_NO_SPACE.search(before) or _STARTS_LOW.match(piece))
