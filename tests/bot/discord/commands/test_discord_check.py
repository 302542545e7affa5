from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.discord_scene import EXACT, buttons, make_room, said, speak_french

if TYPE_CHECKING:
    import pytest
    from simcord import Env

    from tests.support.fakes import ScriptedChat

POST = (
    "Amazon pauses the sale of Rekognition to the police for one year. Really? "
    "Amazon pauses the sale of Rekognition to the police for 2 years. Kangaroos hibernate underwater."
)
FOR = (
    "✅ **Amazon pauses the sale of Rekognition to the police for one year.**\nThe articles say so:"
    " “Amazon pauses the sale of Rekognition to the police for one year.” [1]"
)
UNSURE = (
    "❔ **Amazon pauses the sale of Rekognition to the police for 2 years.**\nI find nothing that settles it; nearest:"
    " “Amazon pauses the sale of Rekognition to the police for one year.” [2]"
)


async def test_the_claims_of_a_message_are_checked_one_by_one_in_private_and_no_model_is_asked(
    simcord_env: Env, model: ScriptedChat
) -> None:
    room = make_room(simcord_env)
    message = await room.alice.send(room.channel, POST)

    checked = await room.bob.context_menu(room.channel, "Check this", message)

    (text,) = said(checked)
    assert checked.ephemeral
    assert FOR in text
    assert UNSURE in text
    assert "Really" not in text
    assert "❔ **Kangaroos hibernate underwater.**" in text
    assert f"[[2]](<{EXACT}>) **Amazon's pause**" in text
    assert model.prompts == []


async def test_what_was_checked_is_shown_to_everyone_by_a_button(simcord_env: Env) -> None:
    room = make_room(simcord_env)
    message = await room.alice.send(room.channel, POST)
    checked = await room.bob.context_menu(room.channel, "Check this", message)
    assert checked.response is not None

    shown = await room.bob.click(checked.response.message, custom_id=buttons(checked.response)["Show everyone"])

    assert not shown.ephemeral
    assert said(shown) == said(checked)


async def test_a_message_that_claims_nothing_is_told_so_in_french_too(
    simcord_env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = make_room(simcord_env)
    message = await room.alice.send(room.channel, "Who pauses? Hello!")
    english = await room.bob.context_menu(room.channel, "Check this", message)
    speak_french(monkeypatch)
    french = await room.bob.context_menu(room.channel, "Check this", message)

    assert said(english) == ["That message claims nothing that I could check."]
    assert said(french) == ["Ce message n'affirme rien que je puisse vérifier."]
