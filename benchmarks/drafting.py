"""Measure ways of drafting with the bundled chat model against quoting the best sentence, over the same sentences.

Takes a folder of evaluation sets, and the folder in which benchmarks/retrieval.py keeps the corpora made of them. Each
way reads the ten best sentences, numbered, of questions that benchmarks/answers.py leaves and an article answers. Told
are how often the right words are said, or stand in the sentences that are named; how often the sentence that is named
first has them; in how many replies every sentence names one; and seconds a question, of which the first way reads the
sentences for all.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from openai import OpenAI

from benchmarks.retrieval import arguments, open_corpus
from benchmarks.time_filter import context_of, question_of
from bot.answering.engine.draft import drafted_sentences
from bot.answering.prompt import answer_prompt
from bot.evaluation.answers.asking import questions
from bot.evaluation.answers.grading import has_words
from bot.evaluation.data import find_sets, read_set
from bot.models.local_server import local_weights, start_local_server
from bot.settings import Settings
from corpus.embedding.embedder import SentenceEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answering.answer import Context
    from bot.evaluation.data import EvaluationSet, Query
    from corpus.store.corpus import Corpus

_COMPARED = 50  # of each kind, in the first table of benchmarks/answers.md
_OF_A_SET = 20
_SENTENCES = 10
_MOST_TOKENS = 160
# What follows the same prompt, and the grammar that the reply must keep; {n} stands for the numbers there are.
_WAYS = {
    "a draft": ("", None),
    "a draft whose sentences end with a number that exists": ("", r'root ::= ([^\[\]\n]+ " [" {n} "]" " "?)+'),
    "a number that exists, then the answer": (
        "Write the number of the sentence that states the answer in square brackets, then the answer.",
        r'root ::= "[" {n} "] " [^\[\]\n]+',
    ),
    "numbers that exist, and nothing else": (
        "Write the numbers of the one or two sentences that state the answer, like [2] [5].",
        r'root ::= "[" {n} "]" (" [" {n} "]")?',
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a way came to with a question."""

    right: bool
    right_number: bool
    all_named: bool
    seconds: float


def main() -> None:
    given = arguments(__doc__).parse_args()
    settings = Settings()
    embedder = SentenceEmbedder(settings.embedding_model, settings.cache_dir, print)
    with start_local_server(local_weights(settings.cache_dir, print)) as server:
        client = OpenAI(base_url=server.base_url, api_key=server.api_key, timeout=600)
        for data in (read_set(folder) for folder in find_sets([given.sets])):
            corpus = open_corpus(data, given.cache, embedder)
            asked = list(_asked(data, corpus))
            corpus.close()
            quoted = [_holds(query, [context.evidence[0].text]) for query, context in asked]
            print(f"\n{data.name}, {len(asked)} questions", f"\n  the best sentence: right {np.mean(quoted):.2f}")
            # All ways of one question in turn: the model reads what they begin with once.
            replies = [[_reply(client, *one, *way) for way in _WAYS.values()] for one in asked]
            for name, of_way in zip(_WAYS, zip(*replies, strict=True), strict=True):
                means = {f: np.mean([getattr(r, f) for r in of_way]) for f in Reply.__slots__}
                print(f"  {name}:", " ".join(f"{f} {mean:.2f}" for f, mean in means.items()), flush=True)


def _asked(data: EvaluationSet, corpus: Corpus) -> Iterator[tuple[Query, Context]]:
    compared = {query.question for query in questions(data, _COMPARED)}
    left = [query for query in data.queries if query.question not in compared]
    for query in left[:_OF_A_SET]:
        context = context_of(question_of(query), corpus)
        yield query, replace(context, evidence=context.evidence[:_SENTENCES])


def _reply(client: OpenAI, query: Query, context: Context, ending: str, grammar: str | None) -> Reply:
    began = time.monotonic()
    prompt = answer_prompt(context)
    exist = "(" + " | ".join(f'"{n}"' for n in range(1, len(context.evidence) + 1)) + ")"
    answered = client.chat.completions.create(
        model="local",
        messages=[
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": f"{prompt.user}\n{ending}".strip()},
        ],
        temperature=0,
        max_tokens=_MOST_TOKENS,
        extra_body={"grammar": grammar.replace("{n}", exist)} if grammar else None,
    )
    said = answered.choices[0].message.content or ""
    sentences = drafted_sentences(said, query.language)
    numbers = [n for _, hints in sentences for n in sorted(hints)] or [int(n) for n in _digits(said)]
    named = [context.evidence[n - 1].text for n in numbers if 0 < n <= len(context.evidence)]
    words = [text for text, _ in sentences]
    return Reply(
        right=_holds(query, words or named),
        right_number=_holds(query, named[:1]),
        all_named=bool(named) and all(hints for _, hints in sentences),
        seconds=time.monotonic() - began,
    )


def _digits(said: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in said).split()


def _holds(query: Query, texts: Sequence[str]) -> bool:
    languages = {query.language, *query.answered_in}
    return any(has_words(text, answer, languages) for text in texts for answer in query.answers)


if __name__ == "__main__":
    main()
