from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest
from discord import Locale, app_commands

import bot
from bot.answering.events import Stage, StageCode
from bot.discord.commands.translations import FRENCH, French
from bot.messages.interface_texts import LANGUAGES, Language, language_of, say, say_date, say_stage
from bot.messages.phrases import PHRASES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.discord.client import FootnoteBot

CODE = "\n".join(
    path.read_text(encoding="utf-8") for path in Path(bot.__file__).parent.rglob("*.py") if path.name != "phrases.py"
)
# Keys that are put together where they are used.
BUILT = re.compile(r"(language|button|digest|limit|threads|failed|status)_\w+")


@pytest.mark.parametrize("key", PHRASES)
def test_each_text_is_there_in_both_languages_with_the_same_values(key: str) -> None:
    english, french = PHRASES[key]

    assert english.strip()
    assert french.strip()
    assert fields(english) == fields(french)


@pytest.mark.parametrize("key", PHRASES)
def test_each_text_is_said_somewhere(key: str) -> None:
    assert f'"{key}"' in CODE or f"'{key}'" in CODE or BUILT.fullmatch(key)


def test_each_text_that_is_said_is_there() -> None:
    said = set(re.findall(r'(?:say|RefusedError)\(\s*"(\w+)"', CODE))

    assert said
    assert said <= PHRASES.keys()


def test_each_command_and_option_has_a_french_name_and_description(simcord_bot: FootnoteBot) -> None:
    told = list(words(simcord_bot.tree.get_commands(type=None)))

    assert {"ask", "Ask about this message", "What to ask, in any language.", "status"} <= set(told)
    assert [one for one in told if one not in FRENCH] == []


def test_no_french_of_commands_is_left_over(simcord_bot: FootnoteBot) -> None:
    assert set(FRENCH) - set(words(simcord_bot.tree.get_commands(type=None))) == set()


async def test_the_names_in_french_are_such_as_discord_takes(simcord_bot: FootnoteBot) -> None:
    commands = simcord_bot.tree.get_commands(type=None)
    payloads = [await one.get_translated_payload(simcord_bot.tree, French()) for one in commands]

    def check(part: dict[str, Any], siblings: list[str]) -> None:
        name = part["name_localizations"][Locale.french.value]
        if part.get("type") not in {2, 3} or "options" in part:
            assert re.fullmatch(r"[-_'\w]{1,32}", name)
            assert name == name.lower()
        siblings.append(name)
        if part.get("description"):
            assert 1 <= len(part["description_localizations"][Locale.french.value]) <= 100
        inner: list[str] = []
        for option in part.get("options", []):
            check(option, inner)
        assert len(set(inner)) == len(inner)

    names: list[str] = []
    for payload in payloads:
        check(payload, names)
    assert len(set(names)) == len(names)


def test_a_text_is_said_in_the_language_of_the_locale() -> None:
    assert language_of("fr") == "fr"
    assert language_of("fr-CA") == "fr"
    assert language_of("en-US") == language_of("de") == "en"
    assert say("nothing_found", "fr") == "Rien trouvé."
    assert say_date(date(2020, 6, 1), "fr") == "1er juin 2020"
    assert say_date(date(2020, 6, 10), "en") == "10 June 2020"


def test_the_engines_stages_are_said_in_both_languages() -> None:
    assert say_stage(Stage(code=StageCode.TRANSLATING), "fr") == "Je traduis"
    assert say_stage(Stage(code=StageCode.READING, count=12), "en") == "Reading 12 sentences"
    assert say_stage(Stage(code=StageCode.CHECKING), "fr") == "Je vérifie"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_stage_of_the_engine_has_words_of_its_own(language: Language) -> None:
    said = {say_stage(Stage(code=code), language) for code in StageCode}

    assert len(said) == len(StageCode)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def words(commands: list[Any]) -> Iterator[str]:
    for command in commands:
        yield command.name
        if isinstance(command, app_commands.ContextMenu):
            continue
        yield command.description
        if isinstance(command, app_commands.Group):
            yield from words(list(command.commands))
            continue
        for parameter in command.parameters:
            yield parameter.name
            yield str(parameter.description)
            yield from (choice.name for choice in parameter.choices)
