from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from corpus.article import Hit
from corpus.search.diversity import select
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.article import Article, Passage

FERRY = "The ferry to Tangier leaves the harbour of Sète every Tuesday at noon and comes back on Thursday evening."


def hits(*found: tuple[Article, Sequence[Passage]]) -> list[Hit]:
    """Return a hit for each passage, each a little worse than the one before."""
    passages = [(article, passage) for article, of_article in found for passage in of_article]
    return [
        Hit(
            passage=passage,
            article=article,
            score=0.9 - n / 100,
            sentence_scores=(0.9 - n / 100,) * len(passage.sentences),
        )
        for n, (article, passage) in enumerate(passages)
    ]


def texts(selected: Sequence[Hit]) -> list[str]:
    return [hit.passage.text for hit in selected]


def test_of_two_passages_that_say_the_same_the_newest_stands_where_the_best_did() -> None:
    old = make_article("Old", FERRY, published=date(2021, 5, 4))
    other = make_article("Market", "The market closes at noon on Sunday.")
    new = make_article("New", FERRY.replace("leaves", "now leaves"), published=date(2022, 5, 4))

    selected = select(hits(old, other, new), 10)

    assert [hit.article.title for hit in selected] == ["New", "Market"]
    assert selected[0].score == 0.9


def test_passages_that_differ_in_a_number_are_both_kept() -> None:
    first = make_article("May", FERRY + " It carries 120 cars.")
    second = make_article("June", FERRY + " It carries 140 cars.")

    assert len(select(hits(first, second), 10)) == 2


def test_no_article_gives_more_than_three_passages_unless_it_is_the_only_one() -> None:
    long = make_article(
        "Long", "\n".join(f"Part {n} tells of quay {n}, of its {n} cranes and what they lift." for n in range(6))
    )
    other = make_article("Other", "The market closes at noon on Sunday.")

    assert [hit.article.title for hit in select(hits(long, other), 10)] == ["Long"] * 3 + ["Other"]
    assert len(select(hits(long), 10)) == 6
    assert len(select(hits(long), 4)) == 4


def test_passages_of_one_paragraph_are_one_and_each_sentence_keeps_its_score() -> None:
    article, _ = make_article("Log", "One ship came in. Two ships went out. Three ships stay.\nThe lamp burns.")
    from ingest.pipeline.split import split

    passages = split(article, 8)
    assert "\n" not in article.text[passages[0].start : passages[1].end]
    found = hits((article, passages))
    backwards = [found[1], found[2], found[0], *found[3:]]

    selected = select(backwards, 10)

    whole = selected[0]
    assert whole.passage.text == article.text[whole.passage.start : whole.passage.end]
    assert whole.passage.text.startswith("One ship came in. Two ships went out.")
    assert "lamp" not in whole.passage.text
    assert whole.score == found[1].score
    by_words = {whole.passage.sentence(n): score for n, score in enumerate(whole.sentence_scores)}
    for hit in found[:3]:
        for n, score in enumerate(hit.sentence_scores):
            assert by_words[hit.passage.sentence(n)] == score


def test_nothing_found_is_nothing_selected() -> None:
    assert select([], 5) == []
