"""Give a question that is typed in lower case the capitals that its words have in what is found for it.

Without them "how does clearview work" names nothing, and is answered by whatever works (Lita et al., tRuEcasIng, 2003).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from corpus.language.registry import language_data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.article import Hit

_WORD = re.compile(r"[^\W\d_]+")
# Where a sentence begins a capital tells nothing.
_WITHIN = re.compile(r"(?<=[\w,;] )[^\W\d_]+")


def truecased(text: str, language: str, hits: Iterable[Hit]) -> str:
    """Return a question with a capital in each word that passages spell with one alone; as it is where it has any."""
    if any(character.isupper() for character in text[1:]):
        return text
    data = language_data(language)
    spellings = _spellings(hits)

    def cased(word: re.Match[str]) -> str:
        known = spellings.get(word[0].casefold())
        if not known or data.asks_with(word[0]) or any(spelt.islower() for spelt in known):
            return word[0]
        return known.most_common(1)[0][0]

    return _WORD.sub(cased, text)


def _spellings(hits: Iterable[Hit]) -> dict[str, Counter[str]]:
    """Return how often the words of passages are spelt how within a sentence, where capitals make names."""
    found: dict[str, Counter[str]] = {}
    for hit in hits:
        if language_data(hit.article.language).capitals_tell:
            for word in _WITHIN.findall(hit.passage.text):
                found.setdefault(word.casefold(), Counter())[word] += 1
    return found
