from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from discord import Locale, app_commands

from bot import messages
from bot.answering.events import Stage, StageCode
from bot.discord.commands.translations import Translations
from bot.messages.catalogue import interface_languages, read_catalogue
from bot.messages.wording import language_of, say, say_date, say_stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.discord.client import FootnoteBot

OTHERS = [language for language in interface_languages() if language != "en"]
# What Discord calls each language.
LOCALES = {language: next(one for one in Locale if one.value.partition("-")[0] == language) for language in OTHERS}


@pytest.mark.parametrize("language", OTHERS)
def test_each_command_and_option_has_a_name_and_description(simcord_bot: FootnoteBot, language: str) -> None:
    told = set(words(simcord_bot.tree.get_commands(type=None)))

    assert {"ask", "Ask about this message", "What to ask, in any language.", "status"} <= told
    assert told == _commands(language)


@pytest.mark.parametrize("language", OTHERS)
async def test_the_names_are_such_as_discord_takes(simcord_bot: FootnoteBot, language: str) -> None:
    commands = simcord_bot.tree.get_commands(type=None)
    payloads = [await one.get_translated_payload(simcord_bot.tree, Translations()) for one in commands]
    locale = LOCALES[language].value

    def check(part: dict[str, Any], siblings: list[str]) -> None:
        name = part["name_localizations"][locale]
        if part.get("type") not in {2, 3} or "options" in part:
            assert re.fullmatch(r"[-_'\w]{1,32}", name)
            assert name == name.lower()
        siblings.append(name)
        if part.get("description"):
            assert 1 <= len(part["description_localizations"][locale]) <= 100
        inner: list[str] = []
        for option in part.get("options", []):
            check(option, inner)
        assert len(set(inner)) == len(inner)

    names: list[str] = []
    for payload in payloads:
        check(payload, names)
    assert len(set(names)) == len(names)


def test_a_text_is_said_in_the_language_of_the_locale() -> None:
    assert language_of("en-US") == language_of("sv-SE") == "en"
    assert say("nothing_found", "fr") == "Rien trouvé."
    assert say_date(date(2020, 6, 1), "fr") == "1er juin 2020"
    assert say_date(date(2020, 6, 10), "en") == "10 June 2020"
    assert say_date(date(2020, 6, 10), "de") == "10. Juni 2020"


def test_the_engines_stages_are_said_in_both_languages() -> None:
    assert say_stage(Stage(code=StageCode.TRANSLATING), "fr") == "Je traduis"
    assert say_stage(Stage(code=StageCode.READING, count=12), "en") == "Reading 12 sentences"
    assert say_stage(Stage(code=StageCode.CHECKING), "fr") == "Je vérifie"


@pytest.mark.parametrize("language", interface_languages())
def test_each_stage_of_the_engine_has_words_of_its_own(language: str) -> None:
    said = {say_stage(Stage(code=code), language) for code in StageCode}

    assert len(said) == len(StageCode)


def _commands(language: str) -> set[str]:
    catalogue = read_catalogue(Path(messages.__file__).parent / f"{language}.po")
    return {key for context, key in catalogue.messages if context == "command"}


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
            yield parameter.display_name
            yield str(parameter.description)
            yield from (choice.name for choice in parameter.choices)
