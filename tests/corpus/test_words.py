from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.words import index_words, query_words


def test_french_elisions_are_split_and_accents_folded() -> None:
    assert index_words("L'agence d’Amazon, jusqu'à l’été", "fr") == index_words("agence Amazon à ete", "fr")


def test_stems_join_forms_of_a_word() -> None:
    assert index_words("agences", "fr") == index_words("agence", "fr")
    assert index_words("paused pauses", "en") == ["paus", "paus"]
    assert index_words("IBM's letter", "en") == index_words("IBM letter", "en")


def test_scripts_without_spaces_are_indexed_by_pairs() -> None:
    assert index_words("顔認識", "ja") == ["顔認", "認識"]


def test_a_query_has_the_words_of_each_language_of_the_corpus_once() -> None:
    words = query_words("police agencies", ["en", "fr"])

    assert len(words) == len(set(words))
    assert set(index_words("police agencies", "en")) | set(index_words("police agencies", "fr")) == set(words)


@given(st.text(), st.sampled_from(["fr", "en", "ja", "xx"]))
def test_any_text_gives_words_that_are_letters_or_digits(text: str, language: str) -> None:
    assert all(word.isalnum() or not word.isascii() for word in index_words(text, language))
    assert not any('"' in word for word in index_words(text, language))
