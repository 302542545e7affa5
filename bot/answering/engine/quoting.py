"""Answer in the articles' own words: what is sure enough to be said, which sentences say it, and in which language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.answer import Question
from bot.answering.engine.cite import Backed, BackedSection, abstain, cited, notes_on, raises, sectioned
from bot.answering.engine.progress import finished
from bot.answering.engine.translated_search import TRANSLATED_TOKENS
from bot.answering.events import Grown, Stage, StageCode
from bot.answering.evidence import best_of
from bot.answering.judge.ambiguity import ahead
from bot.answering.judge.confidence import (
    LEFT_OPEN,
    LISTED,
    SEVERAL,
    Signals,
    answers,
    confidence,
    hopeless,
    is_sure,
    signals,
)
from bot.answering.judge.disagreement import others_say
from bot.answering.judge.missing_words import names_what_is_nowhere, speaks_of
from bot.answering.judge.restating import restates
from bot.answering.kinds import two_part
from bot.answering.kinds.registry import KINDS
from bot.answering.prompt import restate_prompt, verdict_on
from bot.answering.question.kind import Kind
from bot.answering.reply import Note, NoteCode, Reply, ReplyCode
from bot.answering.selection.choosing import asks_what_happened, asks_what_is_said, fitting_best, said_of_what_is_named
from bot.answering.selection.library import is_of_a_day
from bot.answering.selection.quotes import choose, left_open
from bot.answering.selection.selected import Selected, one_group
from bot.answering.selection.wanted import defines, is_stated
from corpus.language.identify import identify

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from bot.answering.answer import Context, Evidence, Similarity
    from bot.answering.engine.progress import Run
    from bot.answering.engine.retrieve import Finder
    from bot.answering.events import Event, Found
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library
    from corpus.store.corpus import Corpus

# Of these a verdict on the best passage tells whether it answers; a broad question is answered by whatever is about it.
JUDGED = frozenset({Kind.FACT, Kind.YES_NO, Kind.WHY, Kind.HOW, Kind.LISTING})
# Of these it says no to much that answers in several sentences: that the passage speaks of all that is asked will do.
EXPLAINING = frozenset({Kind.WHY, Kind.HOW, Kind.LISTING})


class Quoter:
    """Answers questions about one corpus by quotes."""

    def __init__(self, corpus: Corpus, finder: Finder, similarity: Similarity) -> None:
        """Name the corpus, what finds in it, and what tells how alike texts are."""
        self._corpus = corpus
        self._finder = finder
        self._similarity = similarity

    def reply(self, found: Found, wanted: Asked, run: Run) -> Generator[Event, None, Reply]:
        """Return the reply of the sentences that the question's kind selects, or a refusal; it is shown as it grows."""
        context = self._finder.context(found)
        library = self._finder.library(found)
        selected = yield from self._selected(wanted, wanted.core, context, library, run)
        if not selected.groups:
            if selected.code in {ReplyCode.ABOUT_CORPUS, ReplyCode.UNCLEAR}:
                return self.replied(selected, found.question)
            return self.abstention(context, selected)
        return (yield from self.quoted(selected, found.question, run))

    def replied(self, selected: Selected, question: Question) -> Reply:
        """Return the reply that was selected, without its sentences."""
        return Reply(
            code=selected.code,
            notes=tuple(dict.fromkeys((*notes_on(question), *selected.notes))),
            missing=selected.missing,
            nearest=cited(selected.nearest),
            entries=selected.entries,
            more=selected.more,
            suggestions=selected.suggestions,
        )

    def quoted(self, selected: Selected, question: Question, run: Run) -> Generator[Event, None, Reply]:
        """Return the reply of selected sentences in the question's language, which is shown as it grows."""
        language = question.language
        translated = run.model is not None and any(e.article.language != language for e in selected.evidence)
        reply = self.replied(selected, question)
        if selected.code is ReplyCode.ANSWERED and not selected.notes:
            how = NoteCode.TRANSLATED if translated else NoteCode.QUOTES
            reply = replace(reply, notes=(*reply.notes, Note(code=how)))
        sections: list[BackedSection] = []
        for group in selected.groups:
            section = BackedSection(backed=(), heading=group.heading, is_list=group.is_list, more=group.more)
            for evidence in group.evidence:
                text = yield from self._said(evidence, language, run)
                day = evidence.article.published if selected.code is ReplyCode.DIFFER else None
                section = replace(section, backed=(*section.backed, Backed(text=text, evidence=evidence, day=day)))
                reply = sectioned([*sections, section], reply)
                run.shown()
                yield Grown(question=question, reply=reply)
            sections.append(section)
        return reply

    def abstention(self, context: Context, selected: Selected | None = None) -> Reply:
        """Return a refusal with what is missing, told by the kind or else looked up, and the nearest sentences."""
        if selected and selected.missing:
            return self.replied(selected, context.question)
        return abstain(
            context,
            mentioned=self._mentioned(context.question),
            similarity=self._similarity,
            may_be_open=selected is None or selected.may_be_open,
        )

    def _selected(
        self, wanted: Asked, text: str, context: Context, library: Library, run: Run
    ) -> Generator[Event, None, Selected]:
        """Return what the kind of a question selects."""
        if wanted.kind is Kind.TWO_PART:
            return two_part.select(wanted, lambda part, words: self._of_part(part, words, library, run), library)
        if wanted.kind is Kind.FACT and not wanted.detail and _is_of_a_time(text, library):
            wanted = replace(wanted, kind=Kind.NEWEST, topic="")
        if wanted.kind in JUDGED:
            return (yield from self._judged(wanted, text, context, library, run))
        return KINDS[wanted.kind](wanted, text, library)

    def _judged(
        self, wanted: Asked, text: str, context: Context, library: Library, run: Run
    ) -> Generator[Event, None, Selected]:
        """Return what the kind of a question selects where it is sure enough that it answers."""
        if names_what_is_nowhere(context.question, best_of(context), self._mentioned(context.question)):
            return Selected(code=ReplyCode.NEAREST)
        chosen = choose(context)
        found = signals(context, chosen, ahead(context, chosen, self._similarity))
        speaks = self._will_do(wanted, text, context, found, library)
        if not speaks:
            found = yield from self._with_verdict(found, context, chosen, run)
        if is_open := self._left_open(wanted, text, context, found, library):
            return is_open
        if not speaks and not answers(found):
            return Selected(code=ReplyCode.NEAREST)
        return self._agreed(wanted, text, context, library, found)

    def _agreed(self, wanted: Asked, text: str, context: Context, library: Library, found: Signals) -> Selected:
        """Return what answers; a fact that the articles don't agree on with what each of them says."""
        if wanted.kind in EXPLAINING:
            return KINDS[wanted.kind](wanted, text, library)
        if differing := others_say(context.evidence, choose(context), self._similarity):
            return Selected(code=ReplyCode.DIFFER, groups=one_group(differing))
        # Not sure which article is meant, so the less is said; what something is may stand in any that names it.
        if found.ahead < SEVERAL and wanted.detail != "what_is":
            best = KINDS[wanted.kind](wanted, text, library).evidence[:1]
            return Selected(groups=one_group(best), notes=(Note(code=NoteCode.SEVERAL),))
        return KINDS[wanted.kind](wanted, text, library)

    def _of_part(self, part: Asked, text: str, library: Library, run: Run) -> Selected:
        """Return what answers a part of a question, searched by itself."""
        question = Question(text=text, language=library.language, filters=library.filters)
        found = self._finder.found(question, run)
        return finished(self._selected(part, text, self._finder.context(found), self._finder.library(found), run))

    def _mentioned(self, question: Question) -> Callable[[str], bool]:
        """Return what tells whether any article has a word of a question."""
        return lambda word: self._corpus.has_word(word, language=question.language)

    def _left_open(
        self, wanted: Asked, text: str, context: Context, found: Signals, library: Library
    ) -> Selected | None:
        """Return what says that the matter is open, where the best words do: that is what there is to say about it."""
        best = best_of(context)
        about = not found.missing_names and confidence(found) >= LEFT_OPEN
        if not about or not raises(context.question, best, self._similarity):
            return None
        if is_stated(library.answering(text), wanted, best):
            return Selected(code=ReplyCode.NEAREST, may_be_open=False)
        return Selected(code=ReplyCode.OPEN, groups=one_group(left_open(choose(context))))

    def _will_do(self, wanted: Asked, text: str, context: Context, found: Signals, library: Library) -> bool:
        """Say whether a passage that speaks of all that is asked will do, or a sentence defines what is asked for."""
        if wanted.detail == "what_is":
            best = fitting_best(library.answering(text), wanted)[0]
            return defines(best.evidence, wanted) > 0
        if wanted.kind is Kind.FACT and not wanted.detail:
            if days := asks_what_happened(text, library):
                return is_of_a_day(library.answering(text)[0].evidence, days)
            if asks_what_is_said(text, library):
                return said_of_what_is_named(library.answering(text), library, text)
        if not speaks_of(context.question, best_of(context)):
            return False
        if wanted.kind is Kind.LISTING:
            return confidence(found) >= LISTED
        # "And Microsoft?" asks what is said of it, whatever was asked of another.
        return wanted.kind in EXPLAINING or (bool(context.question.asked) and not wanted.detail)

    def _with_verdict(
        self, found: Signals, context: Context, chosen: Sequence[Evidence], run: Run
    ) -> Generator[Event, None, Signals]:
        """Return what speaks for an answer, with the model's verdict; no model is asked where finding is sure."""
        if run.model is None or hopeless(found) or is_sure(found):
            return found
        yield Stage(code=StageCode.READING)
        return replace(found, verdict=run.verdict(run.model, verdict_on(context, chosen)))

    def _said(self, evidence: Evidence, language: str, run: Run) -> Generator[Event, None, str]:
        """Return a quote in a language; as it stands where the model's translation doesn't hold."""
        if run.model is None or evidence.article.language == language:
            return evidence.text
        yield Stage(code=StageCode.TRANSLATING)
        prompt = restate_prompt(evidence.text, language)
        said = run.once(run.model, prompt, max_tokens=TRANSLATED_TOKENS)
        if not said or identify(said, fallback=language) != language:
            return evidence.text
        (similarity,) = self._similarity(said, [evidence.text])
        holds = restates(said, language, evidence.text, evidence.article.language, similarity)
        return said if holds else evidence.text


def _is_of_a_time(text: str, library: Library) -> bool:
    """Say whether whatever happened in a time is asked, that articles are of and no sentence that was found names."""
    days = asks_what_happened(text, library) if library.filters.since or library.filters.until else []
    return bool(days) and not any(is_of_a_day(r.evidence, days) for r in library.answering(text)[:1])
