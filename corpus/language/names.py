"""Read the names of a text: its words with a capital, but for what has one at the beginning of a sentence."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from corpus.article import Span
from corpus.language.registry import language_data
from corpus.language.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_][\w’'.-]*")
_SHOUTED = 3  # "IBM?" and "GPT 4?" aren't
_ENDS = re.compile(r"(?:['’]s)?[.'’-]*$")


def names(text: str, language: str) -> set[str]:
    """Return the names a text gives, a word each, folded.

    The first word of a sentence is none, unless its spelling tells (IBM, OpenAI) or it stands within another sentence;
    nor is a word for asking or joining behind a colon, a comma or a quotation mark.
    """
    found = {fold_name(text[span.start : span.end]) for span in _spans(text, language)}
    return {name for name in found if len(name) > 1}


def first_name(text: str, language: str) -> Span | None:
    """Return where the first name of a text stands, all words of it: "Clearview AI"; None where it has none."""
    return next(whole_names(text, language), None)


def whole_names(text: str, language: str) -> Iterator[Span]:
    """Yield where the names of a text stand, all words of each in one."""
    whole: Span | None = None
    for span in _spans(text, language):
        if whole and text[whole.end : span.start] == " ":
            whole = Span(start=whole.start, end=span.end)
            continue
        if whole:
            yield whole
        whole = span
    if whole:
        yield whole


def fold_name(word: str) -> str:
    """Return a word without case, accents, possessive or final full stop."""
    decomposed = unicodedata.normalize("NFKD", _ENDS.sub("", word).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _spans(text: str, language: str) -> list[Span]:
    """Return where the words of names stand; none where capitals are all there is, since they tell nothing then."""
    if text.isupper() and len(text.split()) >= _SHOUTED:
        return []
    spans = list(_capitals(text, language))
    within = {text[span.start : span.end] for span, begins in spans if not begins}

    def is_name(word: str) -> bool:
        return word in within or any(c.isupper() or c.isdigit() for c in word[1:])

    return [span for span, begins in spans if not begins or is_name(text[span.start : span.end])]


def _capitals(text: str, language: str) -> Iterator[tuple[Span, bool]]:
    """Yield where the words with a capital stand, and whether each begins a sentence."""
    data = language_data(language)
    no_names = data.stop_words | data.hints
    for sentence in split_sentences(text, language):
        begins = True
        for found in _WORD.finditer(text, sentence.start, sentence.end):
            elided = data.elisions.match(text, found.start(), found.end())
            start = elided.end() if elided else found.start()
            word = _ENDS.sub("", text[start : found.end()])
            before = text[max(start - 3, sentence.start) : start].rstrip()[-1:]
            goes_on = before.isalnum() or before in {"'", "’", "-"}
            if word[:1].isupper() and (begins or goes_on or not word.istitle() or word.casefold() not in no_names):
                yield Span(start=start, end=start + len(word)), begins and not elided
            begins = False
