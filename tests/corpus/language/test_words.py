from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.words import index_words, query_words

# A text, its words in the index, a question and what is looked for. An index is kept: words that come out otherwise
# aren't found in it, until all articles are read again.
INDEXED = {
    "en": (
        "The WHO's committee didn't say why Amazon's cameras, sold in 1,000 towns, were paused.",
        "the who committe didn t say whi amazon camera sold in 1 000 town were paus",
        "Why were Amazon's cameras paused in the towns?",
        "amazon camera paus town",
    ),
    "fr": (
        "L'agence n'a pas dit jusqu’où s'étend l’œuvre ; qu'Amazon suspende ses caméras à Orléans.",
        "agenc a pas dit ou etend oeuvr amazon suspend se camer a orlean",
        "Pourquoi l'agence suspend-elle les caméras d'Amazon ?",
        "agenc suspend camer amazon",
    ),
    "de": (
        "Die Straßen der Städte waren gesperrt; während des Krieges wurden Häuser verkauft.",
        "die strass der stadt war gesperrt wahrend des krieg wurd haus verkauft",
        "Welche Straßen waren während des Krieges gesperrt?",
        "strass krieg gesperrt",
    ),
    "es": (
        "¿Cuándo cantó las canciones la niña? No lo dijeron los periódicos de la región.",
        "cuand cant las cancion la nin no lo dijeron los period de la region",
        "¿Cuándo se cantaron las canciones de la región?",
        "cant cancion region",
    ),
    "it": (
        "Nell'università dell'isola un'amica parlò degli articoli; c'è anche l'accordo.",
        "univers isol amic parl degl articol e anche accord",
        "Quando parlò l'amica dell'università?",
        "parl amic univers",
    ),
    "pt": (
        "As cidades não têm câmaras; os artigos dizem que a suspensão durará um ano.",
        "as cidad na tem cam os artig diz que a suspensa dur um ano",
        "Quanto durará a suspensão das câmaras?",
        "dur suspensa cam",
    ),
    "nl": (
        "De schepen liggen stil, want het havenbedrijf heeft de kranen niet verkocht.",
        "de scheep lig stil want het havenbedrijf heef de kraan niet verkocht",
        "Welke kranen heeft het havenbedrijf verkocht?",
        "kraan havenbedrijf verkocht",
    ),
    "ca": (
        "L'agència d'Amazon no ha dit on s'estén l'obra.",
        "agencia amazon no ha dit on esten obra",
        "On és l'agència d'Amazon?",
        "on es agencia amazon",
    ),
    "ru": (
        "Город был основан в XII веке, сюда пришли корабли.",
        "город был основа в xii век сюд пришл корабл",
        "Когда был основан город?",
        "когд был основа город",
    ),
    "ar": (
        "بُنيت المدرسة على تلة تطل على البحر.",
        "بني مدرس علي تله تطل علي بحر",
        "متى بُنيت المدرسة؟",
        "متي بني مدرس",
    ),
    "sv": (
        "Fartygen ligger still i hamnen.",
        "fartyg ligg still i hamn",
        "Var ligger fartygen?",
        "var ligg fartyg",
    ),
    "ja": (
        "警察の顔認識を停止",
        "警察 察の の顔 顔認 認識 識を を停 停止",
        "顔認識とは何ですか",
        "顔認 認識 識と とは は何 何で です すか",
    ),
}


@pytest.mark.parametrize("language", INDEXED)
def test_the_words_of_a_text_and_a_question_stay_those_that_indexes_have(language: str) -> None:
    text, indexed, question, looked_for = INDEXED[language]

    assert index_words(text, language) == indexed.split()
    assert query_words(question, [language]) == looked_for.split()


def test_french_elisions_are_split_and_accents_folded() -> None:
    assert index_words("L'agence d’Amazon, jusqu'à l’été", "fr") == index_words("agence Amazon à ete", "fr")


def test_stems_join_forms_of_a_word() -> None:
    assert index_words("agences", "fr") == index_words("agence", "fr")
    assert index_words("paused pauses", "en") == ["paus", "paus"]
    assert index_words("IBM's letter", "en") == index_words("IBM letter", "en")


