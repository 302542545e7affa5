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

from bot.answering.answer import Abstention, Answer, Context, Evidence, Outcome, Question, Reply
from bot.answering.cite import Backed, abstain, answer, backed_by, in_another_language, raises
from bot.answering.draft import sentences_of
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
from bot.answering.retrieve import retrieve
from bot.answering.translated_search import TRANSLATED_TOKENS, searched_in_both
from bot.messages.reply_texts import text as own_text
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
    from collections.abc import Callable, Iterator, Sequence

    from bot.answering.answer import Turn
    from bot.answering.draft import Drafted
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
        on_stage: Callable[[str], None] = lambda _: None,
        on_partial: Callable[[Question, Answer], None] = lambda _, __: None,
    ) -> Outcome:
        """Answer a question, understood from the conversation where it leans on it.

        `on_stage` is told what is being done, for people who wait; `on_partial` is given the answer as far as it goes
        whenever a sentence more is checked, the numbers of its footnotes being final. Where the chat model can't be
        used, the answer is made without it, and the outcome says why, unless part of another was shown already.

        Raises:
            UsageError: the question is empty or too long.
            FootnoteError: the store or the embedding model can't be used.
        """
        run = Run(self._model, on_stage, on_partial)
        try:
            return self._outcome(words, filters, conversation, run)
        except ModelError as error:
            if self._model is None or run.has_shown:  # what was shown can't be taken back
                raise
            on_stage("Going on without the chat model")
            outcome = self._outcome(words, filters, conversation, Run(None, on_stage, on_partial))
            return replace(outcome, failure=str(error))

    def ask_of_the_model(self, words: str, filters: Filters, conversation: Sequence[Turn] = ()) -> Outcome:
        """Answer a question as `ask` does, and not without the chat model where there is one.

        Raises:
            UsageError: the question is empty or too long.
            FootnoteError: the store or a model can't be used.
        """
        return self._outcome(words, filters, conversation, Run(self._model, lambda _: None, lambda _, __: None))

    def _outcome(self, words: str, filters: Filters, conversation: Sequence[Turn], run: Run) -> Outcome:
        asked = replace(self._asked(words, filters), without_model=run.model is not self._model)
        if not any(character.isalnum() for character in asked.text):
            reply = Abstention(reason=own_text("no_words", asked.language), nearest=())
            return Outcome(question=asked, reply=reply, model=NO_MODEL, timings=run.timings)
        question = self._understood(asked, conversation, run)
        run.tell("Looking for passages")
        today = self._today()
        when = read_time(question.text, question.language, today=today)
        context = self._context(narrowed(question, when, self._corpus, today=today), run)
        if when and when.kind == "bare" and context.question.filters != filters:
            anywhere = self._context(widened(question, when, today=today, sure=False), run)
            context = anywhere if tells_less(context, anywhere, when) else context
        run.retrieved()
        reply = self._reply(context, run)
        if when and isinstance(reply, Abstention) and context.question.filters != filters:
            run.tell("Looking at other times")
            context = self._context(widened(question, when, today=today, sure=True), run)
            reply = self._reply(context, run)
        return Outcome(
            question=context.question,
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
        sure = self._corpus.calibration.sure
        return fitting(question.text, question.language, self._hits(question, limit), scale_is_sure=sure)

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

    def _context(self, question: Question, run: Run) -> Context:
        hits = self._hits(question, _HITS, run)
        return fit(question, hits, tokens=self._context_tokens, sentences=_SENTENCES)

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

    def _understood(self, question: Question, conversation: Sequence[Turn], run: Run) -> Question:
        """Return the question with what it leaves to the conversation put into words."""
        if not conversation or not leans_on_earlier(question.text, question.language):
            return question
        understood = in_place_of(question.text, question.language, conversation)
        if understood is None and run.model is not None:
            run.tell("Reading what was said before")
            prompt = rewrite_prompt(as_told(conversation), question.text)
            rewritten = " ".join("".join(run.write(run.model, prompt, max_tokens=_REWRITTEN_TOKENS)).split())
            understood = rewritten if holds(rewritten, question.text, conversation) else None
        understood = (understood or together(question.text, conversation))[:LONGEST_QUESTION]
        again = self._question(understood, question.filters)
        return replace(again, asked=question.text, without_model=question.without_model)

    def _reply(self, context: Context, run: Run) -> Reply:
        if not context.evidence:
            if self._corpus.counts()[0] == 0:
                return Abstention(reason=own_text("empty", context.question.language), nearest=())
            if context.question.filters != Filters() and not self._corpus.has_articles(context.question.filters):
                return Abstention(reason=own_text("filtered", context.question.language), nearest=())
            return self._abstention(context)
        if run.model is not None and self._style == "draft":
            return self._from_draft(run.model, context, run)
        return self._from_quotes(context, run)

    def _from_draft(self, model: ChatModel, context: Context, run: Run) -> Reply:
        run.tell(f"Reading {len(context.evidence)} sentences")
        drafted = self._in_the_questions_language(model, context, run)
        if drafted is None:
            return self._from_quotes(context, run)
        return self._shown(backed_by(drafted, context, self._similarity), "", context, run)

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

    def _from_quotes(self, context: Context, run: Run) -> Reply:
        # Whatever is said about a matter answers who asks for just that.
        if context.question.asks_for_all and (about := choose_about(context)):
            return self._quoted(about, "quotes", context, run)
        chosen = choose(context)
        found = self._signals(context, chosen, run)
        # Where the best words say that the matter is open, they are what there is to say about it, and said as that.
        if (
            not found.missing_names
            and confidence(found) >= LEFT_OPEN
            and raises(context.question, best_of(context), self._similarity)
        ):
            return self._quoted(left_open(chosen), "open", context, run)
        if not answers(found):
            return self._abstention(context)
        if differing := others_say(context.evidence, chosen, self._similarity):
            return self._quoted(differing, "differ", context, run)
        if found.ahead < SEVERAL:  # not sure which article is meant, so the less is said
            return self._quoted(chosen[:1], "several", context, run)
        return self._quoted(chosen, "quotes", context, run)

    def _quoted(self, chosen: Sequence[Evidence], note: str, context: Context, run: Run) -> Reply:
        """Return the answer of chosen sentences, in the question's language."""
        language = context.question.language
        backed = (
            Backed(
                text=self._said(evidence, language, run),
                evidence=evidence,
                published=evidence.article.published if note == "differ" else None,
            )
            for evidence in chosen
        )
        translated = run.model is not None and any(e.article.language != language for e in chosen)
        told = "translated" if translated and note == "quotes" else note
        return self._shown(backed, own_text(told, language), context, run)

    def _shown(self, backed: Iterator[Backed], note: str, context: Context, run: Run) -> Reply:
        """Return the answer of backed sentences, which is shown as it grows; an abstention where there is none."""
        said: list[Backed] = []
        reply: Reply | None = None
        for one in backed:
            said.append(one)
            reply = answer(said, note=note)
            run.show(context.question, reply)
        return reply or self._abstention(context)

    def _abstention(self, context: Context) -> Abstention:
        language = context.question.language
        return abstain(
            context,
            mentioned=lambda word: self._corpus.has_word(word, language=language),
            similarity=self._similarity,
        )

    def _signals(self, context: Context, chosen: Sequence[Evidence], run: Run) -> Signals:
        """Return what speaks for an answer; no model is asked where finding already says no."""
        found = signals(context, chosen, ahead(context, chosen, self._similarity))
        if run.model is None or hopeless(found):
            return found
        run.tell("Reading the best sentences")
        return replace(found, verdict=run.verdict(run.model, verdict_on(context, chosen)))

    def _said(self, evidence: Evidence, language: str, run: Run) -> str:
        """Return a quote in a language; as it stands where the model's translation doesn't hold."""
        if run.model is None or evidence.article.language == language:
            return evidence.text
        run.tell("Translating")
        prompt = restate_prompt(evidence.text, language)
        said = run.once(run.model, prompt, max_tokens=TRANSLATED_TOKENS)
        if not said or identify(said, fallback=language) != language:
            return evidence.text
        (similarity,) = self._similarity(said, [evidence.text])
        holds = restates(said, language, evidence.text, evidence.article.language, similarity)
        return said if holds else evidence.text

    def _similarity(self, text: str, others: Sequence[str]) -> list[float]:
        return similarities(text, others, embedder=self._embedder, calibration=self._corpus.calibration)
