"""Answer a question: the stages in their order, and every decision between them.

A small model reads badly and translates well, so it is asked for no more: the sentences are chosen by what finding
knows, quoted as they stand, and put into the question's language where they are in another. A strong model drafts,
and what it drafts is checked sentence by sentence.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from bot.answering.answer import Outcome, Question
from bot.answering.checking import check, claims_of
from bot.answering.cite import (
    Backed,
    BackedSection,
    abstain,
    answer,
    backed_by,
    cited,
    notes_on,
    raises,
    sectioned,
)
from bot.answering.draft import in_the_questions_language
from bot.answering.events import Done, Found, Grown, Stage, StageCode
from bot.answering.evidence import best_of
from bot.answering.judge.ambiguity import ahead
from bot.answering.judge.confidence import LEFT_OPEN, SEVERAL, Signals, answers, confidence, hopeless, is_sure, signals
from bot.answering.judge.disagreement import others_say
from bot.answering.judge.missing_words import names_what_is_nowhere, speaks_of
from bot.answering.judge.restating import restates
from bot.answering.judge.support.attribution import rested
from bot.answering.judge.support.bundled import BundledJudge, read_weights
from bot.answering.judge.support.by_model import ModelJudge
from bot.answering.judge.support.nearness import Nearness
from bot.answering.kinds import two_part
from bot.answering.kinds.registry import KINDS, OF_CATALOGUE
from bot.answering.progress import Run, finished
from bot.answering.prompt import restate_prompt, rewrite_prompt, verdict_on
from bot.answering.question.follow_up import (
    as_told,
    asked_otherwise,
    holds,
    in_place_of,
    leans_on_earlier,
    together,
)
from bot.answering.question.kind import Kind, asks_something, read_kind, read_more
from bot.answering.question.time_expressions import read_time
from bot.answering.question.time_filter import narrowed, tells_less, widened
from bot.answering.reply import Note, NoteCode, Reply, ReplyCode
from bot.answering.retrieve import Finder
from bot.answering.selection import further
from bot.answering.selection.quotes import choose, left_open
from bot.answering.selection.selected import Selected, one_group
from bot.answering.selection.wanted import is_stated
from bot.answering.translated_search import TRANSLATED_TOKENS
from bot.models.prompt import check_prompts
from corpus.article import Filters
from corpus.embedding.similarity import similarities
from corpus.errors import ModelError, UsageError
from corpus.language.identify import identify
from corpus.language.registry import languages
from corpus.language.well_formed import well_formed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from bot.answering.answer import Context, Evidence, Turn
    from bot.answering.checking import Checked
    from bot.answering.events import Event
    from bot.answering.judge.support.claim import Judge
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library
    from bot.models.chat_model import ChatModel
    from corpus.article import Hit
    from corpus.embedding.cross_encoder import Reranker
    from corpus.embedding.embedder import Embedder
    from corpus.language.registry import Ask
    from corpus.store.corpus import Corpus

LONGEST_QUESTION = 2000
_DRAFT_TOKENS = 400
_REWRITTEN_TOKENS = 80

NO_MODEL = "none"

# Of these a verdict on the best passage tells whether it answers; a broad question is answered by whatever is about it.
JUDGED = frozenset({Kind.FACT, Kind.YES_NO, Kind.WHY, Kind.HOW, Kind.LISTING})
# Of these it says no to much that answers in several sentences: that the passage speaks of all that is asked will do.
EXPLAINING = frozenset({Kind.WHY, Kind.HOW, Kind.LISTING})

Style = Literal["quotes", "draft"]


class Engine:
    """Answers questions about one corpus."""

    def __init__(  # noqa: PLR0913 -- one parameter a part or a setting
        self,
        corpus: Corpus,
        embedder: Embedder,
        model: ChatModel | None,
        *,
        style: Style,
        context_tokens: int,
        judge: Judge | None = None,
        asks_again: bool = False,
        reranker: Reranker | None = None,
        translates: bool = False,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Name the parts; without a model the reply is quotes, untranslated.

        What a model drafts is judged by `judge`, by default the one that comes along, and where it `asks_again`, by the
        model itself too. `translates` searches in the articles' language too, with the question translated.
        "Yesterday" is told from `today`.

        Raises:
            StoreError: a prompt is missing or broken.
        """
        check_prompts()
        self._corpus = corpus
        self._embedder = embedder
        self._finder = Finder(
            corpus, embedder, reranker=reranker, translates=translates, context_tokens=context_tokens, today=today
        )
        self._model = model
        self._style = style
        self._nearness = Nearness(embedder)
        self._judge = judge or BundledJudge(self._nearness, read_weights(), embedder.name)
        self._asks_again = asks_again
        self._today = today

    @property
    def model_name(self) -> str:
        """The chat model's name, "none" without one."""
        return self._model.name if self._model else NO_MODEL

    def ask(  # noqa: PLR0913 -- one parameter a thing that may be known of a question
        self,
        words: str,
        filters: Filters,
        *,
        conversation: Sequence[Turn] = (),
        falls_back: bool = True,
        wanted: Callable[[], bool] = lambda: True,
        speaks: str = "",
    ) -> Iterator[Event]:
        """Answer a question, understood from the conversation where it leans on it; the events end with the outcome.

        Where the chat model can't be used, the answer is made without it, and the outcome says why, unless part of
        another was shown already, or it isn't to fall back. The model stops once it isn't `wanted` any more. Words that
        don't show their language are in the one that whoever asks `speaks`, else in the corpus's.

        Raises:
            UsageError: the question is empty or too long.
            FootnoteError: the store or a model can't be used; while the events come, too.
        """
        asked, run = self._asked(words, filters, speaks), Run(self._model, wanted)
        return self._events(asked, conversation, run, falls_back=falls_back)

    def _events(self, asked: Question, conversation: Sequence[Turn], run: Run, *, falls_back: bool) -> Iterator[Event]:
        try:
            outcome = yield from self._outcome(asked, conversation, run)
        except ModelError as error:
            if self._model is None or not falls_back or run.has_shown:  # what was shown can't be taken back
                raise
            yield Stage(code=StageCode.WITHOUT_MODEL)
            outcome = yield from self._outcome(replace(asked, without_model=True), conversation, Run(None))
            outcome = replace(outcome, failure=str(error))
        yield Done(outcome=outcome)

    def _outcome(self, asked: Question, conversation: Sequence[Turn], run: Run) -> Generator[Event, None, Outcome]:
        if of_last := read_more(asked.text, asked.language):
            asks, language = of_last
            return (yield from self._on_last(asks, replace(asked, language=language), conversation, run))
        wanted = read_kind(asked.text, asked.language, tuple(self._corpus.languages()))
        if wanted.kind is not Kind.SMALL_TALK and not any(character.isalnum() for character in asked.text):
            reply = Reply(code=ReplyCode.UNCLEAR, notes=(Note(code=NoteCode.NO_WORDS),))
            return Outcome(question=asked, reply=reply, model=NO_MODEL, timings=run.timings)
        question = asked if wanted.kind is Kind.SMALL_TALK else (yield from self._understood(asked, conversation, run))
        if question is not asked:
            wanted = read_kind(question.text, question.language)
        question = replace(question, language=wanted.language)
        if wanted.kind in OF_CATALOGUE:
            reply = self._of_catalogue(wanted, question)
            return Outcome(question=question, reply=reply, model=NO_MODEL, timings=run.timings)
        yield Stage(code=StageCode.SEARCHING)
        if run.model is not None and self._corpus.counts()[0]:
            run.model.prepare()
        today = self._today()
        when = read_time(question.text, question.language, today=today)
        found = self._finder.found(narrowed(question, when, self._corpus, today=today), run)
        if when and when.kind == "bare" and found.question.filters != asked.filters:
            anywhere = self._finder.found(widened(question, when, NoteCode.LESS_OF_TIME, today=today), run)
            if wanted.kind is not Kind.TIMELINE and tells_less(
                self._finder.context(found), self._finder.context(anywhere), when
            ):
                found = anywhere
        run.retrieved()
        yield self._finder.fitting(found)
        reply = yield from self._reply(found, wanted, run)
        if when and reply.abstained and found.question.filters != asked.filters:
            yield Stage(code=StageCode.OTHER_TIMES)
            found = self._finder.found(widened(question, when, NoteCode.NOT_FOUND_IN_TIME, today=today), run)
            yield self._finder.fitting(found)
            reply = yield from self._reply(found, wanted, run)
        return Outcome(
            question=found.question,
            reply=reply,
            model=run.model.name if run.model else NO_MODEL,
            timings=run.timings,
            tokens=run.tokens,
        )

    def _on_last(
        self, asks: Ask, asked: Question, conversation: Sequence[Turn], run: Run
    ) -> Generator[Event, None, Outcome]:
        """Return more on the last question that asked for something, or less: it is answered anew, and not shown."""
        last = next((turn.question for turn in reversed(conversation) if asks_something(turn.question)), None)
        if last is None:
            reply = Reply(code=ReplyCode.UNCLEAR, notes=(Note(code=NoteCode.NOTHING_BEFORE),))
            return Outcome(question=asked, reply=reply, model=NO_MODEL, timings=run.timings)
        yield Stage(code=StageCode.SEARCHING)
        again = replace(self._question(last, asked.filters), without_model=asked.without_model)
        before = finished(self._outcome(again, (), Run(None)))
        question = before.question
        library = self._finder.library(Found(question=question, hits=()))
        told = [turn.answer for turn in conversation]
        selected = further.select(asks, before.reply, told, read_kind(question.text, question.language), library)
        run.retrieved()
        question = replace(question, asked=asked.text)
        if selected.groups:
            reply = yield from self._quoted(selected, question, run)
        else:
            reply = replace(
                self._replied(selected, question), missing=before.reply.missing, nearest=before.reply.nearest
            )
        return Outcome(
            question=question,
            reply=reply,
            model=run.model.name if run.model else NO_MODEL,
            timings=run.timings,
            tokens=run.tokens,
        )

    def find(self, words: str, filters: Filters, limit: int) -> list[Hit]:
        """Return the passages that match some words best and fit them, best first; no chat model is asked.

        Raises:
            FootnoteError: the store or a model can't be used.
        """
        if not words.strip():
            return []
        question = self._question(words, filters)
        return list(self._finder.fitting(Found(question=question, hits=self._finder.hits(question, limit))).hits)

    def check(self, words: str, filters: Filters) -> tuple[Checked, ...]:
        """Return what the articles say to each claim of a text; only the judge may ask a chat model.

        Raises:
            UsageError: the text is empty or too long.
            FootnoteError: the store or a model can't be used.
        """
        text = self._asked(words, filters, "")
        claims = (self._question(claim, filters, text.language) for claim in claims_of(text.text, text.language))
        contexts = (self._finder.context(self._finder.found(claim)) for claim in claims)
        return check(contexts, self._judge, self._nearness, self._similarity)

    def _asked(self, words: str, filters: Filters, speaks: str) -> Question:
        words = " ".join(words.split())
        if not words:
            raise UsageError('The question is empty: ask something, as in `footnote ask "Who runs IBM?"`.')
        if len(words) > LONGEST_QUESTION:
            raise UsageError(
                "The question has {count:,} characters: ask it in {most:,} or fewer.",
                count=len(words),
                most=LONGEST_QUESTION,
            )
        return self._question(words, filters, speaks)

    def _question(self, words: str, filters: Filters, speaks: str = "") -> Question:
        words = well_formed(words)
        known = [speaks] if speaks in languages() else [*self._corpus.languages(), "en"]
        return Question(text=words, language=identify(words, fallback=known[0]), filters=filters)

    def _understood(
        self, question: Question, conversation: Sequence[Turn], run: Run
    ) -> Generator[Event, None, Question]:
        """Return the question with what it leaves to the conversation put into words."""
        if not conversation or not leans_on_earlier(question.text, question.language):
            return question
        understood = in_place_of(question.text, question.language, conversation) or asked_otherwise(
            question.text, question.language, conversation
        )
        if understood is None and run.model is not None:
            yield Stage(code=StageCode.UNDERSTANDING)
            prompt = rewrite_prompt(as_told(conversation), question.text)
            rewritten = " ".join("".join(run.write(run.model, prompt, max_tokens=_REWRITTEN_TOKENS)).split())
            understood = rewritten if holds(rewritten, question.text, conversation) else None
        understood = (understood or together(question.text, conversation))[:LONGEST_QUESTION]
        again = self._question(understood, question.filters, question.language)
        return replace(again, asked=question.text, without_model=question.without_model)

    def _of_catalogue(self, wanted: Asked, question: Question) -> Reply:
        """Return what the catalogue alone tells; nothing is searched and no model asked."""
        when = read_time(question.text, question.language, today=self._today())
        narrow = narrowed(question, when, self._corpus, today=self._today()) if wanted.topic else question
        library = self._finder.library(Found(question=narrow, hits=()))
        return self._replied(KINDS[wanted.kind](wanted, wanted.core, library), narrow)

    def _reply(self, found: Found, wanted: Asked, run: Run) -> Generator[Event, None, Reply]:
        context = self._finder.context(found)
        if not context.evidence:
            if self._corpus.counts()[0] == 0:
                return Reply(code=ReplyCode.NOT_HERE, notes=(Note(code=NoteCode.EMPTY),))
            if context.question.filters != Filters() and not self._corpus.has_articles(context.question.filters):
                return Reply(code=ReplyCode.NOT_HERE, notes=(Note(code=NoteCode.FILTERED),))
            return self._abstention(context)
        if run.model is not None and self._style == "draft":
            return (yield from self._from_draft(run.model, found, wanted, run))
        return (yield from self._from_quotes(found, wanted, run))

    def _from_draft(self, model: ChatModel, found: Found, wanted: Asked, run: Run) -> Generator[Event, None, Reply]:
        context = self._finder.context(found)
        yield Stage(code=StageCode.READING, count=len(context.evidence))
        drafted = in_the_questions_language(context, lambda prompt: run.write(model, prompt, max_tokens=_DRAFT_TOKENS))
        if drafted is None:
            return (yield from self._from_quotes(found, wanted, run))
        whole = list(dict(drafted).items())
        yield Stage(code=StageCode.CHECKING)
        second = ModelJudge(lambda prompt, tokens: "".join(run.write(model, prompt, max_tokens=tokens)))
        checked = rested(whole, context, self._judge, self._nearness, second if self._asks_again else None)
        # A sentence that nothing near was found for is left out, and that it was is told.
        code = ReplyCode.ANSWERED if all(one.evidence for one in checked) else ReplyCode.IN_PART
        said: list[Backed] = []
        reply: Reply | None = None
        for one in backed_by(checked, context.question.language):
            said.append(one)
            reply = answer(said, code=code, notes=notes_on(context.question))
            run.shown()
            yield Grown(question=context.question, reply=reply)
        return reply or self._abstention(context)

    def _from_quotes(self, found: Found, wanted: Asked, run: Run) -> Generator[Event, None, Reply]:
        context = self._finder.context(found)
        library = self._finder.library(found)
        selected = yield from self._selected(wanted, wanted.core, context, library, run)
        if not selected.groups:
            if selected.code in {ReplyCode.ABOUT_CORPUS, ReplyCode.UNCLEAR}:
                return self._replied(selected, found.question)
            return self._abstention(context, selected)
        return (yield from self._quoted(selected, found.question, run))

    def _selected(  # noqa: PLR0911 -- one a step of the ladder
        self, wanted: Asked, text: str, context: Context, library: Library, run: Run
    ) -> Generator[Event, None, Selected]:
        """Return what the kind of a question selects; facts are given only where it is sure enough that they answer."""
        if wanted.kind is Kind.TWO_PART:
            return two_part.select(wanted, lambda part, words: self._of_part(part, words, library, run), library)
        if wanted.kind not in JUDGED:
            return KINDS[wanted.kind](wanted, text, library)
        if names_what_is_nowhere(context.question, best_of(context), self._mentioned(context.question)):
            return Selected(code=ReplyCode.NEAREST)
        chosen = choose(context)
        # "And Microsoft?" asks what is said of it, whatever was asked of another.
        broad = (
            wanted.kind in EXPLAINING
            or wanted.detail == "what_is"
            or (bool(context.question.asked) and not wanted.detail)
        )
        speaks = broad and speaks_of(context.question, best_of(context))
        found = yield from self._signals(context, chosen, run, asks_model=not speaks)
        # Where the best words say that the matter is open, they are what there is to say about it, and said as that.
        if (
            not found.missing_names
            and confidence(found) >= LEFT_OPEN
            and raises(context.question, best_of(context), self._similarity)
        ):
            if is_stated(library.ranked(text), wanted, best_of(context)):
                return Selected(code=ReplyCode.NEAREST, may_be_open=False)
            return Selected(code=ReplyCode.OPEN, groups=one_group(left_open(chosen)))
        if not speaks and not answers(found):
            return Selected(code=ReplyCode.NEAREST)
        if wanted.kind in EXPLAINING:
            return KINDS[wanted.kind](wanted, text, library)
        if differing := others_say(context.evidence, chosen, self._similarity):
            return Selected(code=ReplyCode.DIFFER, groups=one_group(differing))
        if found.ahead < SEVERAL:  # not sure which article is meant, so the less is said
            best = KINDS[wanted.kind](wanted, text, library).evidence[:1]
            return Selected(groups=one_group(best), notes=(Note(code=NoteCode.SEVERAL),))
        return KINDS[wanted.kind](wanted, text, library)

    def _of_part(self, part: Asked, text: str, library: Library, run: Run) -> Selected:
        """Return what answers a part of a question, searched by itself."""
        question = Question(text=text, language=library.language, filters=library.filters)
        found = self._finder.found(question, run)
        return finished(self._selected(part, text, self._finder.context(found), self._finder.library(found), run))

    def _quoted(self, selected: Selected, question: Question, run: Run) -> Generator[Event, None, Reply]:
        """Return the reply of selected sentences in the question's language, which is shown as it grows."""
        language = question.language
        translated = run.model is not None and any(e.article.language != language for e in selected.evidence)
        reply = self._replied(selected, question)
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

    def _replied(self, selected: Selected, question: Question) -> Reply:
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

    def _abstention(self, context: Context, selected: Selected | None = None) -> Reply:
        """Return a refusal with what is missing, told by the kind or else looked up, and the nearest sentences."""
        if selected and selected.missing:
            return self._replied(selected, context.question)
        return abstain(
            context,
            mentioned=self._mentioned(context.question),
            similarity=self._similarity,
            may_be_open=selected is None or selected.may_be_open,
        )

    def _mentioned(self, question: Question) -> Callable[[str], bool]:
        """Return what tells whether any article has a word of a question."""
        return lambda word: self._corpus.has_word(word, language=question.language)

    def _signals(
        self, context: Context, chosen: Sequence[Evidence], run: Run, *, asks_model: bool
    ) -> Generator[Event, None, Signals]:
        """Return what speaks for an answer; no model is asked where finding is sure."""
        found = signals(context, chosen, ahead(context, chosen, self._similarity))
        if run.model is None or not asks_model or hopeless(found) or is_sure(found):
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

    def _similarity(self, text: str, others: Sequence[str]) -> list[float]:
        return similarities(text, others, embedder=self._embedder, calibration=self._corpus.calibration)
