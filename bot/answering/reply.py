"""The nouns of a reply: codes and values, no words of Footnote's own; `bot.messages` puts them into a language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.answering.deep_link import quote_link

if TYPE_CHECKING:
    from datetime import date

    from corpus.article import Article, Entry


class ReplyCode(StrEnum):
    """How far the articles answer: the ladder, from an answer to nothing."""

    ANSWERED = "answered"
    IN_PART = "in_part"  # `missing` says which part isn't known
    DIFFER = "differ"
    OPEN = "open"  # raised by the articles and left open
    NEAREST = "nearest"  # something close was found, and no sentence that states it
    NOT_HERE = "not_here"  # known to be absent: `missing` names the words that no article has
    ABOUT_CORPUS = "about_corpus"
    SMALL_TALK = "small_talk"
    UNCLEAR = "unclear"  # one detail is asked back


class NoteCode(StrEnum):
    """What is said about a reply beside its sentences; the fields of `Note` that each uses stand beside it."""

    QUOTES = "quotes"
    TRANSLATED = "translated"
    SEVERAL = "several"  # several articles may be meant
    WITHOUT_MODEL = "without_model"
    UNDERSTOOD = "understood"  # words: the question as it was understood
    NEWEST_FIRST = "newest_first"
    OF_TIME = "of_time"  # since, until, reach
    NONE_OF_TIME = "none_of_time"  # since, until: no article has that date
    NOT_FOUND_IN_TIME = "not_found_in_time"  # since, until: articles of then state nothing that answers
    LESS_OF_TIME = "less_of_time"  # since, until
    NO_ARTICLE_HAS = "no_article_has"  # words
    PASSAGES_LACK = "passages_lack"  # words: the nearest passages don't have them
    PART_UNKNOWN = "part_unknown"  # words: the part of the question that nothing states
    EMPTY = "empty"  # there are no articles
    FILTERED = "filtered"  # no article passes the filters
    NO_WORDS = "no_words"
    COUNT = "count"  # count: of articles; words: what they are about, if anything
    SPAN = "span"  # since, until: the days of the first and the last article
    NO_AUTHOR = "no_author"  # none of the articles shown names one
    NO_DATE = "no_date"  # nor a day
    GREETING = "greeting"
    THANKS = "thanks"
    HELP = "help"  # count: of articles; words: names of sources
    WHICH = "which"  # words: the choices, one of which is asked for
    NO_REASON = "no_reason"  # a why that no sentence found gives the reason of
    NOTHING_MORE = "nothing_more"  # no more is known than was said before
    NOTHING_BEFORE = "nothing_before"  # a word on the last reply, where there is none
    ASK_ABOUT = "ask_about"  # questions to suggest; words: a name
    ASK_NEWS = "ask_news"
    ASK_SUMMARY = "ask_summary"


# What may be said of an answer that is sure.
_TAKES_NOTHING = {NoteCode.QUOTES, NoteCode.TRANSLATED, NoteCode.OF_TIME, NoteCode.NEWEST_FIRST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that is said about a reply, as a code with its values.

    `since` and `until` are the first and the last day of a time, None where it is open; what happened then may be told
    of up to `reach`, where that is later.
    """

    code: NoteCode
    words: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    reach: date | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A footnote: `quote` is exactly `article.text[start:end]`."""

    number: int
    article: Article
    passage_id: str
    quote: str
    start: int
    end: int

    @property
    def place(self) -> str | None:
        """Return the page or chapter of the article that the quote begins in."""
        return self.article.place_at(self.start)

    @property
    def link(self) -> str | None:
        """Return a link that opens a web article at the quote, None for any other."""
        return quote_link(self.article, self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a reply with the numbers of its footnotes, at least one.

    `quoted` says that it is the articles' own words; `day` is the date that the sentence is given with: its article's,
    or that of the event in a timeline.
    """

    text: str
    citations: tuple[int, ...]
    quoted: bool = True
    day: date | None = None


class HeadingCode(StrEnum):
    """What the sentences under a heading have in common."""

    SIDE = "side"  # words: one side of a comparison
    PART = "part"  # words: one part of the question
    DAY = "day"  # day
    ARTICLE = "article"  # words: its title; day
    SETTLED_YES = "settled_yes"
    SETTLED_NO = "settled_no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands over sentences; `words` come from the question or an article, never from us."""

    code: HeadingCode
    words: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Sentences under one heading, or none; a list is shown as items, and `more` counts those left out."""

    sentences: tuple[Sentence, ...]
    heading: Heading | None = None
    is_list: bool = False
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply: how far the articles answer, what is said, and on which words it rests.

    `citations` are numbered from 1 as the sentences number them; `nearest` are passages under a refusal, numbered by
    themselves. `entries` are articles of the catalogue, `more` how many of them aren't listed. `suggestions` are
    questions that the corpus can answer.
    """

    code: ReplyCode
    notes: tuple[Note, ...] = ()
    sections: tuple[Section, ...] = ()
    citations: tuple[Citation, ...] = ()
    missing: tuple[Note, ...] = ()
    nearest: tuple[Citation, ...] = ()
    entries: tuple[Entry, ...] = ()
    more: int = 0
    suggestions: tuple[Note, ...] = ()

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return the sentences of all sections."""
        return tuple(sentence for section in self.sections for sentence in section.sentences)

    @property
    def is_sure(self) -> bool:
        """Say whether it answers all that was asked, and nothing has to be said that takes from it."""
        is_whole = self.code is ReplyCode.ANSWERED and not self.missing
        return is_whole and all(note.code in _TAKES_NOTHING for note in self.notes)

    @property
    def abstained(self) -> bool:
        """Say whether it was asked of the articles and nothing of them is said."""
        return not self.sections and self.code not in (ReplyCode.ABOUT_CORPUS, ReplyCode.SMALL_TALK)
