from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.settings import Settings
from corpus.embedding.encoders import graph, vocabulary
from corpus.embedding.encoders.quantised import QuantisedEncoder
from corpus.embedding.encoders.weights_file import FOLDER, is_bundled
from corpus.errors import ModelError

pytestmark = pytest.mark.skipif(not is_bundled(), reason="the bundled weights are for Linux on x86-64")

TEXTS = [
    "query: Which agencies are excluded from Amazon's pause?",
    "query: Qui a écrit cet article ?",
    "passage: The tide of Brest rises seven metres in spring.",
    "passage: La grande marée de Brest monte de sept mètres au printemps, et les bateaux du port dansent.",
    "passage: Die Fähre legt jeden Dienstag um sieben Uhr ab; bei Sturm bleibt sie im Hafen.",
    "passage: El ayuntamiento aprobó el presupuesto con doce votos a favor y tres en contra.",
    "passage: 東京は日本の首都です。",
    "passage: Москва - столица России, 12,6 миллиона жителей.",
    "passage: القاهرة عاصمة مصر",
    "passage: " + "The council met again on Monday and put the vote off until the autumn. " * 40,
    "passage: x",
    "passage: 28 % (2019), 31.5 % (2020) - see https://example.org/a?b=c",
]
# What sentence-transformers gives for them with the same weights in 32 bits, as corpora have that were made with it.
IN_32_BITS = np.load(Path(__file__).with_name("vectors_fp32.npy")).astype(np.float32)


@pytest.fixture(scope="module")
def encoder() -> QuantisedEncoder:
    return QuantisedEncoder.load(Settings().cache_dir, lambda _: None)


def nobody(_: int) -> None:
    return None


def test_vectors_in_8_bits_are_those_in_32_so_that_corpora_made_with_either_are_searched(
    encoder: QuantisedEncoder,
) -> None:
    vectors = encoder.encode(TEXTS, nobody)

    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    assert (vectors * IN_32_BITS).sum(axis=1).min() > 0.995


def test_a_texts_vector_is_the_same_whatever_is_beside_it(encoder: QuantisedEncoder) -> None:
    together = encoder.encode(TEXTS, nobody)

    for text, vector in zip(TEXTS, together, strict=True):
        assert encoder.encode([text], nobody)[0] == pytest.approx(vector, abs=1e-4)


def test_each_token_has_a_vector_and_a_place_in_its_text(encoder: QuantisedEncoder) -> None:
    found: dict[int, int] = {}
    encoder.encode(TEXTS, nobody, lambda index, tokens: found.update({index: len(tokens)}))
    offsets = encoder.offsets(TEXTS)

    assert [found[index] for index in range(len(TEXTS))] == [len(places) for places in offsets]
    assert [encoder.folded(TEXTS[2])[start:end] for start, end in offsets[2]][-4:-1] == [" in", " spring", "."]


def test_a_text_of_more_tokens_than_the_model_takes_is_cut(encoder: QuantisedEncoder) -> None:
    (offsets,) = encoder.offsets(["passage: " + "harbour " * 2000])
    assert len(offsets) == 512


def test_places_are_of_letters_in_the_text_as_it_is_read(encoder: QuantisedEncoder) -> None:
    text = "passage:  L’été\u00a0à 東京, ﬁn"
    (offsets,) = encoder.offsets([text])
    read = encoder.folded(text)

    assert read == "passage: L’été à 東京, fin"
    assert "".join(read[start:end] for start, end in offsets) == read


@pytest.mark.parametrize("damaged", [graph.FILE_NAME, vocabulary.FILE_NAME])
def test_what_was_unpacked_and_is_damaged_says_how_to_mend_it(
    damaged: str, encoder: QuantisedEncoder, tmp_path: Path
) -> None:
    assert encoder.dimensions == 384
    (unpacked,) = (path for path in Settings().cache_dir.glob(f"{FOLDER}-{graph.VERSION}") if path.is_dir())
    (tmp_path / unpacked.name).mkdir()
    for file in unpacked.iterdir():
        (tmp_path / unpacked.name / file.name).symlink_to(file)
    (tmp_path / unpacked.name / damaged).unlink()
    (tmp_path / unpacked.name / damaged).write_bytes(b"half")

    with pytest.raises(ModelError, match=f"delete {tmp_path}.*{unpacked.name} to have it made anew"):
        QuantisedEncoder.load(tmp_path, lambda _: None)
