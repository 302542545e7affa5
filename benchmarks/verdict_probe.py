"""Make the probe that reads the bundled chat model's verdict in its hidden state, and measure it.

Takes a folder of evaluation sets, and the folder in which benchmarks/retrieval.py keeps the corpora made of them; keeps
the hidden states there too (benchmarks/hidden_states.py says what that needs), so that a run that is stopped goes on.
With `--write` the probe's file is made anew. `--verdicts` names a file for benchmarks/confidence.py, of verdicts by
probes that haven't learnt from the titles they are given on.

A passage is asked the questions that it answers, the near misses that find it best, the nearest ones that other
articles answer, those for which it is found first or second in vain, its own with a name or a number of it in place of
theirs, and, without the sentence that answers most of them, its own once more. No question is asked that
benchmarks/answers.py asks, no passage read that one of these is about, nor one of another set under such an article's
title.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from benchmarks.confidence import NEAR_MISSES, contexts
from benchmarks.hidden_states import HiddenStates
from benchmarks.retrieval import arguments, open_corpus
from benchmarks.time_filter import question_of
from bot.answering.answer import Question
from bot.answering.engine.retrieve import retrieve
from bot.answering.prompt import verdict_on, verdict_prompt
from bot.answering.selection.context import fit
from bot.evaluation.answers.asking import questions
from bot.evaluation.answers.grading import has_words
from bot.evaluation.data import find_sets, read_set
from bot.models.local_server import BUNDLED, local_weights
from bot.models.verdict_probe import FILE, Line, Probe, Verdict, as_read, written
from bot.settings import Settings
from corpus.article import Filters, Hit
from corpus.embedding.embedder import SentenceEmbedder
from corpus.search.diversity import select
from corpus.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.answering.answer import Evidence
    from bot.evaluation.data import EvaluationSet, Query
    from corpus.article import Article, Passage
    from corpus.embedding.embedder import Embedder
    from corpus.store.corpus import Corpus

_COMPARED = 50  # of each kind, in the first table of benchmarks/answers.md
_OF_A_SET, _OF_A_SET_ANSWERED = 400, 250  # the latter of sets without unanswerable questions
_HITS, _SPARE, _SENTENCES, _TOKENS = 12, 28, 24, 2000
_OTHERS, _SWAPPED, _SWAPPED_OF_A_PASSAGE = 6, 2, 5
_FEWEST_SENTENCES = 2
_FIRST = 2  # of the articles that are found for a question: what they don't answer is asked of them in vain
# What the examples of a kind count: near misses are rare in the sets and what is hardest to tell.
_FOUND = {"stated": 1.0, "other": 0.75, "rival": 1.5}
_STATES = {"stated": 1.0, "near miss": 4.0, "swapped": 2.0, "cut": 2.0}
_WHOLE = 0.9  # of an article, without its title
_PENALTY = 0.001  # scikit-learn's C
_FOLDS = 8
_NAME = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-ZÀ-Þ][\w'’-]{3,}(?:\s+(?:de |of |the |du |la )?[A-ZÀ-Þ][\w'’-]+)*")
_NUMBER = re.compile(r"\b\d{2,4}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question asked of sentences, and whether they state its answer."""

    of: str
    title: str
    evidence: tuple[Evidence, ...]
    question: str
    stated: bool
    kind: str

    @property
    def text(self) -> str:
        """Return what the model reads."""
        return as_read(verdict_prompt(self.question, self.evidence))


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--verdicts", type=Path)
    given = parser.parse_args()
    settings = Settings()
    embedder = SentenceEmbedder(settings.embedding_model, settings.cache_dir, print)
    sets = [read_set(folder) for folder in find_sets([given.sets])]
    corpora = [open_corpus(data, given.cache, embedder) for data in sets]
    compared = [_articles_compared(data, corpus) for data, corpus in zip(sets, corpora, strict=True)]
    titles = [{a.title for a in data.articles if a.origin in of} for data, of in zip(sets, compared, strict=True)]
    examples: list[Example] = []
    judged: list[_Judged] = []
    for number, (data, corpus) in enumerate(zip(sets, corpora, strict=True)):
        others = frozenset().union(*(of for other, of in enumerate(titles) if other != number))
        examples += _examples(data, corpus, embedder, compared[number], others)
        if given.verdicts:
            judged += _judged(data, corpus)
        corpus.close()
    for of, count in Counter((e.of, e.kind) for e in examples).items():
        print(*of, count)
    states = HiddenStates(local_weights(settings.cache_dir, print).parent, given.cache / "states.npz")
    read = states.of([example.text for example in examples])
    folds = _Folds(examples, read)
    _print_held_out(examples, folds.verdicts([e.title for e in examples], read))
    if judged:
        told = folds.verdicts([one.title for one in judged], states.of([one.text for one in judged]))
        lines = [json.dumps([one.key, v.found, v.states]) for one, v in zip(judged, told, strict=True)]
        given.verdicts.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if given.write:
        FILE.write_text(written(_fitted(examples, read), BUNDLED.sha256), encoding="utf-8")
        print(f"written: {FILE}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A question that benchmarks/confidence.py wants a verdict on."""

    key: str
    title: str
    text: str


def _judged(data: EvaluationSet, corpus: Corpus) -> Iterator[_Judged]:
    for query, context, chosen in contexts(data, corpus):
        yield _Judged(
            key=f"{data.name}:{query.id}",
            title=context.lead[0].article.title,
            text=as_read(verdict_on(context, chosen)),
        )


def _articles_compared(data: EvaluationSet, corpus: Corpus) -> frozenset[str]:
    """Return the articles that compared questions are about: those that answer, or else the best found."""
    if not data.unanswerable:
        return frozenset()
    compared = questions(data, _COMPARED)
    best = [hits[0].article.origin for query in compared if (hits := _hits(query, corpus)) and not query.answerable]
    return frozenset(best).union(*(query.relevant for query in compared))


def _examples(
    data: EvaluationSet, corpus: Corpus, embedder: Embedder, articles: frozenset[str], titles: frozenset[str]
) -> Iterator[Example]:
    """Yield what is asked of a set's passages, but for those of some articles and of some titles."""
    compared = {query.question for query in questions(data, _COMPARED)} if data.unanswerable else set()
    queries = [query for query in data.queries if query.question not in compared]
    vectors = np.stack([embedder.query(query.question) for query in queries])
    asked_in_vain = [query for query in data.unanswerable if query.question not in compared]
    near: defaultdict[str, list[Query]] = defaultdict(list)
    for query in asked_in_vain if data.name.startswith(NEAR_MISSES) else ():
        if hits := _hits(query, corpus):
            near[hits[0].article.origin].append(query)
    rivals = _rivals(queries if data.name.startswith(NEAR_MISSES) else [*queries, *asked_in_vain], corpus)
    chance = random.Random(data.name)  # noqa: S311 -- examples are no secret
    asked, most = 0, _OF_A_SET if data.unanswerable else _OF_A_SET_ANSWERED
    for article in sorted(corpus.catalogue.articles(), key=lambda a: hashlib.sha256(a.id.encode()).digest()):
        if article.title in titles or article.origin in articles:
            continue
        for passage in corpus.catalogue.passages_of(article.id):
            of = _Passage(data, article, passage, _lead(article, passage))
            stated = [q for q in queries if article.origin in q.relevant and of.states(q)]
            if len(of.lead) < _FEWEST_SENTENCES or not (stated or near[article.origin]) or asked >= most:
                continue
            asked += len(stated) + len(near[article.origin])
            nearest = np.argsort(-(vectors @ embedder.passages([passage.text])[0]))
            others = (q for q in map(queries.__getitem__, nearest) if article.origin not in q.relevant)
            yield from (of.asked(q.question, "stated") for q in stated)
            yield from (of.asked(q.question, "near miss") for q in near[article.origin])
            found = [q for q in rivals[article.origin] if not of.holds(q)]
            yield from (of.asked(q.question, "rival") for q in found)
            others = (q for q in others if q not in found and not of.holds(q))
            yield from (of.asked(q.question, "other") for q in islice(others, _OTHERS))
            swapped = [question for q in stated for question in _swapped(q, passage.text, chance)[:_SWAPPED]]
            yield from (of.asked(question, "swapped") for question in swapped[:_SWAPPED_OF_A_PASSAGE])
            yield from of.cut(stated)


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage of a set, and those of its sentences that may be quoted."""

    data: EvaluationSet
    article: Article
    passage: Passage
    lead: tuple[Evidence, ...]

    def asked(self, question: str, kind: str, evidence: Sequence[Evidence] = ()) -> Example:
        """Return a question asked of it, or of some of its sentences."""
        return Example(
            of=self.data.name,
            title=self.article.title,
            evidence=tuple(evidence) or self.lead,
            question=question,
            stated=kind == "stated",
            kind=kind,
        )

    def states(self, query: Query) -> bool:
        """Say whether it states the answer that its article has: it has the words, or is all there is of it."""
        return len(self.passage.text) >= _WHOLE * len(self.article.text) or self.holds(query)

    def holds(self, query: Query) -> bool:
        """Say whether it has the words of an answer."""
        return _holds(self.passage.text, query)

    def cut(self, stated: Sequence[Query]) -> Iterator[Example]:
        """Yield questions asked of it without the sentence that answers most of them."""
        answers = [[q for q in stated if _holds(e.text, q)] for e in self.lead]
        most = max(range(len(self.lead)), key=lambda n: len(answers[n]))
        rest = [e for n, e in enumerate(self.lead) if n != most]
        cut = [q for q in answers[most] if not any(_holds(e.text, q) for e in rest)]
        left = [q for q in stated if any(_holds(e.text, q) for e in rest) and q not in answers[most]]
        if cut:
            yield from (self.asked(q.question, "cut", rest) for q in cut)
            yield from (self.asked(q.question, "stated", rest) for q in left)


def _rivals(queries: Sequence[Query], corpus: Corpus) -> defaultdict[str, list[Query]]:
    """Return of articles the questions for which they are found first or second, and don't answer."""
    rivals: defaultdict[str, list[Query]] = defaultdict(list)
    for query in queries:
        for origin in list(dict.fromkeys(hit.article.origin for hit in _hits(query, corpus)))[:_FIRST]:
            if origin not in query.relevant:
                rivals[origin].append(query)
    return rivals


def _hits(query: Query, corpus: Corpus) -> list[Hit]:
    return select(retrieve(Searcher(corpus), question_of(query), _HITS + _SPARE), _HITS)


def _lead(article: Article, passage: Passage) -> tuple[Evidence, ...]:
    """Return the sentences of a passage that may be quoted."""
    hit = Hit(article=article, passage=passage, score=0.0, sentence_scores=(0.0,) * len(passage.sentences))
    question = Question(text="", language=article.language, filters=Filters())
    return fit(question, [hit], tokens=_TOKENS, sentences=_SENTENCES).lead


def _swapped(query: Query, passage: str, chance: random.Random) -> list[str]:
    """Return the question with one of its names or numbers replaced by another of the passage."""
    asked: list[str] = []
    for pattern in (_NAME, _NUMBER):
        there = dict.fromkeys(pattern.findall(passage))
        for own in pattern.findall(query.question):
            known = " ".join((query.question, *query.answers)).casefold()
            others = [o for o in there if o.casefold() not in known and own.casefold() not in o.casefold()]
            if others:
                asked.append(query.question.replace(own, chance.choice(others)))
    return asked


def _holds(text: str, query: Query) -> bool:
    return any(has_words(text, answer, {query.language, *query.answered_in}) for answer in query.answers)


def _fitted(examples: Sequence[Example], states: NDArray[np.float32]) -> Probe:
    return Probe(found=_line(examples, states, _FOUND), states=_line(examples, states, _STATES))


def _line(examples: Sequence[Example], states: NDArray[np.float32], kinds: Mapping[str, float]) -> Line:
    """Return what tells the examples of some kinds apart, each kind counting so much."""
    learnt = np.array([e.kind in kinds for e in examples])
    states = states[learnt]
    stated = np.array([e.stated for e in examples])[learnt]
    counts = np.array([kinds[e.kind] for e in examples if e.kind in kinds])
    counts[stated] *= counts[~stated].sum() / counts[stated].sum()
    scaler = StandardScaler().fit(states)
    model: Any = LogisticRegression(C=_PENALTY, max_iter=5000)
    model.fit(scaler.transform(states), stated, sample_weight=counts / counts.mean())
    coefficients = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - coefficients @ scaler.mean_)
    return Line(coefficients=tuple(float(c) for c in coefficients), intercept=intercept)


