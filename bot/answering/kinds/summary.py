"""A summary: a few points from different parts of an article, a topic, a time, or all articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.answering.reply import Heading, HeadingCode, Note, NoteCode, ReplyCode
from bot.answering.selection.choosing import announces, is_about, leans_back, run_of, says_again
from bot.answering.selection.library import has_number, paragraph
from bot.answering.selection.selected import Group, Selected, one_group
from bot.answering.selection.wanted import defines
from corpus.language.names import names
from corpus.language.registry import language_data
from corpus.language.statements import leaves_open

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.answering.answer import Evidence
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library
    from corpus.article import Article

_POINTS = 5
_WORDS = 40
_FEWEST_WORDS = 8
_ROUNDS = 5
_MOST_POINTS = 6
# How much of a point's centrality being like one that is chosen takes away (Carbonell & Goldstein, MMR, 1998).
_DIVERSITY = 0.6
# The beginning says what an article is about, more than its end.
_LEAD = 0.03
_DEFINES = 0.05
# A short sentence with the title's words is like it, and says little.
_LENGTH = 0.04
_WHOLE_WORDS = 20
# So does a sentence with a name or a number more than one without, and one that begins with "it" less.
_TELLS = 0.02
_LEANS = 0.03
_MOST_SENTENCES = 80
# Of a large corpus the newest articles are summed up.
_MOST_ARTICLES = 40


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Return the points of what is to be summed up."""
    del text
    points = min(asked.points or _POINTS, _MOST_POINTS)
    about = _telling_topic(asked, library)
    if not about:
        return _of_all(points, library)
    titled = _best_titled(asked.topic, library)
    if titled and _names_an_article(asked, titled.title, library):
        return _of_article(titled, asked, points, library)
    return _of_topic(asked.topic, points, library)


def _best_titled(topic: str, library: Library) -> Article | None:
    """Return the article whose title has the topic's words, of several the one that is found best for them.

    A title that names others beside is of them all.
    """
    titled = library.titled(topic)
    named = {entry.id: len(names(entry.title, entry.language)) for entry in titled}
    known = {identity for identity, count in named.items() if count == min(named.values())}
    found = next((r.evidence.article for r in library.ranked(topic) if r.evidence.article.id in known), None)
    return found or next((library.corpus.catalogue.article(identity) for identity in known), None)


def _telling_topic(asked: Asked, library: Library) -> bool:
    articles = language_data(library.language).question.get("articles")
    rest = articles.sub(" ", asked.topic) if articles else asked.topic
    return bool(library.telling(rest))


def _names_an_article(asked: Asked, title: str, library: Library) -> bool:
    """Say whether an article is to be summed up: it is called one, or its whole title is given."""
    articles = language_data(library.language).question.get("articles")
    named = bool(articles and articles.search(asked.core))
    return named or title.casefold() in asked.core.casefold()


def _of_article(article: Article, asked: Asked, points: int, library: Library) -> Selected:
    """Return sentences of different paragraphs that are most like the title and the others, and unlike each other."""
    stating = [one for one in library.sentences_of(article) if _states(one)][:_MOST_SENTENCES]
    if not stating:
        return Selected(code=ReplyCode.NEAREST)
    vectors = library.vectors([article.title, *(one.text for one in stating)])
    likeness = vectors[1:] @ vectors[1:].T
    worth = likeness.mean(axis=1) + vectors[1:] @ vectors[0]
    worth += [_TELLS * bool(library.names_in(e) or has_number(e.text, article.language)) for e in stating]
    worth += [_DEFINES * defines(e, asked) - _LEANS * leans_back(e) for e in stating]
    worth += [_LENGTH * min(1.0, len(e.text.split()) / _WHOLE_WORDS) for e in stating]
    worth += _LEAD * np.linspace(1, 0, len(stating), dtype=np.float32)
    said: list[Evidence] = []
    for i in _diverse(worth, likeness, len(stating)):
        if len(said) < points and not any(paragraph(stating[i]) == paragraph(one) for one in said):
            said.append(stating[i])
    chosen = [run_of(one, _WORDS) for one in sorted(said, key=lambda e: e.start)]
    heading = Heading(code=HeadingCode.ARTICLE, words=article.title, day=article.published)
    return Selected(groups=(Group(evidence=tuple(chosen), heading=heading, is_list=True),))


