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
from bot.answering.engine.checking import check, claims_of
from bot.answering.engine.cite import (
    Backed,
    answer,
    backed_by,
    notes_on,
)
from bot.answering.engine.draft import in_the_questions_language
from bot.answering.engine.progress import Run, finished
from bot.answering.engine.quoting import Quoter
from bot.answering.engine.retrieve import Finder
from bot.answering.engine.understanding import Listener
from bot.answering.events import Done, Found, Grown, Stage, StageCode
from bot.answering.judge.support.attribution import rested
from bot.answering.judge.support.bundled import BundledJudge, read_weights
from bot.answering.judge.support.by_model import ModelJudge
from bot.answering.judge.support.nearness import Nearness
from bot.answering.kinds.registry import KINDS, OF_CATALOGUE
from bot.answering.question.kind import Kind, asks_something, read_kind, read_more
from bot.answering.question.time_expressions import read_time
from bot.answering.question.time_filter import narrowed, tells_less, widened
from bot.answering.question.truecase import truecased
from bot.answering.reply import Note, NoteCode, Reply, ReplyCode
from bot.answering.selection import further
from bot.answering.selection.choosing import asks_what_happened
from bot.models.prompt import check_prompts
from corpus.article import Filters
from corpus.embedding.similarity import similarities
from corpus.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from bot.answering.answer import Similarity, Turn
    from bot.answering.engine.checking import Checked
    from bot.answering.events import Event
    from bot.answering.judge.support.claim import Judge
    from bot.answering.question.kind import Asked
    from bot.models.chat_model import ChatModel
    from corpus.article import Hit
    from corpus.embedding.cross_encoder import Reranker
    from corpus.embedding.embedder import Embedder
    from corpus.language.registry import Ask
    from corpus.store.corpus import Corpus

_DRAFT_TOKENS = 400

