from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pytest

from bot.service.corpora.material import _file_name, is_text  # pyright: ignore[reportPrivateUsage] -- no other way shows it
from tests.support.discord_scene import QUESTION, SAID, make_room, own_id

if TYPE_CHECKING:
    from pathlib import Path

    from simcord import Env

    from bot.discord.client import FootnoteBot
    from tests.support.discord_scene import Room

MINUTES = b"# Minutes of May\n\nAmazon pauses the sale of Rekognition to the police for one year, the board was told.\n"


@pytest.mark.simcord(settle_timeout=20)
async def test_a_text_that_is_attached_is_what_is_asked_about_and_nothing_of_it_is_kept(
    simcord_env: Env, simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    room = make_room(simcord_env)

    await ask_about(room, simcord_env, "minutes.md", MINUTES)

    text = last(room)
    assert "one year" in text
    assert "**Minutes of May**" in text
    assert "Amazon's pause" not in text
    assert simcord_bot.parts.store.answers.of_server(room.guild.id, since=0) == []
    assert simcord_bot.parts.store.questions.all() == []
    assert left_in(tmp_path) == []


async def test_a_file_that_is_too_large_is_refused_in_one_sentence(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    await ask_about(room, simcord_env, "minutes.txt", b"x" * 100_001)

    refused = room.alice.user.dm_channel.history()[-1].content
    assert refused == "“minutes.txt” is larger than 100 KB: attach a shorter text, or add it to the articles."


async def test_what_is_attached_and_no_text_is_left_alone(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    await ask_about(room, simcord_env, "a.zip", b"PK" * 100_000)

    assert SAID in last(room)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("minutes.md", "minutes.md"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.md", "boot.md"),
        (".md", "text.md"),
        ("a\x00b<c>.TXT", "a b c.txt"),
        ("é" * 300 + ".markdown", "é" * 100 + ".md"),
    ],
)
def test_a_files_name_leads_nowhere_else(name: str, kept: str) -> None:
    assert is_text(name)
    assert _file_name(name) == kept


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith("footnote-")]


async def ask_about(room: Room, env: Env, name: str, content: bytes) -> None:
    await room.alice.send(room.channel, f"<@{own_id(env)}> {QUESTION}", attachments=[(name, content)])


def last(room: Room) -> str:
    message = room.channel.last_message
    assert message is not None
    return message.content
