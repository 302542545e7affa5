"""Tell which words of a question name a thing that is asked about: names, numbers, and what is surely a noun.

No list says what is a noun. In many languages one word alone behind a determiner or a preposition is: "the cost of",
"about dolphins", "du moratoire". Of two words in a row one may be an adjective or a verb ("the main reason", "the
company announces"), so that neither is taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.language.names import fold_name, names
from corpus.language.registry import language_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.language.registry import Language

_WORD = re.compile(r"[^\W_]+")
_NEXT_TO = re.compile(r"\s+|\s*['’ʼ-]")
_LISTED = re.compile(r"\s*,\s*")


def things(text: str, language: str) -> set[str]:
    """Return the words of a question that name a thing asked about, as they are spelt.

    Words for asking, and nouns for whatever is asked about ("stuff", "article"), are none, even with a capital.
    """
    data = language_data(language)
    words = list(_WORD.finditer(text))
    named = names(text, language)
    found = {word[0] for word in words if word[0].isdecimal() or fold_name(word[0]) in named}
    found.update(_nouns(words, text, data))
    empty = data.stop_words | data.asked_with | data.says_little | data.reactions
    spelt_apart = not text.isupper()  # the WHO and the US are no words for asking
    return {word for word in found if (spelt_apart and word.isupper()) or word.lower() not in empty}


def _nouns(words: list[re.Match[str]], text: str, data: Language) -> Iterator[str]:
    """Yield the words that stand alone behind a determiner or a preposition, and what is listed behind such a one."""
    ends = data.stop_words | data.before_nouns
    noun_before = False
    for number, word in enumerate(words):
        gap = text[words[number - 1].end() : word.start()] if number else ""
        before = words[number - 1][0].lower() if number else ""
        after = words[number + 1] if number + 1 < len(words) else None
        alone = not after or after[0].lower() in ends or not _NEXT_TO.fullmatch(text[word.end() : after.start()])
        determined = before in data.before_nouns and bool(_NEXT_TO.fullmatch(gap))
        listed = noun_before and bool(_LISTED.fullmatch(gap) or data.joins.fullmatch(before))
        is_noun = alone and word[0].lower() not in ends and (determined or listed)
        if is_noun:
            yield word[0]
        noun_before = is_noun or (noun_before and bool(data.joins.fullmatch(word[0])))
