"""Join the lines of paragraphs that were wrapped at a width, as in e-mail and old texts.

Where a text was wrapped, the first word of the next line had no more room in the one before. Lines of which that isn't
true - of poems, addresses, lists - stay as they are. Widths are in columns: Chinese and Japanese characters have two,
and a line of theirs breaks behind any of them.
"""

from __future__ import annotations

import re
from itertools import pairwise
from unicodedata import east_asian_width

_NARROWEST, _WIDEST = 40, 120  # columns; what is wider was wrapped by no one
_SLACK = 4  # programs count tabs, marks of quoting and spaces at the end each their own way
_MOST_UNFILLED = 0.25  # of the breaks of a text that was wrapped; of those of another, most
_FEWEST = 2  # breaks within sentences: of a line or two nothing tells
_SENTENCE_END = re.compile(r"[.!?…:;][\s»”\"')\]]*$")
_ITEM = re.compile(r"\s*(?:[-*+•·–—>|#]\s|\(?\d{1,3}[.)]\s|[a-z][.)]\s)|\s*[-=_*~]{3,}\s*$")
_INDENTED = re.compile(r"\s{4,}\S")
_BROKEN_WORD = re.compile(r"(\w*[^\W\d_])-$")


def unwrapped(text: str) -> str:
    """Return the text, each wrapped paragraph on one line."""
    paragraphs = [block.split("\n") for block in re.split(r"\n[ \t]*\n", text)]
    pairs = [pair for lines in paragraphs for pair in pairwise(lines) if not _stands_apart(*pair)]
    lengths = [_columns(line.rstrip()) for line, _ in pairs if " " in line.strip() or _is_wide(line[-1:])]
    width = max((length for length in lengths if length <= _WIDEST), default=0)
    filled = [line for line, after in pairs if _is_filled(line, after, width)]
    within = sum(not _SENTENCE_END.search(line) for line in filled)
    if width < _NARROWEST or len(pairs) - len(filled) > _MOST_UNFILLED * len(pairs) or within < _FEWEST:
        return text
    words = frozenset(re.findall(r"[\w-]+", text.casefold()))
    return "\n\n".join(_joined(lines, width, words) for lines in paragraphs)


def _stands_apart(line: str, after: str) -> bool:
    return bool(_ITEM.match(after) or _INDENTED.match(after) or _INDENTED.match(line))


def _is_filled(line: str, after: str, width: int) -> bool:
    first = after.split(maxsplit=1)[0] if after.strip() else ""
    first = first[:1] if _is_wide(first[:1]) else first
    columns = _columns(line.rstrip())
    return columns <= _WIDEST and columns + 1 + _columns(first) > width - _SLACK


def _joined(lines: list[str], width: int, words: frozenset[str]) -> str:
    made = [lines[0]]
    for line, after in pairwise(lines):
        if _stands_apart(line, after) or not _is_filled(line, after, width):
            made.append(after)
        else:
            made[-1] = _with(made[-1].rstrip(), after.strip(), words)
    return "\n".join(made)


def _with(line: str, after: str, words: frozenset[str]) -> str:
    """Join two lines; a word broken at a hyphen is whole where the text has it whole elsewhere."""
    if _is_wide(line[-1:]) and _is_wide(after[:1]):
        return line + after
    broken = _BROKEN_WORD.search(line)
    if not broken or not after[:1].islower():
        return f"{line} {after}"
    rest = re.match(r"\w+", after)
    whole = (broken[1] + (rest.group() if rest else "")).casefold()
    return (line[:-1] if whole in words else line) + after


def _columns(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if _is_wide(sign) else 1 for sign in text)


def _is_wide(sign: str) -> bool:
    return sign != "" and east_asian_width(sign) in "WF"