def _paragraphs(article: Article, library: Library) -> list[Evidence]:
    """Return the beginning of each paragraph that states something."""
    begun: list[Evidence] = []
    end = 0
    for one in library.sentences_of(article):
        if not begun or "\n" in article.text[end : one.start]:
            begun += [run_of(one, _WORDS)] if _states(one) else []
        end = one.end
    return begun


def _states(evidence: Evidence) -> bool:
    """Say whether a sentence states something."""
    if len(evidence.text.split()) < _FEWEST_WORDS or announces(evidence.text):
        return False
    return not leaves_open(evidence.text, evidence.article.language)


def _of_topic(topic: str, points: int, library: Library) -> Selected:
    """Return the best sentences on a topic, from as many articles as have them."""
    ranked = library.ranked(topic)
    fitting = [r for r in ranked if is_about(r, library, topic) and _states(r.evidence)]
    if not fitting or not library.finds(topic):
        missing = (Note(code=NoteCode.PART_UNKNOWN, words=(topic,)),)
        return Selected(code=ReplyCode.NEAREST, nearest=tuple(r.evidence for r in ranked[:3]), missing=missing)
    chosen: list[Evidence] = []
    for most in (1, 2, points):  # of each article, as long as there are others
        for one in fitting:
            of_article = sum(e.article.id == one.evidence.article.id for e in chosen)
            if len(chosen) < points and of_article < most and not says_again(one.evidence, chosen):
                chosen.append(run_of(one.evidence, _WORDS))
    return Selected(groups=one_group(chosen, is_list=True))


def _of_all(points: int, library: Library) -> Selected:
    """Return the beginnings of the articles in whose midst the others lie: one for each group of like ones."""
    articles = [library.corpus.catalogue.article(entry.id) for entry in library.entries[:_MOST_ARTICLES]]
    leads = [found[0] for a in articles if a and (found := _paragraphs(a, library)[:1])]
    if not leads:
        return Selected(code=ReplyCode.NOT_HERE, notes=(Note(code=NoteCode.EMPTY),))
    vectors = library.vectors([f"{one.article.title} {one.text}" for one in leads])
    chosen = [leads[i] for i in _medoids(vectors @ vectors.T, points)]
    groups = tuple(
        Group(
            evidence=(one,),
            heading=Heading(code=HeadingCode.ARTICLE, words=one.article.title, day=one.article.published),
        )
        for one in chosen
    )
    return Selected(groups=groups, notes=(Note(code=NoteCode.COUNT, count=len(library.entries)),))


def _diverse(worth: NDArray[np.float32], likeness: NDArray[np.float32], most: int) -> list[int]:
    chosen: list[int] = []
    while len(chosen) < min(most, len(worth)):
        again = likeness[:, chosen].max(axis=1) if chosen else np.zeros(len(worth))
        gain = worth - _DIVERSITY * again
        gain[chosen] = -np.inf
        chosen.append(int(gain.argmax()))
    return chosen


def _medoids(likeness: NDArray[np.float32], most: int) -> list[int]:
    """Return the items in the middle of each of so many groups, the largest group first."""
    middles = _diverse(likeness.mean(axis=1), likeness, most)
    for _ in range(_ROUNDS):
        nearest = likeness[:, middles].argmax(axis=1)
        groups = [np.flatnonzero(nearest == group) for group in range(len(middles))]
        middles = [int(group[likeness[np.ix_(group, group)].mean(axis=1).argmax()]) for group in groups if len(group)]
    nearest = likeness[:, middles].argmax(axis=1)
    return sorted(middles, key=lambda middle: -int((nearest == middles.index(middle)).sum()))