def test_scripts_without_spaces_are_indexed_by_pairs() -> None:
    assert index_words("顔認識", "ja") == ["顔認", "認識"]


def meets(query: str, text: str, language: str) -> bool:
    """Say whether a query finds a text of its own language by words."""
    return bool(set(query_words(query, [language])) & set(index_words(text, language)))


@pytest.mark.parametrize(
    ("language", "query", "text"),
    [
        ("fr", "Où sont les œuvres ?", "Une oeuvre du musée"),
        ("en", "Who paused sales?", "The company is pausing each sale"),
        ("es", "¿Qué canciones cantó?", "La canción es suya"),
        ("de", "Welche Straßen sind gesperrt?", "Die Strasse bleibt zu"),
        ("de", "Wie viele Häuser?", "Ein altes Haus"),
        ("it", "Che cos'è l'universalità?", "Parla dell'universalità dei diritti"),
        ("pt", "Quais são as cidades?", "A cidade tem um porto"),
        ("nl", "Welke schepen varen?", "De schepen liggen stil"),
        ("ru", "Какие корабли приходят?", "Сюда пришёл корабль"),
        ("ar", "أين المدرسة؟", "بُنيت مدرســة على تلّة"),
        ("ar", "الى اين الرحلات", "رحلةٌ إلى البحر"),
        ("ja", "顔認識とは何ですか", "警察の顔認識を停止"),
        ("zh", "工厂在哪里？", "这座工厂生产汽车"),
        ("ko", "한국은 어디에 있습니까?", "한국의 수도"),
        ("th", "ประเทศไทยอยู่ที่ไหน", "เมืองหลวงของประเทศไทย"),
        ("hi", "हिन्दी कहाँ बोली जाती है?", "वे हिन्दी बोलते हैं"),
    ],
)
def test_a_word_is_found_in_another_form(language: str, query: str, text: str) -> None:
    assert meets(query, text, language)


@pytest.mark.parametrize(
    ("language", "query", "text"),
    [
        ("fr", "Qui est-ce qui a acheté la maison ?", "Il est dit que la ville a un port"),
        ("en", "What is the name of the captain?", "It is the end of the day"),
        ("es", "¿Cuándo fue la batalla?", "La casa fue de su padre"),
        ("de", "Was ist der Grund für die Sperrung?", "Das ist der Hafen für die Fähre"),
        ("it", "Quando è stata la guerra?", "È stata una bella casa"),
        ("pt", "Quem foi o autor do livro?", "O porto foi do rei"),
        ("nl", "Wie is de schrijver van het boek?", "Het is de haven van de stad"),
        ("ru", "Корабль", "Город"),
        ("ja", "顔認識", "港は五月に開いた"),
    ],
)
def test_words_that_every_text_has_find_nothing(language: str, query: str, text: str) -> None:
    assert not meets(query, text, language)


def test_a_query_of_such_words_alone_keeps_them() -> None:
    assert query_words("The Who", ["en"]) == index_words("the who", "en")
    assert query_words("Qui est là ?", ["fr"]) != []


def test_words_for_asking_are_those_of_the_querys_language_only() -> None:
    assert "son" not in query_words("Quel est son nom ?", ["fr", "en"])
    assert "son" in query_words("Who is the son?", ["en", "fr"])


def test_a_query_has_the_words_of_each_language_of_the_corpus_once() -> None:
    words = query_words("police agencies", ["en", "fr"])

    assert len(words) == len(set(words))
    assert set(index_words("police agencies", "en")) | set(index_words("police agencies", "fr")) == set(words)


@given(st.text(), st.sampled_from(["fr", "en", "ja", "xx"]))
def test_any_text_gives_words_that_are_letters_or_digits(text: str, language: str) -> None:
    assert all(word.isalnum() or not word.isascii() for word in index_words(text, language))
    assert not any('"' in word for word in index_words(text, language))
    assert set(query_words(text, [language])) <= set(index_words(text, language))
