"""Each command, button and form in each language, for whom it is there and for whom it isn't: none is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import discord
import pytest
from simcord import interactions

from bot.messages.catalogue import interface_languages
from bot.messages.wording import say
from tests.support.discord_scene import (
    PAUSE,
    QUESTION,
    buttons,
    fill,
    make_room,
    own_id,
    pause,
    said,
    show_commands,
    speak,
)
from tests.support.loopback_discord import PATIENCE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from simcord import Env, InteractionResult, MemberActor

    from bot.discord.client import FootnoteBot
    from tests.support.discord_scene import Room

LANGUAGES = sorted(interface_languages())
# What the options of commands are given, by their names, so that something is said that isn't an article's.
GIVEN: dict[str, Any] = {
    "question": QUESTION,
    "words": "police",
    "since": "2030",
    "number": 9,
    "title": "No such title",
    "address": "https://127.0.0.1/feed",
    "what": "press",
}
CLAIM = "Amazon pauses the sale of Rekognition to the police for one year."
MANAGED = {
    "articles add",
    "articles refresh",
    "articles remove",
    "articles status",
    "articles threads",
    "footnote report",
    "footnote settings",
}
MENUS = {"Ask about this message", "Check this"}
# These tell of what is whoever asks', wherever they are.
ANYWHERE = {"following"}

pytestmark = pytest.mark.simcord(settle_timeout=PATIENCE)


async def test_each_command_speaks_the_language_of_whoever_uses_it(
    simcord_env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = make_room(simcord_env, alice_manages=True)

    told = {language: await used(simcord_env, room, room.alice, monkeypatch, language) for language in LANGUAGES}

    assert set(told["en"]) >= MANAGED | MENUS | {"ask", "search", "sources", "source", "article", "help", "export"}
    assert all(told["en"].values())
    for name in told["en"]:
        assert len({told[language][name] for language in LANGUAGES}) == len(LANGUAGES), name


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_command_that_changes_something_is_refused_to_others_in_their_language(
    simcord_env: Env, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    room = make_room(simcord_env)
    show_commands(simcord_env, room.guild, room.bob)

    told = await used(simcord_env, room, room.bob, monkeypatch, language)

    assert {name for name, words in told.items() if words == say("managers_only", language)} == MANAGED


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_command_is_refused_elsewhere_than_where_the_bot_is_to_be_used(
    simcord_env: Env, simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    room = make_room(simcord_env)
    here = room.guild.create_text_channel("here")
    simcord_bot.parts.store.servers.change(room.guild.id, channels=(here.id,))

    told = await used(simcord_env, room, room.bob, monkeypatch, language)

    refusal = say("not_here", language, channels=f"<#{here.id}>")
    assert {name for name, words in told.items() if words != refusal} == ANYWHERE


async def test_each_button_and_form_speaks_the_language_of_whoever_presses_it(
    simcord_env: Env, simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(simcord_bot, "main", *(pause(f"Pause {n}", PAUSE, f"https://example.org/{n}") for n in range(12)))
    room = make_room(simcord_env, alice_manages=True)

    simcord_bot.parts.store.servers.change(room.guild.id, per_person=0)

    told = {language: await pressed(simcord_env, room, monkeypatch, language) for language in LANGUAGES}

    places = {place for place, _ in told["en"]}
    assert places == {"answer", "help", "settings", "sources", "following", "remove", "report", "check"}
    assert all(told["en"].values())
    for key in told["en"]:
        assert len({told[language][key] for language in LANGUAGES}) > 1, key  # "Passages" is French too


async def used(
    env: Env, room: Room, person: MemberActor, monkeypatch: pytest.MonkeyPatch, language: str
) -> dict[str, str]:
    """Have someone use each command that they see; return what each told them."""
    speak(monkeypatch, language)
    message = await room.bob.send(room.channel, CLAIM)
    told: dict[str, str] = {}
    for command in env.backend.commands[None].values():
        if command["type"] == 3:
            told[command["name"]] = shown(await person.context_menu(room.channel, command["name"], message))
    for command in env.backend.visible_commands(user_id=person.id, channel_id=room.channel.id):
        for path, leaf in interactions.command_leaves(command):
            given = GIVEN | {"channel": room.channel}
            taken = {option["name"] for option in leaf.get("options", [])} & set(given)
            name = " ".join(path)
            told[name] = shown(await person.slash(room.channel, name, **{one: given[one] for one in taken}))
    return told


async def pressed(env: Env, room: Room, monkeypatch: pytest.MonkeyPatch, language: str) -> dict[tuple[str, str], str]:
    """Have alice press each button under each kind of message; return what each told her."""
    speak(monkeypatch, language)
    await room.alice.send(room.channel, f"<@{own_id(env)}> {QUESTION}")
    answer: Any = room.channel.last_message
    await room.alice.slash(room.channel, "ask", question="Who owns the zebra?", source="elsewhere")
    told = {("answer", key): words async for key, words in presses(room.alice, lambda: answer)}
    for place, command, options in (
        ("help", "help", {}),
        ("settings", "footnote settings", {}),
        ("sources", "sources", {}),
        ("report", "footnote report", {}),
        ("following", "following", {}),
        ("remove", "articles remove", {"what": "https://example.org/0"}),
    ):
        result = await room.alice.slash(room.channel, command, **options)
        told |= {(place, key): words async for key, words in presses(room.alice, lambda one=result: one.response)}
    claim = await room.bob.send(room.channel, CLAIM)
    checked = await room.alice.context_menu(room.channel, "Check this", claim)
    return told | {("check", key): words async for key, words in presses(room.alice, lambda: checked.response)}


async def presses(person: MemberActor, message: Callable[[], Any]) -> AsyncIterator[tuple[str, str]]:
    """Press each button under a message, those too that come there by it; yield its id and what it told."""
    done: set[str] = set()
    while left := [one for one in pressable(message()) if one not in done]:
        done.add(left[0])
        yield re.sub("[0-9a-f]{16}", "", left[0]), shown(await person.click(message(), custom_id=left[0]))


def pressable(message: Any) -> list[str]:
    """Return the ids of the buttons under a message that can be pressed."""
    found: list[str] = []

    def walk(parts: Iterable[Any]) -> None:
        for part in parts:
            kept: dict[str, Any] = dict(part.to_dict()) if isinstance(part, discord.Component) else part
            if (
                kept["type"] == discord.ComponentType.button.value
                and kept.get("custom_id")
                and not kept.get("disabled")
            ):
                found.append(kept["custom_id"])
            walk([*kept.get("components", ()), *filter(None, [kept.get("accessory")])])

    walk(message.components)
    return found


def shown(result: InteractionResult) -> str:
    """Return all words that an interaction showed: messages, what stands on buttons and menus, a form."""
    messages = [one for one in (result.response, *result.followups) if one]
    labels = [label for one in messages for label in buttons(one)]
    form = list(labels_of(result.modal)) if result.modal else []
    return "\n".join([*said(result), *labels, *form])


def labels_of(part: dict[str, Any]) -> Iterator[str]:
    """Yield the words of a form."""
    for name in ("title", "label", "placeholder"):
        if part.get(name):
            yield str(part[name])
    for inner in [*part.get("components", []), *filter(None, [part.get("component")]), *part.get("options", [])]:
        yield from labels_of(inner)
