"""Tell which words of a question name a thing that is asked about: names, numbers, and what is surely a noun.

No list says what is a noun; the words around one do. One word alone behind a determiner or a preposition is one ("the
cost of", "about dolphins", "du moratoire"), and so is the second of two behind a pronoun ("do I cook risotto"). Of
other words in a row one may be an adjective or a verb ("the main reason", "elephants slept"), so that only all of them
together name something.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.language.names import fold_name, names
from corpus.language.registry import language_data

if TYPE_CHECKING:
    from corpus.language.registry import Language

_WORD = re.compile(r"[^\W_]+")
# What may stand between two words of one expression, and between those of a list.
_NEXT_TO = re.compile(r"\s+|\s*['’ʼ-]")
_VERB_AND_NOUN = 2
_LISTED = re.compile(r"\s*,\s*")


def things(text: str, language: str) -> list[tuple[str, ...]]:
    """Return the words of a question that name a thing asked about, as they are spelt, those of one thing together.

    Words for asking, and nouns for whatever is asked about ("stuff", "article"), are none, even with a capital.
    """
    data = language_data(language)
    named = names(text, language)
    spelt_apart = not text.isupper()  # the WHO and the US are no words for asking
    found: list[tuple[str, ...]] = []
    listed = False
    for before, run in _runs(text, data):
        rest = tuple(word for word in run if not word.isdecimal() and fold_name(word) not in named)
        found += [(word,) for word in run if word not in rest and (spelt_apart or not data.asks_with(word))]
        determined = before in data.before_nouns or (listed and (before == "," or data.joins.fullmatch(before)))
        listed = bool(determined) and len(rest) == len(run) == 1
        if listed:
            found.append(rest)
        elif before in data.before_verbs and len(rest) == len(run) == _VERB_AND_NOUN:
            found.append(rest[1:])
        elif before and data.before_nouns and len(rest) == len(run) > 1:
            found.append(rest)
    return list(dict.fromkeys(found))


def _runs(text: str, data: Language) -> list[tuple[str, list[str]]]:
    """Return the runs of neighbouring words that tell something, each with the word before it, or the comma."""
    runs: list[tuple[str, list[str]]] = []
    before, end, within = "", 0, False
    for word in _WORD.finditer(text):
        gap = text[end : word.start()]
        if not _NEXT_TO.fullmatch(gap):
            before, within = "," if _LISTED.fullmatch(gap) else "", False
        if within and word[0].lower() in data.asked_with:  # "the whole thing": what goes with it names nothing either
            runs.pop()
        if data.asks_with(word[0]) and not (word[0].isupper() and len(word[0]) > 1 and not text.isupper()):
            before, within = word[0].lower(), False
        elif within:
            runs[-1][1].append(word[0])
        else:
            runs.append((before, [word[0]]))
            within = True
        end = word.end()
    return runs
