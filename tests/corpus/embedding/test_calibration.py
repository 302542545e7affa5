"""Where the cosines of models lie, what is kept of that, and what serves before."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.embedding.calibrate import LANGUAGES, REFERENCE, calibration_topics, fitted
from corpus.embedding.calibration import BUNDLED, Calibration, Line, Scale, unpacked
from corpus.errors import OtherModelError, StoreError
from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from tests.support.fakes import WordEmbedder
from tests.support.samples import make_article

if TYPE_CHECKING:
    from pathlib import Path


class UnknownModel(WordEmbedder):
    """A model whose scale nobody knows, and that lies elsewhere: its cosines are a third of what words share."""

    def __init__(self, name: str = "unknown-64") -> None:
        super().__init__(name)
        self.calibration = None


def test_each_question_of_a_topic_has_its_sentence_in_both_languages() -> None:
    for topic in calibration_topics():
        english, french = (topic[language] for language in LANGUAGES)
        assert len(english["questions"]) == len(english["sentences"]) == len(french["sentences"])
        assert len(french["questions"]) == len(french["sentences"])
        assert english["unanswered"]
        assert len(english["unanswered"]) == len(french["unanswered"])


def test_the_right_sentences_of_a_model_are_put_where_those_of_the_bundled_one_lie() -> None:
    model = WordEmbedder()
    calibration = fitted(model)
    asked = calibration.scale("en", "en").asked
    right = [
        float(model.query(question) @ model.passages([f"{topic['en']['title']} : {sentence}"])[0])
        for topic in calibration_topics()
        for question, sentence in zip(topic["en"]["questions"], topic["en"]["sentences"], strict=True)
    ]

    assert np.mean([asked(cosine) for cosine in right]) == pytest.approx(REFERENCE["en"].asked.right, abs=0.001)
    assert calibration.model == model.name
    assert calibration.sure


def test_a_model_that_knows_no_translations_has_nothing_in_another_language_raised() -> None:
    across = fitted(WordEmbedder()).scale("en", "fr")

    assert across.asked(0.5) <= fitted(WordEmbedder()).scale("en", "en").asked(0.5)
    assert across.alike(0.9) == across.alike(0.1)


def test_a_calibration_comes_back_as_it_was_kept() -> None:
    calibration = Calibration(
        model="one", found="by hand", within={"fr": Scale(asked=Line(2.0, 0.1))}, across=Scale(met=Line(0.5, 0.2))
    )

    assert unpacked(calibration.packed()) == calibration
    assert unpacked(BUNDLED.packed()) == BUNDLED


@pytest.mark.parametrize("kept", ["", "{}", "[]", '{"model": 1}', '{"within": {"en": {"asked": 3}}}'])
def test_a_broken_calibration_is_told_in_a_sentence(kept: str) -> None:
    with pytest.raises(StoreError, match="footnote doctor --calibrate"):
        unpacked(kept)


def test_before_it_is_calibrated_a_model_is_served_by_a_guess_which_the_log_tells_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    corpus = Corpus(tmp_path, UnknownModel())
    corpus.replace([make_article("Harbour", "Ferries leave every Tuesday.")])

    with caplog.at_level(logging.WARNING):
        guessed = corpus.made_with.calibration()
        found = Searcher(corpus).search("When do ferries leave?", language="en", limit=1)
        Searcher(corpus).search("Who runs the market?", language="en", limit=1)

    assert not guessed.sure
    assert found[0].passage.text == "Ferries leave every Tuesday."
    (told,) = [record.message for record in caplog.records]
    assert told.startswith("The embedding model unknown-64 isn't calibrated")
    assert told.endswith("run `footnote doctor --calibrate`.")
    corpus.close()


def test_what_was_fitted_is_kept_with_the_corpus_and_refused_for_another_model(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, UnknownModel())
    corpus.made_with.calibrate()
    corpus.close()

    again = Corpus(tmp_path, UnknownModel())
    assert again.made_with.calibration().sure
    assert again.made_with.calibration().model == "unknown-64"
    again.close()

    other = Corpus(tmp_path, UnknownModel("another-64"))
    with pytest.raises(OtherModelError, match="calibrated for the embedding model unknown-64"):
        _ = other.made_with.calibration()
    other.made_with.calibrate()
    assert other.made_with.calibration().model == "another-64"
    other.close()


def test_a_corpus_that_switches_to_another_model_forgets_the_calibration_of_the_first(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, UnknownModel())
    corpus.replace([make_article("Harbour", "Ferries leave every Tuesday.")])
    corpus.made_with.calibrate()
    corpus.close()

    other = Corpus(tmp_path, UnknownModel("another-64"))
    with other.writing():
        other.upkeep.repair()

    assert not other.made_with.calibration().sure
    other.close()


def test_the_bundled_model_needs_no_fitting(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, WordEmbedder())
    corpus.made_with.calibrate()

    assert corpus.made_with.calibration() == WordEmbedder().calibration
    corpus.close()
