"""The nouns of answering: what is asked, what the model reads, what it took; `reply` has those of what is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.answering.topic import topic_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.answering.reply import Note, Reply
    from corpus.article import Article, Filters, Passage


Drafted = tuple[str, frozenset[int]]
"""A sentence of a draft, and the numbers that a model marked it with."""


class Similarity(Protocol):
    """Tells how alike in meaning texts are."""

    def __call__(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine of a text to each of the others."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTime:
    """What a question's own words for a time did to the search, and the note that tells people.

    `words` are those for the time. `since` and `until` are the days that the articles found are of, both None where no
    time narrows the search. `matter` is the question without those words, where the search is narrowed; `explicit` is
    whether they speak of nothing but the articles, where otherwise the matter itself may be of that time.
    """

    note: Note
    words: str = ""
    since: date | None = None
    until: date | None = None
    newest_first: bool = False
    matter: str | None = None
    explicit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question that was asked earlier in a conversation, as it was understood, and what the reply said."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, in which language, narrowed to what; `time` is what its own words add to the filters.

    `text` is the question as it was understood from the conversation, `asked` as it was put, where that differs, `core`
    what is left of it without politeness and a story around it, where there is any;
    `without_model` says that the chat model couldn't be used for it.
    """

    text: str
    language: str
    filters: Filters
    time: QuestionTime | None = None
    asked: str = ""
    core: str = ""
    without_model: bool = False

    @property
    def bare(self) -> str:
        """Return what is asked, and nothing around it."""
        return self.core or self.text

    @property
    def matter(self) -> str:
        """Return what the question is about, less the words for a time that the filters stand for."""
        return self._topic or (self.time and self.time.matter) or self.bare

    @property
    def asks_for_all(self) -> bool:
        """Say whether it asks for whatever the articles say about its matter."""
        return self._topic is not None

    @property
    def _topic(self) -> str | None:
        timeless = self.text.replace(self.time.words, " ") if self.time and self.time.words else self.bare
        return topic_of(" ".join(timeless.split()), self.language)

    @property
    def sought(self) -> str:
        """Return what is searched for: words for the time of the articles aren't in the articles."""
        return self.matter if self.asks_for_all or (self.time and self.time.explicit) else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence of an article that may answer; `start` and `end` are offsets into the article's text.

    `score` is the cosine of sentence and question, `passage_score` the joined score of its passage.
    """

    article: Article
    passage: Passage
    text: str
    start: int
    end: int
    score: float
    passage_score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The sentences that fit the budget, numbered from 1 in the order the model reads them, the best first.

    `lead` are the sentences of the passage that was found best, in its order.
    """

    question: Question
    evidence: tuple[Evidence, ...]
    lead: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """How long the stages of one reply took, in milliseconds."""

    retrieve: int
    first_token: int | None
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """How many tokens the chat model read and wrote for one reply, by the tokenizer that budgets are counted with."""

    read: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A reply, and what it took; `failure` says why the chat model couldn't be used, where it couldn't."""

    question: Question
    reply: Reply
    model: str
    timings: Timings
    tokens: Tokens = Tokens()
    failure: str = ""
