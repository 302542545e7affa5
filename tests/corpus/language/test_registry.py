"""What is known of a language is one file: seven are known well, an eighth is one file more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.settings import Settings
from bot.wiring.embedding import build_embedder
from corpus.errors import SettingsError
from corpus.language import registry
from corpus.language.identify import identify
from corpus.language.names import first_name, names
from corpus.language.numbers import numbers
from corpus.language.registry import FOLDER, language_data, languages, load
from corpus.language.sentences import split_sentences
from corpus.language.statements import asks, denies, leaves_open
from corpus.language.things import things
from corpus.language.words import index_words, query_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WELL_KNOWN = ("de", "en", "es", "fr", "it", "nl", "pt")

POLISH = r"""
stop_words = "a i w z na do nie co kto kiedy gdzie jak jest był była"
hints = "kto kiedy gdzie jest czy"
abbreviations = "prof ul np"
negations = "nie nigdy bez ani nikt"
joins = "i ale lub"
asks = '^\W*a co z\b'
says_nothing = 'nie (?:mówi|podaje|wspomina)'
before_nouns = "o w z na do od"

[numbers]
2 = "dwa dwie"
3 = "trzy"

[follow_up]
opens = '^\W*(?:a|i)\b\s*'

[question]
topic = 'co (?:mówią|piszą) (?:artykuły )?o'
"""


@pytest.fixture
def with_polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for file in FOLDER.glob("*.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "pl.toml").write_text(POLISH, encoding="utf-8")
    monkeypatch.setattr(registry, "FOLDER", tmp_path)
    languages.cache_clear()
    yield
    languages.cache_clear()


@pytest.mark.usefixtures("with_polish")
def test_an_eighth_language_is_one_file() -> None:
    assert identify("Kto kieruje IBM?") == "pl"
    assert "kto" not in query_words("Kto kieruje portem?", ["pl"])
    assert denies("To nie jest prawda.", "pl")
    assert not denies("To nie jest prawda.", "en")
    assert numbers("trzy statki i 4 dźwigi", "pl") == {"3", "4"}
    assert asks("A co z portem", "pl")
    assert leaves_open("Artykuł nie mówi, kiedy.", "pl")
    assert things("Co piszą o delfinach?", "pl") == [("delfinach",)]
    assert len(split_sentences("Tak mówi prof. Nowak. Koniec.", "pl")) == 2
    assert language_data("pl").follow_up.opens.match("A Microsoft?")


def test_a_language_without_a_file_has_no_words_and_breaks_nothing() -> None:
    assert "pl" not in languages()
    assert not denies("To nie jest prawda.", "pl")
    assert numbers("trzy statki i 4 dźwigi", "pl") == {"4"}
    assert names("Kto zna Warszawę?", "pl") == {"warszawe"}
    assert first_name("Kto zna Warszawę Centralną?", "pl") is not None
    assert index_words("Statki, port", "pl") == ["statki", "port"]


@pytest.mark.parametrize("code", WELL_KNOWN)
def test_the_seven_languages_say_all_that_any_article_needs(code: str) -> None:
    language = languages()[code]

    for known in (language.stop_words, language.hints, language.numbers, language.ordinals, language.asked_with):
        assert known
    for pattern in (language.negations, language.joins, language.abbreviations, language.says_nothing, language.bounds):
        assert pattern.pattern != "(?!)"
    assert language.stemmer
    assert set(language.numbers.values()) >= set(range(1, 13))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('negation = "no"', "negation"),
        ("stop_words = 3", "stop_words"),
        ("asks = '(' ", "asks"),
        ("[numbers]\nmany = 'lots'", "numbers"),
        ('stemmer = "klingon"', "stemmer"),
        ("[follow_up]\nclose = 'x'", "follow_up.close"),
        ("[question]\nwhence = 'x'", "question.whence"),
        ("[time]\nweekday = 'x'", "time"),
        ("[time]\nago = '{nothing}'", "{nothing}"),
        ("[time]\nago = '{round}'\n[time.parts]\nround = '{round}'", "{round}"),
        ("time = 3", "time"),
        ("negations =", "xx.toml"),
        ("\ufffe = \udcff", "xx.toml"),
    ],
)
def test_a_broken_file_is_one_sentence_that_names_it_and_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "xx.toml").write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(SettingsError) as caught:
        load(tmp_path)

    assert str(tmp_path / "xx.toml") in str(caught.value)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_status == 2


def test_a_file_that_is_named_by_no_code_is_refused(tmp_path: Path) -> None:
    (tmp_path / "French.toml").write_text("")

    with pytest.raises(SettingsError, match=r"French\.toml"):
        load(tmp_path)


def test_a_broken_file_is_noticed_before_anything_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "en.toml").write_text("negation = 'no'")
    monkeypatch.setattr(registry, "FOLDER", tmp_path)
    languages.cache_clear()

    with pytest.raises(SettingsError, match="negation"):
        build_embedder(Settings(), lambda _: None)

    languages.cache_clear()
