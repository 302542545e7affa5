"""Small talk: a greeting, thanks, help; nothing is searched, and help offers questions that the articles answer."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.answering.kinds import about, newest, summary
from bot.answering.question.kind import Asked, Kind
from bot.answering.question.time_expressions import names_time
from bot.answering.reply import Note, NoteCode, ReplyCode
from bot.answering.selection.selected import Selected
from corpus.language.names import whole_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.answering.selection.library import Library

_NOTES = {"greeting": NoteCode.GREETING, "thanks": NoteCode.THANKS}
_SOURCES = 3
# What is suggested is read from so many of the newest articles.
_READ = 12
_BEFORE_SENTENCE = re.compile(r"(?:^|[.!?]\s|\n)\Z")
_ASKED: Final[Mapping[NoteCode, tuple[Kind, Callable[[Asked, str, Library], Selected]]]] = {
    NoteCode.ASK_ABOUT: (Kind.ABOUT, about.select),
    NoteCode.ASK_NEWS: (Kind.NEWEST, newest.select),
    NoteCode.ASK_SUMMARY: (Kind.SUMMARY, summary.select),
}


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Return what is said to a greeting, thanks, or a call for help."""
    del text
    if code := _NOTES.get(asked.detail):
        return Selected(code=ReplyCode.SMALL_TALK, notes=(Note(code=code),))
    if not library.entries:
        return Selected(code=ReplyCode.SMALL_TALK, notes=(Note(code=NoteCode.EMPTY),))
    sources = tuple(source.name for source in library.corpus.catalogue.sources()[:_SOURCES])
    note = Note(code=NoteCode.HELP, count=len(library.entries), words=sources)
    return Selected(code=ReplyCode.SMALL_TALK, notes=(note,), suggestions=tuple(_suggested(library)))


def _suggested(library: Library) -> Iterator[Note]:
    """Yield a question of each kind that was tried and has an answer, each about another name."""
    untried = iter(_names(library))
    for code, (kind, reply) in _ASKED.items():
        for name in untried:
            asked = Asked(kind=kind, core=name, language=library.language, topic=name)
            if reply(asked, name, library).groups:
                yield Note(code=code, words=(name,))
                break


def _names(library: Library) -> list[str]:
    """Return the names in the newest articles, those in most first, then the titles; in one's own language if any is.

    What begins no sentence needs an article before it, in many languages: "le Congrès".
    """
    own = [e for e in library.entries if e.language == library.language] or library.entries
    read = [article for e in own[:_READ] if (article := library.corpus.catalogue.article(e.id))]
    in_articles: Counter[str] = Counter()
    begin: set[str] = set()
    for article in read:
        spans = list(whole_names(article.text, article.language))
        in_articles.update({article.text[span.start : span.end] for span in spans})
        begin |= {article.text[s.start : s.end] for s in spans if _BEFORE_SENTENCE.search(article.text, 0, s.start)}
    names = [n for n, _ in in_articles.most_common() if n in begin and not names_time(n, library.language)]
    return names + [article.title for article in read]
