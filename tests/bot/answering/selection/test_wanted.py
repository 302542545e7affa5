"""Hold when what is asked for is stated, whatever another sentence leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.answering.answer import Evidence
from bot.answering.question.kind import read_kind
from bot.answering.selection.library import Ranked
from bot.answering.selection.wanted import gives_reason, is_stated, states
from tests.support.samples import make_article

if TYPE_CHECKING:
    from corpus.store.corpus import Corpus

OPEN = "The notice names a hope, but it does not say what the mill would do in June 2021."
TEXT = f"{OPEN}\n\nThe mill is shut for one year.\n\nThe notice does not say whether the mill is shut for two years."


@pytest.fixture
def sentences(corpus: Corpus) -> list[Evidence]:
    corpus.replace([make_article("The notice", TEXT)])
    (article,) = corpus.catalogue.articles()
    return [
        Evidence(article=article, passage=p, text=p.sentence(n), start=s.start, end=s.end, score=1, passage_score=1)
        for p in corpus.catalogue.passages_of(article.id)
        for n, s in enumerate(p.sentences)
    ]


def ranked(evidence: Evidence, share: float) -> Ranked:
    return Ranked(evidence=evidence, worth=1.0, spelt=frozenset(), around=frozenset(), share=share)


ASKED = read_kind("For how long is the mill shut?", "en")


def test_a_time_that_a_better_sentence_states_is_not_left_open(sentences: list[Evidence]) -> None:
    left_open, stating, _ = sentences

    assert is_stated([ranked(left_open, 0.2), ranked(stating, 0.6)], ASKED, left_open)


def test_what_is_left_open_in_more_of_the_questions_words_stays_open(sentences: list[Evidence]) -> None:
    left_open, stating, unsaid = sentences

    assert not is_stated([ranked(left_open, 0.6), ranked(stating, 0.2)], ASKED, left_open)
    assert not is_stated([ranked(left_open, 0.2), ranked(unsaid, 0.6)], ASKED, left_open)
    assert not is_stated([ranked(left_open, 0.0), ranked(stating, 0.6)], ASKED, left_open)


def test_who_is_asked_for_is_left_to_other_rules(sentences: list[Evidence]) -> None:
    left_open, stating, _ = sentences

    assert not is_stated(
        [ranked(left_open, 0.2), ranked(stating, 0.6)], read_kind("Who shut the mill?", "en"), left_open
    )


def test_a_price_is_of_what_the_question_names(corpus: Corpus) -> None:
    text = "We pay about 10 € a month for the Quillon server.\n\nBrasco is built by a company in Bern."
    corpus.replace([make_article("The press review", text)])
    (article,) = corpus.catalogue.articles()
    passage = corpus.catalogue.passages_of(article.id)[0]
    span = passage.sentences[0]
    price = Evidence(
        article=article,
        passage=passage,
        text=passage.sentence(0),
        start=span.start,
        end=span.end,
        score=1,
        passage_score=1,
    )

    assert states(price, read_kind("How much does the Quillon server cost?", "en"))
    assert states(price, read_kind("Combien coûte le serveur Quillon ?", "fr"))
    assert not states(price, read_kind("How much does a licence of Brasco cost?", "en"))
    assert states(price, read_kind("How much does the server cost?", "en"))


@pytest.mark.parametrize(
    ("text", "language", "lasts"),
    [
        ("Two days after the notice, the mill was sold.", "en", False),
        ("Deux jours après l'annonce, le moulin a été vendu.", "fr", False),
        ("The mill is shut for two days.", "en", True),
        ("La suspension est prévue pour une durée d'un an.", "fr", True),
    ],
)
def test_how_far_one_thing_is_from_another_is_not_how_long_it_lasts(
    corpus: Corpus, text: str, language: str, *, lasts: bool
) -> None:
    corpus.replace([make_article("The notice", text, language=language)])
    (article,) = corpus.catalogue.articles()
    (passage,) = corpus.catalogue.passages_of(article.id)
    evidence = Evidence(article=article, passage=passage, text=text, start=0, end=len(text), score=1, passage_score=1)

    assert states(evidence, ASKED) is lasts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The town hopes that the year will give it time to mend the bridge.", "en"),
        ("La ville espère que ce délai laissera le temps de réparer le pont.", "fr"),
        ("Die Stadt befürchtet, dass die Brücke nicht hält.", "de"),
        ("La ciudad teme que el puente no aguante.", "es"),
        ("La città spera di riparare il ponte entro l'anno.", "it"),
        ("De stad hoopt dat de brug het houdt.", "nl"),
        ("A cidade teme que a ponte caia.", "pt"),
    ],
)
def test_what_one_hopes_for_or_fears_is_a_reason_in_each_language(text: str, language: str) -> None:
    assert gives_reason(text, language, read_kind("Why is the bridge shut?", "en"))


def test_that_a_hope_is_named_is_none() -> None:
    assert not gives_reason(OPEN, "en", read_kind("Why is the mill shut?", "en"))
