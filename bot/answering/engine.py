"""Answer a question: the stages in their order, and every decision between them.

A small model reads badly and translates well, so it is asked for no more: the sentences are chosen by what finding
knows, quoted as they stand, and put into the question's language where they are in another. A strong model drafts,
and what it drafts is checked sentence by sentence.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Literal

from bot.answering.answer import Outcome, Question
from bot.answering.cite import Backed, abstain, answer, backed_by, in_another_language, notes_on, raises
from bot.answering.draft import sentences_of
from bot.answering.events import Done, Found, Grown, Stage, StageCode
from bot.answering.evidence import best_of, fit
from bot.answering.judge.ambiguity import ahead
from bot.answering.judge.confidence import LEFT_OPEN, SEVERAL, Signals, answers, confidence, hopeless, signals
from bot.answering.judge.disagreement import others_say
from bot.answering.judge.support import restates
from bot.answering.kinds.quotes import choose, choose_about, left_open
from bot.answering.progress import Run
from bot.answering.prompt import NO_ANSWER, answer_prompt, restate_prompt, rewrite_prompt, verdict_on
from bot.answering.question.follow_up import as_told, holds, in_place_of, leans_on_earlier, together
from bot.answering.question.time_expressions import read_time
from bot.answering.question.time_filter import narrowed, tells_less, widened
from bot.answering.reply import Note, NoteCode, Reply, ReplyCode
from bot.answering.retrieve import retrieve
from bot.answering.translated_search import TRANSLATED_TOKENS, searched_in_both
from bot.models.prompt import check_prompts
from corpus.article import Filters
from corpus.embedding.similarity import similarities
from corpus.errors import ModelError, UsageError
from corpus.language.identify import identify
from corpus.language.well_formed import well_formed
from corpus.search.cutoff import fitting
from corpus.search.diversity import select
from corpus.search.rerank import rerank

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from bot.answering.answer import Context, Evidence, Turn
    from bot.answering.draft import Drafted
    from bot.answering.events import Event
    from bot.models.chat_model import ChatModel
    from corpus.article import Hit
    from corpus.embedding.cross_encoder import Reranker
    from corpus.embedding.embedder import Embedder
    from corpus.store.corpus import Corpus

LONGEST_QUESTION = 2000
_DRAFT_TOKENS = 400
_REWRITTEN_TOKENS = 80
_SENTENCES = 24
_HITS = 12
# What is found beyond the hits that are wanted, to make up for those that say the same or are of one article.
_SPARE = 28

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
        reranker: Reranker | None = None,
        translates: bool = False,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Name the parts; without a model the reply is quotes, untranslated.

        `translates` searches in the articles' language too, with the question translated. "Yesterday" is told from
        `today`.

        Raises:
            StoreError: a prompt is missing or broken.
        """
        check_prompts()
        self._corpus = corpus
        self._embedder = embedder
        self._model = model
        self._style = style
        self._context_tokens = context_tokens
        self._reranker = reranker
        self._translates = translates
        self._today = today

    @property
    def model_name(self) -> str:
        """The chat model's name, "none" without one."""
        return self._model.name if self._model else NO_MODEL

    def ask(
        self,
        words: str,
        filters: Filters,
        *,
        conversation: Sequence[Turn] = (),
        falls_back: bool = True,
        wanted: Callable[[], bool] = lambda: True,
    ) -> Iterator[Event]:
        """Answer a question, understood from the conversation where it leans on it; the events end with the outcome.

        Where the chat model can't be used, the answer is made without it, and the outcome says why, unless part of
        another was shown already, or it isn't to fall back. The model stops once it isn't `wanted` any more.

        Raises:
            UsageError: the question is empty or too long.
            FootnoteError: the store or a model can't be used; while the events come, too.
        """
        return self._events(self._asked(words, filters), conversation, Run(self._model, wanted), falls_back=falls_back)

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
        if not any(character.isalnum() for character in asked.text):
            reply = Reply(code=ReplyCode.UNCLEAR, notes=(Note(code=NoteCode.NO_WORDS),))
            return Outcome(question=asked, reply=reply, model=NO_MODEL, timings=run.timings)
        question = yield from self._understood(asked, conversation, run)
        yield Stage(code=StageCode.SEARCHING)
        today = self._today()
        when = read_time(question.text, question.language, today=today)
        found = self._found(narrowed(question, when, self._corpus, today=today), run)
        if when and when.kind == "bare" and found.question.filters != asked.filters:
            anywhere = self._found(widened(question, when, NoteCode.LESS_OF_TIME, today=today), run)
            if tells_less(self._context(found), self._context(anywhere), when):
                found = anywhere
        run.retrieved()
        yield self._fitting(found)
        reply = yield from self._reply(self._context(found), run)
        if when and reply.abstained and found.question.filters != asked.filters:
            yield Stage(code=StageCode.OTHER_TIMES)
            found = self._found(widened(question, when, NoteCode.NOT_FOUND_IN_TIME, today=today), run)
            yield self._fitting(found)
            reply = yield from self._reply(self._context(found), run)
        return Outcome(
            question=found.question,
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
        return list(self._fitting(Found(question=question, hits=tuple(self._hits(question, limit)))).hits)

    def _hits(self, question: Question, limit: int, run: Run | None = None) -> list[Hit]:
        hits = retrieve(self._corpus, question, limit + _SPARE)
        if run and (model := run.model) and self._translates:
            hits = searched_in_both(
                question,
                hits,
                translate=lambda text, into: run.once(model, restate_prompt(text, into), max_tokens=TRANSLATED_TOKENS),
                search=lambda translated: retrieve(self._corpus, translated, limit + _SPARE),
            )
        if self._reranker:
            hits = rerank(question.sought, hits, self._reranker)
        return select(hits, limit)

    def _found(self, question: Question, run: Run) -> Found:
        return Found(question=question, hits=tuple(self._hits(question, _HITS, run)))

    def _fitting(self, found: Found) -> Found:
        """Return what was found less the passages that don't fit the words: what people are shown."""
        question = found.question
        sure = self._corpus.calibration.sure
        hits = fitting(question.text, question.language, found.hits, scale_is_sure=sure)
        return Found(question=question, hits=tuple(hits))

    def _context(self, found: Found) -> Context:
        return fit(found.question, found.hits, tokens=self._context_tokens, sentences=_SENTENCES)

    def _asked(self, words: str, filters: Filters) -> Question:
        words = " ".join(words.split())
        if not words:
            raise UsageError('The question is empty: ask something, as in `footnote ask "Who runs IBM?"`.')
        if len(words) > LONGEST_QUESTION:
            raise UsageError(f"The question has {len(words):,} characters: ask it in {LONGEST_QUESTION:,} or fewer.")
        return self._question(words, filters)

    def _question(self, words: str, filters: Filters) -> Question:
        words = well_formed(words)
        languages = self._corpus.languages()
        return Question(text=words, language=identify(words, fallback=(languages or ["en"])[0]), filters=filters)

    def _understood(
        self, question: Question, conversation: Sequence[Turn], run: Run
    ) -> Generator[Event, None, Question]:
        """Return the question with what it leaves to the conversation put into words."""
        if not conversation or not leans_on_earlier(question.text, question.language):
            return question
        understood = in_place_of(question.text, question.language, conversation)
        if understood is None and run.model is not None:
            yield Stage(code=StageCode.UNDERSTANDING)
            prompt = rewrite_prompt(as_told(conversation), question.text)
            rewritten = " ".join("".join(run.write(run.model, prompt, max_tokens=_REWRITTEN_TOKENS)).split())
            understood = rewritten if holds(rewritten, question.text, conversation) else None
        understood = (understood or together(question.text, conversation))[:LONGEST_QUESTION]
        again = self._question(understood, question.filters)
        return replace(again, asked=question.text, without_model=question.without_model)

    def _reply(self, context: Context, run: Run) -> Generator[Event, None, Reply]:
        if not context.evidence:
            if self._corpus.counts()[0] == 0:
                return Reply(code=ReplyCode.NOT_HERE, notes=(Note(code=NoteCode.EMPTY),))
            if context.question.filters != Filters() and not self._corpus.has_articles(context.question.filters):
                return Reply(code=ReplyCode.NOT_HERE, notes=(Note(code=NoteCode.FILTERED),))
            return self._abstention(context)
        if run.model is not None and self._style == "draft":
            return (yield from self._from_draft(run.model, context, run))
        return (yield from self._from_quotes(context, run))

    def _from_draft(self, model: ChatModel, context: Context, run: Run) -> Generator[Event, None, Reply]:
        yield Stage(code=StageCode.READING, count=len(context.evidence))
        drafted = self._in_the_questions_language(model, context, run)
        if drafted is None:
            return (yield from self._from_quotes(context, run))
        said: list[Backed] = []
        reply: Reply | None = None
        for one in backed_by(drafted, context, self._similarity):
            said.append(one)
            reply = answer(said, notes=notes_on(context.question))
            run.shown()
            yield Grown(question=context.question, reply=reply)
        return reply or self._abstention(context)

    def _in_the_questions_language(self, model: ChatModel, context: Context, run: Run) -> Iterator[Drafted] | None:
        """Return the draft's sentences; None where the model writes in another language, asked twice."""
        language = context.question.language
        for once_more in (False, True):
            prompt = answer_prompt(context, once_more=once_more)
            sentences = sentences_of(run.write(model, prompt, max_tokens=_DRAFT_TOKENS), language)
            first = next(sentences, None)
            if first is None or NO_ANSWER.casefold() in first[0].casefold():
                return iter(())
            if not in_another_language(first[0], language):
                return chain([first], sentences)
        return None

    def _from_quotes(self, context: Context, run: Run) -> Generator[Event, None, Reply]:
        # Whatever is said about a matter answers who asks for just that.
        if context.question.asks_for_all and (about := choose_about(context)):
            return (yield from self._quoted(about, context, run))
        chosen = choose(context)
        found = yield from self._signals(context, chosen, run)
        # Where the best words say that the matter is open, they are what there is to say about it, and said as that.
        if (
            not found.missing_names
            and confidence(found) >= LEFT_OPEN
            and raises(context.question, best_of(context), self._similarity)
        ):
            return (yield from self._quoted(left_open(chosen), context, run, code=ReplyCode.OPEN))
        if not answers(found):
            return self._abstention(context)
        if differing := others_say(context.evidence, chosen, self._similarity):
            return (yield from self._quoted(differing, context, run, code=ReplyCode.DIFFER))
        if found.ahead < SEVERAL:  # not sure which article is meant, so the less is said
            return (yield from self._quoted(chosen[:1], context, run, note=NoteCode.SEVERAL))
        return (yield from self._quoted(chosen, context, run))

    def _quoted(
        self,
        chosen: Sequence[Evidence],
        context: Context,
        run: Run,
        *,
        code: ReplyCode = ReplyCode.ANSWERED,
        note: NoteCode = NoteCode.QUOTES,
    ) -> Generator[Event, None, Reply]:
        """Return the answer of chosen sentences in the question's language, which is shown as it grows."""
        language = context.question.language
        translated = run.model is not None and any(e.article.language != language for e in chosen)
        how = NoteCode.TRANSLATED if translated and note is NoteCode.QUOTES else note
        notes = notes_on(context.question) + ((Note(code=how),) if code is ReplyCode.ANSWERED else ())
        said: list[Backed] = []
        reply: Reply | None = None
        for evidence in chosen:
            text = yield from self._said(evidence, language, run)
            day = evidence.article.published if code is ReplyCode.DIFFER else None
            said.append(Backed(text=text, evidence=evidence, day=day))
            reply = answer(said, code=code, notes=notes)
            run.shown()
            yield Grown(question=context.question, reply=reply)
        return reply or self._abstention(context)

    def _abstention(self, context: Context) -> Reply:
        language = context.question.language
        return abstain(
            context,
            mentioned=lambda word: self._corpus.has_word(word, language=language),
            similarity=self._similarity,
        )

    def _signals(self, context: Context, chosen: Sequence[Evidence], run: Run) -> Generator[Event, None, Signals]:
        """Return what speaks for an answer; no model is asked where finding already says no."""
        found = signals(context, chosen, ahead(context, chosen, self._similarity))
        if run.model is None or hopeless(found):
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
