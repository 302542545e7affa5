"""Every message is in every language that claims it, with its gaps, and said somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bot
from bot.answering.events import StageCode
from bot.answering.reply import HeadingCode, NoteCode, ReplyCode
from bot.messages.catalogue import gaps, interface_languages, languages, read_catalogue, text
from bot.messages.replies import say_note
from bot.messages.wording import language_of, name_of, say, say_error, say_number, terminal_language
from corpus.errors import ArticleError, SettingsError, UsageError
from tests.support.reasons import reasons
from tests.support.terminal_words import terminal_words

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(bot.__file__).parent / "messages"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.parent.rglob("*.py"))
CATALOGUES = {language: read_catalogue(FOLDER / f"{language}.po") for language in languages()}
ENGLISH = CATALOGUES["en"].messages
KEYS = sorted(key for context, key in ENGLISH if context is None)
# Keys that are put together where they are used.
BUILT = {f"stage_{code}" for code in StageCode} | {f"note_{code}" for code in NoteCode} | {"stage_reading_best"}
BUILT_BY = re.compile(r"(button|digest|kind|limit|look|room|threads|failed|status|count|bar)_\w+|time_months?_vowel")
OF_REPLIES = [key for key in KEYS if key.startswith(("note_", "reply_", "time_"))]
OTHERS = [language for language in interface_languages() if language != "en"]


def test_the_languages_are_those_of_the_folder_english_first() -> None:
    assert languages()[0] == interface_languages()[0] == "en"
    assert set(languages()) == {path.stem for path in FOLDER.glob("*.po")}
    assert {"en", "fr", "de"} <= set(interface_languages()) < set(languages())


@pytest.mark.parametrize("language", interface_languages())
def test_a_language_that_claims_everything_lacks_nothing(language: str) -> None:
    there = {key for context, key in CATALOGUES[language].messages if context is None}

    assert there == set(KEYS)


@pytest.mark.parametrize("language", OTHERS)
def test_each_reason_is_there_in_each_language_with_the_same_gaps(language: str) -> None:
    there = {key: forms for (context, key), forms in CATALOGUES[language].messages.items() if context == "error"}

    assert [words for words in reasons() if words not in there] == []
    assert all(gaps(forms[0]) == gaps(words) for words, forms in there.items())


@pytest.mark.parametrize("language", OTHERS)
def test_no_words_of_a_reason_are_left_over(language: str) -> None:
    kept = {key for context, key in CATALOGUES[language].messages if context == "error"}

    assert kept <= set(reasons())


@pytest.mark.parametrize("language", OTHERS)
def test_the_help_of_every_command_is_there_in_each_language_and_nothing_else(language: str) -> None:
    there = {key for context, key in CATALOGUES[language].messages if context == "terminal"}

    assert there == terminal_words()


@pytest.mark.parametrize("language", languages())
def test_each_language_says_every_reply(language: str) -> None:
    assert [key for key in OF_REPLIES if (None, key) not in CATALOGUES[language].messages] == []


@pytest.mark.parametrize("key", KEYS)
def test_each_message_is_said_somewhere(key: str) -> None:
    built = key in BUILT or BUILT_BY.fullmatch(key) or key.removeprefix("reply_") in set(ReplyCode)

    assert f'"{key}"' in CODE or f"'{key}'" in CODE or built or key in set(HeadingCode)


def test_each_message_that_is_said_is_there() -> None:
    said = set(re.findall(r'(?<![\w.])(?:say|text)\(\s*"(\w+)"', CODE))

    assert said
    assert said <= set(KEYS)
    assert set(KEYS) >= BUILT


def test_a_refusal_has_its_message() -> None:
    refused = set(re.findall(r'(?:RefusedError|WrongOptionError)\(\s*"(\w+)"', CODE))

    assert refused
    assert refused <= set(KEYS)


def test_a_message_takes_the_form_of_its_count() -> None:
    assert say("stage_reading", "en", count=1) == "Reading 1 sentence"
    assert say("stage_reading", "en", count=2000) == "Reading 2,000 sentences"
    assert say("count_added", "fr", count=0) == "0 ajouté"
    assert say("count_waiting", "de", count=2) == "2 warten auf einen neuen Versuch"


def test_what_a_language_lacks_is_said_in_english() -> None:
    assert say("starting", "es") == "Starting"
    assert say("reply_nearest", "sv") == "No sentence was found that states it."
    assert text("no sentence of ours", "fr", context="error") == "no sentence of ours"
    with pytest.raises(KeyError):
        say("no_such_key", "en")


def test_every_note_can_be_said_in_every_language() -> None:
    from bot.answering.reply import Note

    for language in languages():
        for code in NoteCode:
            assert say_note(Note(code=code, words=("a", "b"), count=3), language).strip()


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("de_AT.UTF-8", "de"),
        ("en-US", "en"),
        ("C.UTF-8", "en"),
        ("es-ES", "en"),  # replies only
        ("", "en"),
    ],
)
def test_a_locale_is_spoken_with_in_its_language_where_that_is_complete(locale: str, language: str) -> None:
    assert language_of(locale) == language


def test_the_terminal_speaks_the_language_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert terminal_language() == "fr"
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert terminal_language() == "de"


def test_names_of_languages_and_numbers_are_those_of_the_language() -> None:
    assert (name_of("de", "fr"), name_of("en", "de")) == ("allemand", "Englisch")
    assert (say_number(1234.5, "de"), say_number(1234, "en")) == ("1.234,5", "1,234")


def test_an_error_is_worded_in_the_persons_language_where_it_has_words() -> None:
    known = ArticleError("{name} is empty: write something in it or remove it.", name="a.txt")
    unknown = UsageError("Something {odd} is wrong.")

    assert say_error(known, "de") == "a.txt ist leer: Schreib etwas hinein oder entferne es."
    assert say_error(known, "en") == str(known)
    assert say_error(unknown, "fr") == str(unknown) == "Something {odd} is wrong."


def without_a_gap(held: str) -> str:
    return held.replace("{place}", "")


def with_a_gap_too_many(held: str) -> str:
    return held.replace("{place}", "{place} {other}")


def with_odd_braces(held: str) -> str:
    return held.replace("{place}", "{place")


def broken(held: str) -> str:
    return held.replace('msgid "in_queue"', 'msgid "in_queue')


@pytest.mark.parametrize("harm", [without_a_gap, with_a_gap_too_many, with_odd_braces, broken])
def test_a_catalogue_that_is_broken_is_refused_in_one_sentence(tmp_path: Path, harm: Callable[[str], str]) -> None:
    held = (FOLDER / "de.po").read_text(encoding="utf-8")
    assert harm(held) != held
    (tmp_path / "de.po").write_text(harm(held), encoding="utf-8")

    with pytest.raises(SettingsError) as raised:
        read_catalogue(tmp_path / "de.po")

    assert raised.value.exit_status == 2
    assert "\n" not in str(raised.value)
