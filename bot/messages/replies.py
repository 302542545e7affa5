"""Say a reply's codes and values in the question's language; English where that has no catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.reply import HeadingCode, NoteCode, ReplyCode
from bot.messages.dates import time_in_words
from bot.messages.wording import say, say_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.reply import Heading, Note, Reply

_WITH_SENTENCES = (ReplyCode.OPEN, ReplyCode.DIFFER)
_DECLINED = (ReplyCode.OPEN, ReplyCode.NEAREST, ReplyCode.NOT_HERE)
# These say why there is nothing, so that no more need be said.
_SAY_WHY = (NoteCode.EMPTY, NoteCode.FILTERED)
# What a folder is called that is named for what lies in it: people learn nothing from it.
_SAYS_NOTHING = frozenset({"articles", "content", "corpus", "data", "docs", "documents", "main", "pages", "posts"})
_AS_THEY_STAND = (
    NoteCode.UNDERSTOOD,
    NoteCode.ASK_ABOUT,
    NoteCode.ASK_NEWS,
    NoteCode.ASK_SUMMARY,
)
_OF_THE_QUESTION = (
    NoteCode.WITHOUT_MODEL,
    NoteCode.UNDERSTOOD,
    NoteCode.NEWEST_FIRST,
    NoteCode.OF_TIME,
    NoteCode.NONE_OF_TIME,
    NoteCode.NOT_FOUND_IN_TIME,
    NoteCode.LESS_OF_TIME,
)


def lines_above(reply: Reply, language: str) -> list[str]:
    """Return what is said before a reply's sentences, or in their place: how it was understood, how far it goes."""
    of_question = [say_note(note, language) for note in reply.notes if note.code in _OF_THE_QUESTION]
    return of_question + lines_on_sentences(reply, language)


def lines_on_sentences(reply: Reply, language: str) -> list[str]:
    """Return what is said of the sentences themselves, or why there are none."""
    notes = [note for note in reply.notes if note.code not in _OF_THE_QUESTION]
    lines = [say_note(note, language) for note in notes]
    if reply.abstained and reply.missing:
        return lines + [say_note(note, language) for note in reply.missing]
    told = any(note.code in _SAY_WHY for note in notes)
    if reply.code in (_DECLINED if reply.abstained else _WITH_SENTENCES) and not told:
        lines.append(say(f"reply_{reply.code}", language))
    return lines


def lines_below(reply: Reply, language: str) -> list[str]:
    """Return what is said after a reply's sentences: what of the question nothing states."""
    return [] if reply.abstained else [say_note(note, language) for note in reply.missing]


def say_note(note: Note, language: str) -> str:
    """Return a note in a language."""
    key = "note_count_about" if note.code is NoteCode.COUNT and note.words else f"note_{note.code}"
    if note.code is NoteCode.HELP:
        words = named_in_brackets(note.words)
    else:
        words = ", ".join(note.words) if note.code in _AS_THEY_STAND else _listed(note.words, language)
    time = time_in_words(note.since, note.until, note.reach, language)
    since, until = (say_date(day, language) if day else "" for day in (note.since, note.until))
    return say(key, language, words=words, time=time, count=note.count, since=since, until=until)


def named_in_brackets(sources: Sequence[str]) -> str:
    """Return ` (A, B)`, the names of sources; nothing where one of them tells nothing."""
    return f" ({', '.join(sources)})" if sources and _SAYS_NOTHING.isdisjoint(map(str.casefold, sources)) else ""


def say_heading(heading: Heading, language: str) -> str:
    """Return a heading in a language; the words of a side, a part or an article stand as they are."""
    if heading.code in (HeadingCode.SETTLED_YES, HeadingCode.SETTLED_NO):
        return say(heading.code, language)
    day = say_date(heading.day, language) if heading.day else ""
    if heading.code is HeadingCode.DAY:
        return day or say("no_date", language)
    return f"{heading.words} ({day})" if day else heading.words


def in_words(reply: Reply, language: str) -> str:
    """Return a reply as running text with the numbers of its footnotes, or what is said where it has no sentences."""
    said = [f"{s.text} {''.join(f'[{n}]' for n in s.citations)}".strip() for s in reply.sentences]
    return " ".join(said or lines_on_sentences(reply, language))


def _listed(words: Sequence[str], language: str) -> str:
    if not words:
        return ""
    *first, last = (say("quoted", language, word=word) for word in words)
    return say("or", language).join(filter(None, (", ".join(first), last)))