NO_MODEL = "none"

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
        self._similarity = self._similarity_of()
        self._listener = Listener(corpus)
        self._quoter = Quoter(corpus, self._finder, self._similarity)

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
        asked, run = self._listener.asked(words, filters, speaks), Run(self._model, wanted)
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
        wanted = read_kind(asked.text, asked.language, tuple(self._corpus.selection.languages()))
        if wanted.kind is not Kind.SMALL_TALK and not any(character.isalnum() for character in asked.text):
            reply = Reply(code=ReplyCode.UNCLEAR, notes=(Note(code=NoteCode.NO_WORDS),))
            return Outcome(question=asked, reply=reply, model=NO_MODEL, timings=run.timings)
        question = (
            asked
            if wanted.kind is Kind.SMALL_TALK
            else (yield from self._listener.understood(asked, conversation, run))
        )
        if question is not asked:
            wanted = read_kind(question.text, question.language)
        core = "" if wanted.core == question.text else wanted.core
        question = replace(question, language=wanted.language, core=core)
        if wanted.kind in OF_CATALOGUE:
            reply = self._of_catalogue(wanted, question)
            return Outcome(question=question, reply=reply, model=NO_MODEL, timings=run.timings)
        yield Stage(code=StageCode.SEARCHING)
        if run.model is not None and self._corpus.selection.counts()[0]:
            run.model.prepare()
        today = self._today()
        when = read_time(question.text, question.language, today=today)
        found = self._finder.found(narrowed(question, when, self._corpus, today=today), run)
        cased = truecased(question.text, question.language, found.hits)
        if cased != question.text:
            wanted = read_kind(cased, question.language)
            question = replace(question, text=cased, core="" if wanted.core == cased else wanted.core)
            found = self._finder.found(narrowed(question, when, self._corpus, today=today), run)
        if when and when.kind == "bare" and found.question.filters != asked.filters:
            anywhere = self._finder.found(widened(question, when, NoteCode.LESS_OF_TIME, today=today), run)
            of_then = wanted.kind is Kind.TIMELINE or asks_what_happened(wanted.core, self._finder.library(found))
            if not of_then and tells_less(self._finder.context(found), self._finder.context(anywhere), when):
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
        """Return more on the last question that asked for something, or less: it is answered anew, and not shown.

        Who asks whether it is so is shown the words that it rests on.
        """
        asking = [at for at, turn in enumerate(conversation) if asks_something(turn.question)]
        if not asking:
            reply = Reply(code=ReplyCode.UNCLEAR, notes=(Note(code=NoteCode.NOTHING_BEFORE),))
            return Outcome(question=asked, reply=reply, model=NO_MODEL, timings=run.timings)
        yield Stage(code=StageCode.SEARCHING)
        last = self._listener.question(conversation[asking[-1]].question, asked.filters)
        again = replace(last, without_model=asked.without_model)
        before = finished(self._outcome(again, conversation[: asking[-1]], Run(None)))
        question = before.question
        library = self._finder.library(Found(question=question, hits=()))
        told = [turn.answer for turn in conversation]
        selected = further.select(asks, before.reply, told, read_kind(question.text, question.language), library)
        run.retrieved()
        question = replace(question, asked=asked.text)
        if asks == "sure" and before.reply.citations:
            reply = before.reply
        elif selected.groups:
            reply = yield from self._quoter.quoted(selected, question, run)
        else:
            reply = replace(
                self._quoter.replied(selected, question), missing=before.reply.missing, nearest=before.reply.nearest
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
        question = self._listener.question(words, filters)
        return list(self._finder.fitting(Found(question=question, hits=self._finder.hits(question, limit))).hits)

    def check(self, words: str, filters: Filters) -> tuple[Checked, ...]:
        """Return what the articles say to each claim of a text; only the judge may ask a chat model.

        Raises:
            UsageError: the text is empty or too long.
            FootnoteError: the store or a model can't be used.
        """
        text = self._listener.asked(words, filters)
        claims = (
            self._listener.question(claim, filters, text.language) for claim in claims_of(text.text, text.language)
        )
        contexts = (self._finder.context(self._finder.found(claim)) for claim in claims)
        return check(contexts, self._judge, self._nearness, self._similarity)

    def _of_catalogue(self, wanted: Asked, question: Question) -> Reply:
        """Return what the catalogue alone tells; nothing is searched and no model asked."""
        when = read_time(question.text, question.language, today=self._today())
        narrow = narrowed(question, when, self._corpus, today=self._today()) if wanted.topic else question
        library = self._finder.library(Found(question=narrow, hits=()))
        return self._quoter.replied(KINDS[wanted.kind](wanted, wanted.core, library), narrow)

    def _reply(self, found: Found, wanted: Asked, run: Run) -> Generator[Event, None, Reply]:
        context = self._finder.context(found)
        if not context.evidence:
            if self._corpus.selection.counts()[0] == 0:
                return Reply(code=ReplyCode.NOT_HERE, notes=(Note(code=NoteCode.EMPTY),))
            if context.question.filters != Filters() and not self._corpus.selection.has_articles(
                context.question.filters
            ):
                return Reply(code=ReplyCode.NOT_HERE, notes=(Note(code=NoteCode.FILTERED),))
            return self._quoter.abstention(context)
        if run.model is not None and self._style == "draft":
            return (yield from self._from_draft(run.model, found, wanted, run))
        return (yield from self._quoter.reply(found, wanted, run))

    def _from_draft(self, model: ChatModel, found: Found, wanted: Asked, run: Run) -> Generator[Event, None, Reply]:
        context = self._finder.context(found)
        yield Stage(code=StageCode.READING, count=len(context.evidence))
        drafted = in_the_questions_language(context, lambda prompt: run.write(model, prompt, max_tokens=_DRAFT_TOKENS))
        if drafted is None:
            return (yield from self._quoter.reply(found, wanted, run))
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
        return reply or self._quoter.abstention(context)

    def _similarity_of(self) -> Similarity:
        def similarity(text: str, others: Sequence[str]) -> list[float]:
            return similarities(text, others, embedder=self._embedder, calibration=self._corpus.made_with.calibration())

        return similarity
