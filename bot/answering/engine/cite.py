"""Turn a draft, or chosen sentences, into a reply whose every sentence has its footnote.

A drafted sentence that the judge isn't sure of isn't said: the words that it rests on stand in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.answering.evidence import framed, without_overlaps
from bot.answering.judge.missing_words import has_most, has_nearly_all, has_nothing_of, what_is_missing
from bot.answering.judge.restating import missing_names
from bot.answering.reply import Citation, Note, NoteCode, Reply, ReplyCode, Section, Sentence
from corpus.language.identify import identify
from corpus.language.names import names
from corpus.language.statements import leaves_open, told_and_left_open
from corpus.language.words import index_words, spelt_and_indexed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from bot.answering.answer import Context, Evidence, Question, Similarity
    from bot.answering.judge.support.attribution import Rested
    from bot.answering.reply import Heading

_NEAREST = 3
# Of fewer characters the language can't be told for certain.
_LANGUAGE_SHOWS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Backed:
    """A sentence to be said, and the words that back it, `more` where it takes several quotes.

    `day` is its article's date where another says otherwise.
    """

    text: str
    evidence: Evidence
    more: tuple[Evidence, ...] = ()
    day: date | None = None


def backed_by(checked: Sequence[Rested], language: str) -> Iterator[Backed]:
    """Yield the sentences of a draft that are supported, and in the place of each other one the words it rests on.

    What is in another language than the question isn't said either. Nothing is quoted that a sentence cites.
    """
    said = [c for c in checked if c.judgement.supported and not in_another_language(c.text, language)]
    cited = [evidence for one in said for evidence in one.evidence]
    for one in checked:
        if one in said:
            evidence, *more = one.evidence
            yield Backed(text=one.text, evidence=evidence, more=tuple(more))
            continue
        for quote in without_overlaps([framed(evidence) for evidence in one.evidence if evidence not in cited]):
            if quote not in cited:
                cited.append(quote)
                yield Backed(text=quote.text, evidence=quote)


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
            needed = {(e.article.id, e.start, e.end): e for e in (one.evidence, *one.more)}
            for key, evidence in needed.items():
                if key not in numbers:
                    numbers[key] = len(numbers) + 1
                    citations.append(_citation(numbers[key], evidence))
            cited = tuple(sorted(numbers[key] for key in needed))
            quoted = one.text == one.evidence.text
            sentences.append(Sentence(text=one.text, citations=cited, quoted=quoted, day=one.day))
        made.append(
            Section(sentences=tuple(sentences), heading=section.heading, is_list=section.is_list, more=section.more)
        )
    return {"sections": tuple(made), "citations": tuple(citations)}


def abstain(
    context: Context, *, mentioned: Callable[[str], bool], similarity: Similarity, may_be_open: bool = True
) -> Reply:
    """Return how far the articles go without an answer, what they have no word of, and the nearest sentences.

    `mentioned` tells whether any article has a word.
    """
    question = context.question
    nearest = without_overlaps([framed(e) for e in _with_names_first(context)[:_NEAREST]])
    missing: tuple[Note, ...] = ()
    if may_be_open and nearest and raises(question, context.evidence[0], similarity):
        code = ReplyCode.OPEN
        nearest = without_overlaps([framed(e) for e in context.evidence[:_NEAREST]])
    else:
        missing = what_is_missing(question, nearest, mentioned)
        absent = any(note.code is NoteCode.NO_ARTICLE_HAS for note in missing)
        code = ReplyCode.NOT_HERE if absent else ReplyCode.NEAREST
        if absent:  # something is nearest to whatever is asked, and may have nothing to do with it
            nearest = [e for e in nearest if e.article.language != question.language or has_most(question, e)]
    shown = tuple(_citation(number, e) for number, e in enumerate(nearest, 1))
    return Reply(code=code, notes=notes_on(question), missing=missing, nearest=shown)


def _with_names_first(context: Context) -> Sequence[Evidence]:
    """Return the sentences with those first that have most of the question's names; as they are where it has none."""
    question, language = context.question.matter, context.question.language
    return sorted(context.evidence, key=lambda e: missing_names(question, language, (e.text,)))


def notes_on(question: Question) -> tuple[Note, ...]:
    """Return what is told of a question before any reply: that no model was used, how it was understood, its time."""
    notes = [Note(code=NoteCode.WITHOUT_MODEL)] if question.without_model else []
    notes += [Note(code=NoteCode.UNDERSTOOD, words=(question.text,))] if question.asked else []
    return (*notes, *([question.time.note] if question.time else []))


def raises(question: Question, best: Evidence, similarity: Similarity) -> bool:
    """Say whether the best words raise the question themselves: they leave something open, and that is its matter."""
    if not leaves_open(best.text, best.article.language):
        return False
    if missing_names(question.matter, question.language, (best.passage.text, best.article.title)):
        return False
    if _tells_first(question, best, similarity) or has_nothing_of(question, best):
        return False
    return bool(names(question.matter, question.language)) or has_nearly_all(question, best)


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


def _citation(number: int, evidence: Evidence) -> Citation:
    return Citation(
        number=number,
        article=evidence.article,
        passage_id=evidence.passage.id,
        quote=evidence.text,
        start=evidence.start,
        end=evidence.end,
    )
