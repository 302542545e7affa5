from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bot.web
from bot.messages.catalogue import interface_languages, text

if TYPE_CHECKING:
    from tests.support.web_scene import Scene

FOLDER = Path(bot.web.__file__).parent
SAID = re.compile(r"_\(\s*\"((?:[^\"\\]|\\.)*)\"")
RAISED = re.compile(r"HTTPException\(404, \"([^\"]+)\"\)")


def said() -> set[str]:
    templates = [path.read_text(encoding="utf-8") for path in (FOLDER / "templates").glob("*.html")]
    pages = [path.read_text(encoding="utf-8") for path in (FOLDER / "pages").glob("*.py")]
    said = {words for one in (*templates, *pages) for words in SAID.findall(one)}
    return said | {words for one in pages for words in RAISED.findall(one)}


@pytest.mark.parametrize("language", [one for one in interface_languages() if one != "en"])
def test_all_that_the_pages_say_is_said_in_each_language(language: str) -> None:
    same = {"Articles", "Pages", "Server", "Source", "Sources"}

    assert {words for words in said() if text(words, language, context="page") == words} <= same


@pytest.mark.parametrize(
    ("accepted", "language", "words"),
    [
        ("fr-FR,fr;q=0.9", "fr", "Interrogez"),
        ("de", "de", "Fragen Sie"),
        ("xx,en;q=0.5", "en", "Ask the"),
        ("", "en", ""),
    ],
)
async def test_a_page_is_in_the_readers_language(scene: Scene, accepted: str, language: str, words: str) -> None:
    async with scene.client(**{"Accept-Language": accepted}) as client:
        page = (await client.get("/")).text

    assert f'<html lang="{language}">' in page
    assert words in page
