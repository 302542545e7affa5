"""What changes of a corpus mean to people: news on what they follow, and footnotes whose words are no longer there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.service.notes import note_of_sentence
from corpus.article import Filters

if TYPE_CHECKING:
    from bot.service.corpora.corpora import Library
    from bot.service.store.answers import Note, StoredAnswer
    from bot.service.store.followed import Followed
    from corpus.article import Hit

# What is found among the first of these when someone begins to follow isn't new to them.
_KNOWN_AT_FIRST = 30
_LOOKED_AT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is new about a question: the sentences of new or changed articles, and how these are known."""

    notes: tuple[Note, ...]
    keys: tuple[str, ...]


def known_on(library: Library, question: str) -> frozenset[str]:
    """Return what the articles say about a question already; to be called in a thread, as the others are."""
    return frozenset(map(_key, library.engine.find(question, Filters(), _KNOWN_AT_FIRST)))


def news_on(library: Library, followed: Followed) -> News:
    """Return what the articles say about a followed question and its person doesn't know."""
    first: dict[str, Hit] = {}
    for hit in library.engine.find(followed.question, Filters(), _LOOKED_AT):
        if _key(hit) not in followed.known:
            first.setdefault(_key(hit), hit)
    notes = tuple(note_of_sentence(number, hit) for number, hit in enumerate(first.values(), 1))
    return News(notes=notes, keys=tuple(first))


def outdated(library: Library, answer: StoredAnswer) -> tuple[list[int], list[int]]:
    """Return the numbers of an answer's footnotes whose article says it otherwise now, and of those whose is gone."""
    changed: list[int] = []
    gone: list[int] = []
    for note in answer.notes:
        article = library.corpus.catalogue.article(note.article)
        if article is None:
            gone.append(note.number)
        elif note.quote not in article.text:
            changed.append(note.number)
    return changed, gone


def _key(hit: Hit) -> str:
    return f"{hit.article.id}:{hit.article.content_hash}"
