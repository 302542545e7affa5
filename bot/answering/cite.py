"""Turn a draft, or chosen sentences, into a reply whose every sentence has its footnote.

The numbers a model writes are a hint. Which words back a sentence is found here, and a sentence that nothing backs
isn't said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from bot.answering.evidence import framed, without_overlaps
from bot.answering.judge.missing_words import has_most, what_is_missing
from bot.answering.judge.support import backs, missing_names
from bot.answering.reply import Citation, Note, NoteCode, Reply, ReplyCode, Section, Sentence
from corpus.language.identify import identify
from corpus.language.names import names
from corpus.language.statements import leaves_open, told_and_left_open
from corpus.language.words import index_words, spelt_and_indexed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from bot.answering.answer import Context, Evidence, Question
    from bot.answering.draft import Drafted
    from bot.answering.reply import Heading

_MARKER_BONUS = 0.02
_NEAREST = 3
# Of fewer characters the language can't be told for certain.
_LANGUAGE_SHOWS = 25


class Similarity(Protocol):
    """Tells how alike in meaning texts are."""

    def __call__(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine of a text to each of the others."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Backed:
    """A sentence to be said, and the words that back it; with its article's date where another says otherwise."""

    text: str
    evidence: Evidence
    day: date | None = None


def backed_by(drafted: Iterable[Drafted], context: Context, similarity: Similarity) -> Iterator[Backed]:
    """Yield the sentences of a draft that the context backs, each once, as they come; the others aren't said."""
    said: set[str] = set()
    for sentence, hints in drafted:
        if sentence in said or in_another_language(sentence, context.question.language):
            continue
        evidence = _backing(sentence, hints, context, similarity)
        if evidence is not None:
            said.add(sentence)
            yield Backed(text=sentence, evidence=evidence)


def in_another_language(sentence: str, language: str) -> bool:
    """Say whether a sentence is long enough to show its language, and that is another."""
    return len(sentence) >= _LANGUAGE_SHOWS and identify(sentence, fallback=language) != language


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedSection:
    """Backed sentences under one heading; the other fields are those of a `Section`."""

    backed: tuple[Backed, ...]
    heading: Heading | None = None
    is_list: bool = False
    more: int = 0


def answer(backed: Sequence[Backed], *, code: ReplyCode = ReplyCode.ANSWERED, notes: tuple[Note, ...] = ()) -> Reply:
    """Return the reply of backed sentences under no heading."""
    return Reply(code=code, notes=notes, **_numbered([BackedSection(backed=tuple(backed))]))


def sectioned(sections: Sequence[BackedSection], reply: Reply) -> Reply:
    """Return a reply with backed sentences in sections."""
    return replace(reply, **_numbered(sections))


def cited(evidence: Iterable[Evidence]) -> tuple[Citation, ...]:
    """Return sentences as citations, numbered from 1."""
    return tuple(_citation(number, e) for number, e in enumerate(evidence, 1))


def _numbered(sections: Sequence[BackedSection]) -> dict[str, Any]:
    """Return sections and citations, the footnotes numbered in the order in which they are first needed."""
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    made: list[Section] = []
    for section in sections:
        sentences: list[Sentence] = []
        for one in section.backed:
            key = (one.evidence.article.id, one.evidence.start, one.evidence.end)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                citations.append(_citation(numbers[key], one.evidence))
            quoted = one.text == one.evidence.text
            sentences.append(Sentence(text=one.text, citations=(numbers[key],), quoted=quoted, day=one.day))
        made.append(
            Section(sentences=tuple(sentences), heading=section.heading, is_list=section.is_list, more=section.more)
        )
    return {"sections": tuple(made), "citations": tuple(citations)}


def abstain(context: Context, *, mentioned: Callable[[str], bool], similarity: Similarity) -> Reply:
    """Return how far the articles go without an answer, what they have no word of, and the nearest sentences.

    `mentioned` tells whether any article has a word.
    """
    question = context.question
    nearest = without_overlaps([framed(e) for e in context.evidence[:_NEAREST]])
    missing: tuple[Note, ...] = ()
    if nearest and raises(question, nearest[0], similarity):
        code = ReplyCode.OPEN
    else:
        missing = what_is_missing(question, nearest, mentioned)
        absent = any(note.code is NoteCode.NO_ARTICLE_HAS for note in missing)
        code = ReplyCode.NOT_HERE if absent else ReplyCode.NEAREST
    shown = tuple(_citation(number, e) for number, e in enumerate(nearest, 1))
    return Reply(code=code, notes=notes_on(question), missing=missing, nearest=shown)


def notes_on(question: Question) -> tuple[Note, ...]:
    """Return what is told of a question before any reply: that no model was used, how it was understood, its time."""
    notes = [Note(code=NoteCode.WITHOUT_MODEL)] if question.without_model else []
    notes += [Note(code=NoteCode.UNDERSTOOD, words=(question.text,))] if question.asked else []
    return (*notes, *([question.time.note] if question.time else []))


def raises(question: Question, best: Evidence, similarity: Similarity) -> bool:
    """Say whether the best words raise the question themselves: they leave something open, and that is its matter."""
    if not leaves_open(best.text, best.article.language):
        return False
    if missing_names(question.text, question.language, (best.passage.text, best.article.title)):
        return False
    if _tells_first(question, best, similarity):
        return False
    return bool(names(question.text, question.language)) or has_most(question, best)


def _tells_first(question: Question, best: Evidence, similarity: Similarity) -> bool:
    """Say whether a sentence tells what a question is about, and then leaves open something else.

    In one language by its words; in another, which it shares no words with, by which part is nearer to it.
    """
    parts = told_and_left_open(best.text, best.article.language)
    if parts is None:
        return False
    if best.article.language != question.language:
        to_told, to_left = similarity(question.matter, parts)
        return to_told > to_left
    told, left = (set(index_words(part, question.language)) for part in parts)
    asked = {form for _, form in spelt_and_indexed(question.matter, question.language)}
    return bool(asked & told) and not asked & left


def _backing(sentence: str, hints: frozenset[int], context: Context, similarity: Similarity) -> Evidence | None:
    """Return the words that best back a sentence, or None where none does."""
    language = context.question.language
    cosines = similarity(sentence, [e.text for e in context.evidence])
    ranked = sorted(
        enumerate(context.evidence, 1),
        key=lambda pair: cosines[pair[0] - 1] + (_MARKER_BONUS if pair[0] in hints else 0.0),
        reverse=True,
    )
    for number, evidence in ranked[:_NEAREST]:
        known = (evidence.text, evidence.article.title, context.question.text)
        said_in = evidence.article.language
        if backs(sentence, language, evidence.text, said_in, cosines[number - 1], known=known):
            return evidence
    return None


def _citation(number: int, evidence: Evidence) -> Citation:
    return Citation(
        number=number,
        article=evidence.article,
        passage_id=evidence.passage.id,
        quote=evidence.text,
        start=evidence.start,
        end=evidence.end,
    )