class _Folds:
    """Probes of which each has learnt from all titles but some."""

    def __init__(self, examples: Sequence[Example], states: NDArray[np.float32]) -> None:
        titles = np.array([_fold(example.title) for example in examples])
        self._probes = [
            _fitted([e for e, of in zip(examples, titles, strict=True) if of != number], states[titles != number])
            for number in range(_FOLDS)
        ]

    def verdicts(self, titles: Sequence[str], states: NDArray[np.float32]) -> list[Verdict]:
        """Return the verdict on each state by the probe that hasn't learnt from its title."""
        probes = (self._probes[_fold(title)] for title in titles)
        told = (probe.verdict(state.tolist()) for probe, state in zip(probes, states, strict=True))
        return [verdict for verdict in told if verdict]


def _fold(title: str) -> int:
    return int(hashlib.sha256(title.encode()).hexdigest(), 16) % _FOLDS


def _print_held_out(examples: Sequence[Example], verdicts: Sequence[Verdict]) -> None:
    """Print how well verdicts tell questions that are answered from the others, by what these are."""
    found, states = np.array([(v.found, v.states) for v in verdicts]).T
    for name in sorted({e.of for e in examples}):
        stated = np.array([e.of == name and e.stated for e in examples])
        for kind in sorted({e.kind for e in examples if e.of == name and not e.stated}):
            among = np.array([e.of == name and e.kind == kind for e in examples]) | stated
            odds = found if kind in _FOUND else states
            print(f"{name}, {kind}: AUC {roc_auc_score(stated[among], odds[among]):.3f}")


if __name__ == "__main__":
    main()
