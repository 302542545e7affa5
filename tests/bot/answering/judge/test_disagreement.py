"""Articles are said not to agree where both can't be right, and nowhere else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Evidence
from bot.answering.judge.disagreement import against, others_say
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Sequence


def evidence(text: str, language: str, title: str, published: date) -> Evidence:
    article, passages = make_article(title, text, language=language, published=published)
    return Evidence(
        article=article, passage=passages[0], text=text, start=0, end=len(text), score=0.9, passage_score=0.9
    )


def alike(text: str, others: Sequence[str]) -> list[float]:
    del text
    return [0.99] * len(others)


def unlike(text: str, others: Sequence[str]) -> list[float]:
    del text
    return [0.5] * len(others)


def differ(one: str, other: str, language: str = "en", other_language: str = "") -> bool:
    best = evidence(one, language, "First", date(2020, 6, 10))
    second = evidence(other, other_language or language, "Second", date(2021, 5, 18))
    return bool(others_say([best, second], [best], alike))


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("The pause lasts 12 months.", "The pause lasts 18 months.", "en"),
        ("The pause lasts twelve months.", "The pause lasts 18 months in all.", "en"),
        ("The tool is wrong for 35% of women.", "The tool is wrong for 12 % of women.", "en"),
        ("The law covers private companies.", "The law does not cover private companies.", "en"),
        ("La pause dure douze mois.", "La pause dure 18 mois.", "fr"),
        ("La pause dure un an, soit 12 mois.", "La pause dure 18 mois.", "fr"),
        ("La loi couvre les entreprises privées.", "La loi ne couvre pas les entreprises privées.", "fr"),
        ("Die Pause dauert zwölf Monate.", "Die Pause dauert 18 Monate.", "de"),
        ("La pausa dura 12 meses.", "La pausa dura 18 meses.", "es"),
    ],
)
def test_what_is_counted_otherwise_or_denied_in_the_same_words_differs(one: str, other: str, language: str) -> None:
    assert differ(one, other, language)
    assert differ(other, one, language)


def test_words_against_a_claim_are_found_one_an_article_the_newest_first() -> None:
    older = evidence("The pause lasts 12 months.", "en", "First", date(2020, 6, 10))
    newer = evidence("The pause lasts 12 months in all.", "en", "Second", date(2021, 5, 18))
    other = evidence("The weather is mild.", "en", "Third", date(2021, 5, 18))

    assert against("The pause lasts 18 months.", "en", [older, newer, other], alike) == [newer, older]
    assert against("The pause lasts 12 months.", "en", [older, newer, other], alike) == []
    assert against("The pause lasts 18 months.", "en", [older], unlike) == []


def test_what_is_counted_by_a_sign_differs_in_two_languages() -> None:
    assert differ("The tool is wrong for 35% of women.", "L'outil se trompe pour 12 % des femmes.", "en", "fr")
    assert not differ("The pause lasts 12 months.", "La pause dure 12 mois.", "en", "fr")


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        # Days, years and hours are when it was said or done.
        ("On 10 June 2020 Amazon paused the sale.", "On 18 May 2021 Amazon paused the sale.", "en"),
        ("Amazon paused the sale in 2020.", "Amazon paused the sale in 2021.", "en"),
        ("Published 2020-06-10: the pause lasts.", "Published 2021-05-18: the pause lasts.", "en"),
        ("The vote is at 10:30.", "The vote is at 11:45.", "en"),
        ("Le 10 juin 2020, Amazon suspend la vente.", "Le 18 mai 2021, Amazon suspend la vente.", "fr"),
        ("La vente est suspendue depuis le 1er juin.", "La vente est suspendue depuis le 3 mai.", "fr"),
        ("Il vote à 10 h 30.", "Il vote à 11 h 45.", "fr"),
        # A number of another year, or of another thing, or of another one who is named.
        ("In 2020 the town had 300 cameras.", "In 2021 the town had 450 cameras.", "en"),
        ("The town has 300 cameras.", "The town has 12 judges.", "en"),
        ("In Lyon there are 300 cameras.", "In Nice there are 450 cameras.", "en"),
        ("À Lyon, il y a 300 caméras.", "À Nice, il y a 450 caméras.", "fr"),
        # Bounds and round numbers.
        ("The error did not exceed .8 points.", "The error was 0.5 points.", "en"),
        ("More than 300 cameras were sold.", "In all 450 cameras were sold.", "en"),
        ("L'erreur est de 0,8 point au plus.", "L'erreur est de 0,5 point.", "fr"),
        ("Environ 300 caméras furent vendues.", "On vendit 320 caméras.", "fr"),
        ("It costs 3 million euros.", "It costs 3.2 million euros.", "en"),
        ("The town bought twenty-five cameras.", "The town bought 25 cameras.", "en"),
        ("La ville a acheté vingt-cinq caméras.", "La ville a acheté 25 caméras.", "fr"),
        ("The town has 300 cameras.", "The town has 312 cameras.", "en"),
        ("From 12 to 18 months pass.", "12 months pass.", "en"),
        # What only looks like a denial, or denies something else.
        ("La loi fut votée en mai.", "La loi fut votée par le Sénat.", "fr"),
        ("Not only Amazon paused the sale.", "Amazon paused the sale.", "en"),
        ("Don Lee won the case.", "Lee took the case.", "en"),
        ("Nobody objected to the sale, a spokesman told the press.", "Amazon sold it and told the press.", "en"),
        ("Non seulement Amazon suspend la vente.", "Amazon suspend la vente.", "fr"),
        ("It is not known when it ends.", "It ends when it is known?", "en"),
    ],
)
def test_all_else_does_not(one: str, other: str, language: str) -> None:
    assert not differ(one, other, language)
    assert not differ(other, one, language)


def test_between_two_languages_bounds_months_and_denials_make_no_difference() -> None:
    assert not differ("The error did not exceed .8.", "L'erreur est de .8 au plus.", "en", "fr")
    assert not differ("The law was passed in May.", "La loi fut votée en mai.", "en", "fr")
    assert not differ("La legge è passata.", "La loi fut votée en mai.", "it", "fr")


def test_the_newest_comes_first_with_its_date() -> None:
    best = evidence("The pause lasts 12 months.", "en", "First", date(2020, 6, 10))
    second = evidence("The pause lasts 18 months.", "en", "Second", date(2021, 5, 18))

    assert others_say([best, second], [best], alike) == [second, best]


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["en", "fr", "ja", "xx"]))
def test_any_two_sentences_can_be_compared_and_none_differs_from_itself(one: str, other: str, language: str) -> None:
    differ(f"A {one}", f"B {other}", language)
    assert not differ(f"A {one}", f"A {one}", language)
