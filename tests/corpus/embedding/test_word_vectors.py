from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.embedding.word_vectors import how_well_met, length_unpacked, mean_of_words, pack, unit, unpack, words_of

WIDE = 384
CHANCE = np.random.default_rng(5)
HARBOUR, MARKET, FERRY = unit(CHANCE.standard_normal((3, WIDE)).astype(np.float32))


def near(vector: np.ndarray, closeness: float) -> np.ndarray:
    other = unit(CHANCE.standard_normal(WIDE).astype(np.float32))
    return unit(closeness * vector + (1 - closeness**2) ** 0.5 * other).astype(np.float32)


def test_a_word_takes_two_bits_a_dimension_and_keeps_its_direction() -> None:
    words = CHANCE.standard_normal((50, WIDE)).astype(np.float32)

    packed = pack(words)
    again = unpack(packed, WIDE)

    assert len(packed) == 50 * WIDE // 4
    assert np.sum(unit(again) * unit(words), axis=1).min() > 0.9
    assert np.allclose(np.linalg.norm(again, axis=1), length_unpacked(WIDE), rtol=0.1)


def test_the_passage_with_the_word_that_is_asked_for_is_met_best_however_long_it_is() -> None:
    right = pack(np.stack([near(HARBOUR, 0.8), *(near(MARKET, 0.3) for _ in range(30))]))
    wrong = pack(np.stack([near(HARBOUR, 0.4), near(MARKET, 0.4)]))

    met = how_well_met(HARBOUR[None], [wrong, right])

    assert met[1] > met[0]
    assert met[1] == pytest.approx(0.8, abs=0.1)


def test_a_word_that_every_passage_has_decides_less_than_one_that_few_have() -> None:
    common = near(MARKET, 0.95)
    has_ferry = pack(np.stack([common, near(FERRY, 0.7)]))
    has_more_of_the_common = pack(np.stack([MARKET, near(HARBOUR, 0.5)]))

    met = how_well_met(np.stack([MARKET, FERRY]), [has_more_of_the_common, has_ferry])

    assert met[1] > met[0]
    assert met[1] < 0.9  # the common word, met at .95, hardly counts


def test_passages_and_questions_without_words_are_met_not_at_all() -> None:
    assert how_well_met(HARBOUR[None], [b"", pack(HARBOUR[None]), b""])[::2] == [0.0, 0.0]
    assert how_well_met(np.zeros((0, WIDE), np.float32), [pack(HARBOUR[None])]) == [0.0]
    assert how_well_met(HARBOUR[None], []) == []
    assert pack(np.zeros((0, WIDE), np.float32)) == b""


def test_tokens_make_up_words_and_what_has_no_letter_parts_them() -> None:
    text = "L'agence, bien-être 3,5"
    tokens = [(0, 1), (1, 2), (2, 5), (5, 8), (8, 9), (9, 14), (14, 15), (15, 19), (19, 21), (21, 22), (22, 23), (0, 0)]

    words = words_of(text, tokens)

    assert [[text[slice(*tokens[i])] for i in word] for word in words] == [
        ["L"],
        ["age", "nce"],
        [" bien"],
        ["être"],
        [" 3"],
        ["5"],
    ]


def test_each_token_is_a_word_where_no_space_is_written() -> None:
    assert words_of("顔認識の", [(0, 1), (1, 3), (3, 4)]) == [[0], [1], [2]]


def test_a_words_vector_is_the_mean_of_its_tokens() -> None:
    tokens = np.array([[1, 0], [3, 0], [0, 5]], np.float32)

    assert mean_of_words(tokens, [[0, 1], [2]]).tolist() == [[2, 0], [0, 5]]
    assert mean_of_words(tokens, []).shape == (0, 2)


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6)), max_size=12))
def test_every_token_with_a_letter_is_in_one_word_in_order(text: str, places: list[tuple[int, int]]) -> None:
    offsets = [(start, start + length) for start, length in sorted(places)]

    flat = [index for word in words_of(text, offsets) for index in word]

    assert flat == [i for i, (start, end) in enumerate(offsets) if any(c.isalnum() for c in text[start:end])]
