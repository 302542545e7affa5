"""Answer a question: the stages in their order, and every decision between them.

A small model reads badly and translates well, so it is asked for no more: the sentences are chosen by what finding
knows, quoted as they stand, and put into the question's language where they are in another. A strong model drafts,
and what it drafts is checked sentence by sentence.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from bot.answering.answer import Abstention, Context, Evidence, Outcome, Question, Reply, Timings
from bot.answering.cite import Backed, abstain, answer, cite_draft
from bot.answering.context import fit
from bot.answering.prompt import answer_prompt, check_prompts, restate_prompt, verdict_prompt
from bot.answering.quotes import ANSWERS, LEFT_OPEN, choose, confidence, hopeless
from bot.answering.rerank import rerank
from bot.answering.retrieve import retrieve
from bot.answering.select import select
from bot.answering.support import leaves_open, missing_names, restates
from bot.answering.texts import text as own_text
from bot.answering.timing import narrowed, tells_less, widened
from bot.answering.when import read_time
from corpus.errors import UsageError
from corpus.language import identify
from corpus.text import well_formed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answering.generate import ChatModel
    from corpus.article import Filters, Hit
    from corpus.corpus import Corpus
    from corpus.embedder import Embedder
    from corpus.reranker import Reranker

LONGEST_QUESTION = 2000
_DRAFT_TOKENS = 400
_RESTATED_TOKENS = 160
_SENTENCES = 24
_HITS = 12
# What is found beyond the hits that are wanted, to make up for those that say the same or are of one article.
_SPARE = 28

Style = Literal["quotes", "draft"]


@dataclass(slots=True)
class _Clock:
    """Times the stages of one reply."""

    started: float
    retrieved: float = 0.0
    first: float | None = None

    def timings(self) -> Timings:
        now = time.monotonic()
        return Timings(
            retrieve=_ms(self.retrieved - self.started),
            first_token=_ms(self.first - self.started) if self.first is not None else None,
            total=_ms(now - self.started),
        )


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
        today: Callable[[], date] = date.today,
    ) -> None:
        """Name the parts; without a model the reply is quotes, untranslated. "Yesterday" is told from `today`.

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
        self._today = today

    @property
    def model_name(self) -> str:
        """The chat model's name, "none" without one."""
        return self._model.name if self._model else "none"

    def ask(self, words: str, filters: Filters, *, on_stage: Callable[[str], None] = lambda _: None) -> Outcome:
        """Answer a question; `on_stage` is told what is being done, for people who wait.

        Raises:
            UsageError: the question is empty or too long.
            FootnoteError: the store or a model can't be used.
        """
        clock = _Clock(time.monotonic())
        question = self._asked(words, filters)
        on_stage("Looking for passages")
        today = self._today()
        when = read_time(question.text, question.language, today=today)
        context = self._context(narrowed(question, when, self._corpus, today=today))
        if when and when.kind == "bare" and context.question.filters != filters:
            anywhere = self._context(widened(question, when, today=today, sure=False))
            context = anywhere if tells_less(context, anywhere, when) else context
        clock.retrieved = time.monotonic()
        reply = self._reply(context, clock, on_stage)
        if when and isinstance(reply, Abstention) and context.question.filters != filters:
            on_stage("Looking at other times")
            context = self._context(widened(question, when, today=today, sure=True))
            reply = self._reply(context, clock, on_stage)
        return Outcome(question=context.question, reply=reply, model=self.model_name, timings=clock.timings())

    def find(self, words: str, filters: Filters, limit: int) -> list[Hit]:
        """Return the passages that best match some words, best first; no chat model is asked.

        Raises:
            FootnoteError: the store or a model can't be used.
        """
        return self._hits(self._question(words, filters), limit) if words.strip() else []

    def _hits(self, question: Question, limit: int) -> list[Hit]:
        hits = retrieve(self._corpus, question, limit + _SPARE)
        if self._reranker:
            hits = rerank(question.sought, hits, self._reranker)
        return select(hits, limit)

    def _context(self, question: Question) -> Context:
        hits = self._hits(question, _HITS)
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

    def _reply(self, context: Context, clock: _Clock, on_stage: Callable[[str], None]) -> Reply:
        if not context.evidence:
            empty = self._corpus.counts()[0] == 0
            return Abstention(reason=own_text("empty" if empty else "nothing", context.question.language), nearest=())
        if self._model is not None and self._style == "draft":
            return self._from_draft(self._model, context, clock, on_stage)
        return self._from_quotes(context, clock, on_stage)

    def _from_draft(self, model: ChatModel, context: Context, clock: _Clock, on_stage: Callable[[str], None]) -> Reply:
        on_stage(f"Reading {len(context.evidence)} sentences")
        pieces: list[str] = []
        for piece in model.stream(answer_prompt(context), max_tokens=_DRAFT_TOKENS):
            if clock.first is None:
                clock.first = time.monotonic()
            pieces.append(piece)
        on_stage("Checking every sentence")
        return cite_draft("".join(pieces), context, self._similarity)

    def _from_quotes(self, context: Context, clock: _Clock, on_stage: Callable[[str], None]) -> Reply:
        language = context.question.language
        chosen = choose(context.evidence)
        missing = missing_names(context.question.matter, _around(chosen))
        sure = self._confidence(context, chosen, missing, on_stage)
        # Where the best words say that the matter is open, they are what there is to say about it, and said as that.
        left_open = leaves_open(context.evidence[0].text) and not missing and sure >= LEFT_OPEN
        if sure < ANSWERS and not left_open:
            return abstain(context)
        if left_open:
            chosen.sort(key=lambda e: not leaves_open(e.text))
        backed: list[Backed] = []
        for evidence in chosen:
            said = evidence.text
            if self._model is not None and evidence.article.language != language:
                on_stage(f"Translating sentence {len(backed) + 1} of {len(chosen)}")
                said = self._restated(self._model, evidence, language)
            clock.first = clock.first or time.monotonic()
            backed.append(Backed(text=said, evidence=evidence))
        translated = any(one.text != one.evidence.text for one in backed)
        note = "open" if left_open else "translated" if translated else "quotes"
        return answer(backed, note=own_text(note, language))

    def _confidence(
        self, context: Context, chosen: Sequence[Evidence], missing: float, on_stage: Callable[[str], None]
    ) -> float:
        """Return how sure it is that the sentences answer; no model is asked where finding already says no."""
        best = context.evidence[0]
        if self._model is None or hopeless(best):
            return confidence(best, missing=missing, log_odds=None)
        on_stage("Reading the best sentences")
        log_odds = self._model.yes_log_odds(verdict_prompt(context.question.text, chosen))
        return confidence(best, missing=missing, log_odds=log_odds)

    def _restated(self, model: ChatModel, evidence: Evidence, language: str) -> str:
        """Return a quote in another language; as it stands where the model's translation doesn't hold."""
        prompt = restate_prompt(evidence.text, language)
        said = " ".join("".join(model.stream(prompt, max_tokens=_RESTATED_TOKENS)).split())
        if not said or identify(said, fallback=language) != language:
            return evidence.text
        (similarity,) = self._similarity(said, [evidence.text])
        return said if restates(said, evidence.text, similarity) else evidence.text

    def _similarity(self, text: str, others: Sequence[str]) -> list[float]:
        vectors = self._embedder.passages([text, *others])
        return [float(vectors[0] @ other) for other in vectors[1:]]


def _around(evidence: Sequence[Evidence]) -> list[str]:
    """Return what stands around sentences: their passages and titles."""
    return [words for e in evidence for words in (e.passage.text, e.article.title)]


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
