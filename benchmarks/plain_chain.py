"""The usual way to answer: the best four passages whole in one prompt, and what the model writes is the reply.

Nothing is checked: a sentence has the footnotes that the model gave it, which cite whole passages, and the reply is an
abstention where the model writes the words that it was told to write then. What is found is what the engine finds.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from bot.answering.answer import Outcome, Question, Timings
from bot.answering.prompt import NO_ANSWER
from bot.answering.reply import Citation, Reply, ReplyCode, Section, Sentence
from bot.models.prompt import Prompt
from corpus.article import Filters
from corpus.language.identify import identify
from corpus.language.sentences import split_sentences
from corpus.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.models.chat_model import ChatModel
    from corpus.article import Hit
    from corpus.store.corpus import Corpus

PASSAGES = 4
_MOST_TOKENS = 400
_MARKER = re.compile(r"\s*\[(\d+(?:\s*[,;]\s*\d+)*)\]")
# A marker after the full stop belongs to the sentence before.
_AFTER_STOP = re.compile(r"([.!?…])((?:\s*\[\d+(?:\s*[,;]\s*\d+)*\])+)")
_SYSTEM = (
    "Answer the question using only the passages below. Cite passages as [1], [2]. If the passages do not contain the"
    f" answer, write only: {NO_ANSWER}. Answer in the language of the question."
)


class PlainChain:
    """Answers questions about one corpus with one prompt."""

    def __init__(self, corpus: Corpus, model: ChatModel) -> None:
        self._searcher = Searcher(corpus)
        self._model = model

    def ask(self, words: str) -> Outcome:
        """Answer a question; the times are those of the engine's replies."""
        began = time.monotonic()
        question = Question(text=words, language=identify(words), filters=Filters())
        hits = self._searcher.search(words, language=question.language, limit=PASSAGES)
        found = time.monotonic()
        first: float | None = None
        pieces: list[str] = []
        for piece in self._model.stream(_prompt(words, hits), max_tokens=_MOST_TOKENS):
            first = first or time.monotonic()
            pieces.append(piece)
        return Outcome(
            question=question,
            reply=_reply("".join(pieces), question.language, hits),
            model=self._model.name,
            timings=Timings(
                retrieve=round(1000 * (found - began)),
                first_token=round(1000 * (first - began)) if first else None,
                total=round(1000 * (time.monotonic() - began)),
            ),
        )


def _prompt(question: str, hits: Sequence[Hit]) -> Prompt:
    passages = "\n\n".join(f"[{n}] {hit.passage.text}" for n, hit in enumerate(hits, 1))
    return Prompt(system=_SYSTEM, user=f"Passages:\n\n{passages}\n\nQuestion: {question}\nAnswer:")


def _reply(draft: str, language: str, hits: Sequence[Hit]) -> Reply:
    citations = tuple(_citation(number, hit) for number, hit in enumerate(hits, 1))
    if not draft.strip() or NO_ANSWER.casefold() in draft.casefold():
        return Reply(code=ReplyCode.NEAREST, nearest=citations)
    draft = _AFTER_STOP.sub(r"\2\1", draft)
    sentences = [_sentence(draft[span.start : span.end], len(hits)) for span in split_sentences(draft, language)]
    cited = {number for sentence in sentences for number in sentence.citations}
    return Reply(
        code=ReplyCode.ANSWERED,
        sections=(Section(sentences=tuple(sentence for sentence in sentences if sentence.text)),),
        citations=tuple(citation for citation in citations if citation.number in cited),
    )


def _sentence(marked: str, most: int) -> Sentence:
    numbers = [int(n) for group in _MARKER.findall(marked) for n in re.split(r"\s*[,;]\s*", group)]
    return Sentence(
        text=_MARKER.sub("", marked).strip(),
        citations=tuple(dict.fromkeys(n for n in numbers if 0 < n <= most)),
        quoted=False,
    )


def _citation(number: int, hit: Hit) -> Citation:
    passage = hit.passage
    return Citation(
        number=number,
        article=hit.article,
        passage_id=passage.id,
        quote=passage.text,
        start=passage.start,
        end=passage.end,
    )
