"""Join words that are broken at the ends of lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.language.registry import languages

if TYPE_CHECKING:
    from collections.abc import Iterable

HYPHEN = "\x02"
"""Stands at the end of a line for the hyphen that breaks a word; no text has it."""

_WORD = re.compile(r"[\w'’]+(?:-[\w'’]+)*")
_LAST = re.compile(r"[^\W_]+(?:-[^\W_]+)*$")
_FIRST = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_TIED_END = re.compile(r"[^\W_][-\u2010\u2011]$")


def goes_on(text: str, line: str) -> bool:
    """Say whether a word, or a pair of numbers such as 2019-2020, goes on over the end of a line."""
    return text.endswith(HYPHEN) or bool(_TIED_END.search(text) and line[:1].isalnum())


def _is_tied(word: str) -> bool:
    return any(word in language.tied for language in languages().values())


class Hyphens:
    """Knows by the other words of a text whether a hyphen at the end of a line is the word's own."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        after_break = False
        for line in lines:
            words = _WORD.findall(line.casefold())
            broken = line.endswith(HYPHEN)
            self._words.update(words[after_break : len(words) - broken])
            after_break = broken

    def joined(self, text: str, line: str) -> str:
        """Return a text with its next line, a space or nothing between them."""
        if not goes_on(text, line):
            return f"{text} {line}" if text else line
        if not text.endswith(HYPHEN):
            return text + line
        begun = text[:-1]
        return begun + line if self._is_one_word(begun, line) else f"{begun}-{line}"

    def _is_one_word(self, text: str, line: str) -> bool:
        last, first = _LAST.search(text), _FIRST.match(line)
        if last is None or first is None or not first.group()[0].islower():
            return False
        left, right = last.group().casefold(), first.group().casefold()
        if left + right in self._words:
            return True
        return f"{left}-{right}" not in self._words and not (left in self._words and _is_tied(right))
