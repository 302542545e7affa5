from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.search.character_overlap import best_share, runs


def shares(question: str, *passages: tuple[str, list[str]]) -> list[float]:
    return best_share(runs(question), passages)


def test_names_and_kindred_words_of_another_language_are_recognised() -> None:
    right, wrong = shares(
        "Which constitutional court did Schumann preside over?",
        ("Schumann", ["Presidió el Tribunal Constitucional durante nueve años."]),
        ("Los puertos", ["El barco llega cada martes con mármol."]),
    )

    assert right > 0.3
    assert wrong < 0.05


def test_accents_case_and_ligatures_make_no_difference() -> None:
    assert shares("L'ŒUVRE DE GUÉRIN", ("", ["l'oeuvre de Guerin"])) == [1.0]


def test_the_best_sentence_counts_and_the_title_counts_for_each() -> None:
    question = "Genoa harbour marble"
    together, apart, titled = shares(
        question,
        ("", ["The marble of the Genoa harbour."]),
        ("", ["The marble is white.", "Ships leave Genoa.", "A harbour opens."]),
        ("Genoa harbour", ["It ships marble."]),
    )

    assert together == titled == 1.0
    assert apart < 0.5


def test_scripts_without_spaces_are_compared_by_pairs() -> None:
    right, wrong = shares("顔認識の停止", ("", ["警察による顔認識を一年間停止した。"]), ("", ["港は五月に開いた。"]))

    assert right > 0.5
    assert wrong == 0.0


def test_what_is_empty_has_no_share() -> None:
    assert shares("", ("Title", ["Text."])) == [0.0]
    assert shares("???", ("Title", ["Text."])) == [0.0]
    assert shares("Genoa", ("", [])) == [0.0]


@given(st.text(), st.lists(st.tuples(st.text(), st.lists(st.text(), max_size=3)), max_size=3))
def test_any_passages_have_shares_between_nothing_and_all(question: str, passages: list[tuple[str, list[str]]]) -> None:
    found = best_share(runs(question), passages)

    assert len(found) == len(passages)
    assert all(0 <= share <= 1 for share in found)


@given(st.text(min_size=1))
def test_a_sentence_has_all_of_its_own_letters(text: str) -> None:
    assert best_share(runs(text), [("", [text])]) == [1.0 if runs(text) else 0.0]
