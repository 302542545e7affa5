"""What is embedded before anything is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.evaluation.data import EvaluationSet
from bot.evaluation.prepare import Pace, carry_out, duration, plan
from tests.support.samples import make_article

if TYPE_CHECKING:
    from corpus.store.corpus import Corpus
    from tests.support.fakes import WordEmbedder

from tests.support.evaluation_sets import query


def make_set(count: int) -> EvaluationSet:
    articles = tuple(
        make_article(f"Title {n}", f"A sentence on harbour {n}. Another on ferry {n}.", origin=f"id {n}")[0]
        for n in range(count)
    )
    return EvaluationSet(name="made", articles=articles, queries=(query("harbour", "id 1"),), digest="0")


def test_a_set_is_embedded_once_and_its_time_told_after_the_first_batch(corpus: Corpus, embedder: WordEmbedder) -> None:
    data = make_set(40)
    told: list[str] = []
    counted: list[int] = []

    def ingest() -> int:
        lacking = plan(corpus, data, 220)
        carry_out(lacking, corpus, on_texts=counted.append, tell=told.append)
        return lacking.texts

    with corpus.writing():
        assert ingest() == 120
        assert len(embedder.embedded) == sum(counted) == 120
        assert ingest() == 0
    assert len(embedder.embedded) == 120
    assert len(told) == 1
    assert told[0].startswith("about")


def test_only_articles_whose_passages_are_cut_otherwise_are_embedded_again(corpus: Corpus) -> None:
    data = make_set(3)
    long = "\n".join(f"Sentence {n} speaks of harbours, ferries, cranes and ropes at some length." for n in range(12))
    data = EvaluationSet(
        name="made", articles=(*data.articles, make_article("Long", long)[0]), queries=data.queries, digest="0"
    )
    with corpus.writing():
        carry_out(plan(corpus, data, 220), corpus, on_texts=lambda _: None, tell=lambda _: None)

        assert [article.title for article, _ in plan(corpus, data, 60).lacking] == ["Long"]


def test_what_is_embedded_before_a_stop_is_kept(corpus: Corpus) -> None:
    data = make_set(40)
    counted: list[int] = []

    def stop(texts: int) -> None:
        if sum(counted) == 48:  # the first batch, passages and sentences
            raise KeyboardInterrupt
        counted.append(texts)

    with corpus.writing(), pytest.raises(KeyboardInterrupt):
        carry_out(plan(corpus, data, 220), corpus, on_texts=stop, tell=lambda _: None)

    assert sum(counted) == 48
    assert len(plan(corpus, data, 220).lacking) == 24
    assert corpus.check() == []


def test_vectors_that_are_gone_are_made_again(corpus: Corpus) -> None:
    data = make_set(3)
    with corpus.writing():
        carry_out(plan(corpus, data, 220), corpus, on_texts=lambda _: None, tell=lambda _: None)
        corpus.upkeep.drop_vectors()
        assert corpus.check() != []

        carry_out(plan(corpus, data, 220), corpus, on_texts=lambda _: None, tell=lambda _: None)

    assert corpus.check() == []


def test_a_pace_tells_once_how_long_the_rest_takes() -> None:
    now = [0.0]
    told: list[str] = []
    pace = Pace(100, 10, told.append, lambda: now[0])

    for _ in range(10):
        now[0] += 1
        pace.advance(5)

    # 10 of 100 took 2 s, so the other 90 take 18 s.
    assert told == ["about 18 s"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.01, "about 1 s"), (44.4, "about 44 s"), (119, "about 119 s"), (120, "about 2 min"), (3600, "about 60 min")],
)
def test_a_time_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert duration(seconds) == words
