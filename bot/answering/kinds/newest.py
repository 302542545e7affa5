"""What is new on a topic: what the newest articles that speak of it say, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.reply import Heading, HeadingCode, Note, NoteCode, ReplyCode
from bot.answering.selection.choosing import is_about, run_of, says_again
from bot.answering.selection.selected import Group, Selected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Evidence
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library

_MOST_ARTICLES = 2
_WORDS = 30
_WORDS_OF_LEAD = 50
_LISTED = 5
# Of so many sentences of the newest article, found best, those are said that come first: news begins with what is new.
_CLOSELY = 8
_MOST_SAID = 3
# A passage may be found so much less well than the best, and still be news of the topic.
_NEARLY = 0.12


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Return the newest that is said of a topic; without a topic, the newest articles."""
    if not library.telling(asked.topic):
        entries = library.entries
        return Selected(
            code=ReplyCode.ABOUT_CORPUS,
            notes=(Note(code=NoteCode.NEWEST_FIRST),),
            entries=tuple(entries[:_LISTED]),
            more=max(0, len(entries) - _LISTED),
        )
    ranked = library.ranked(text)
    best = max((r.worth for r in ranked), default=0.0)
    fitting = [r for r in ranked if is_about(r, library, asked.topic) and r.worth >= best - _NEARLY]
    dated = sorted({(str(r.evidence.article.published or ""), r.evidence.article.id) for r in fitting}, reverse=True)
    groups: list[Group] = []
    for _, identity in dated[:_MOST_ARTICLES]:
        own = [r.evidence for r in fitting if r.evidence.article.id == identity]
        said = _news(own, library) if not groups else (run_of(own[0], _WORDS),)
        article = own[0].article
        heading = Heading(code=HeadingCode.ARTICLE, words=article.title, day=article.published)
        groups.append(Group(evidence=said, heading=heading))
    if not groups:
        return Selected(code=ReplyCode.NEAREST, nearest=tuple(r.evidence for r in ranked[:3]))
    return Selected(groups=tuple(groups), notes=(Note(code=NoteCode.NEWEST_FIRST),))


def _news(found: Sequence[Evidence], library: Library) -> tuple[Evidence, ...]:
    """Return the lead of an article, which says what is new, and what is best on the topic where that is not in it."""
    lead = next(iter(library.sentences_of(found[0].article)), found[0])
    said = [run_of(lead, _WORDS_OF_LEAD)]
    for one in sorted(found[:_CLOSELY], key=lambda e: e.start):
        if len(said) < _MOST_SAID and not says_again(one, said):
            said.append(run_of(one, _WORDS))
    return tuple(said)
