"""Forty people ask in one channel at once, over real sockets, where Discord lets five calls through and then waits."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.support.discord_scene import make_room
from tests.support.loopback_discord import running_bot, until
from tests.support.wire import PATIENCE, discord_on_loopback, is_whole, replies_to, settings_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.support.discord_scene import Room
    from tests.support.loopback_discord import Call

ASKED = 40
# One answer after the other, so that their order is that of asking; Discord's times are a fifth of what they are. It is
# noted when an answer is there to be shown.
QUICK = """
import pathlib, time
from bot.discord import start
from bot.discord.rendering import live_message
from bot.service.admission import pace
start._AT_ONCE, pace._SECONDS = 1, 1.0
live_message.SECONDS_BETWEEN_EDITS = 0.3
from bot.discord.asking import answering
give = answering._give
async def noted(parts, asking, outcome):
    with pathlib.Path({noted!r}).open("a") as file:
        file.write(f"{{asking.request.message}} {{time.perf_counter_ns()}}" + chr(10))
    return await give(parts, asking, outcome)
answering._give = noted
from bot.cli import main
main()
"""


async def test_a_burst_of_forty_is_answered_in_order_and_within_the_limits(
    corpora: dict[str, Path], tmp_path: Path
) -> None:
    data, noted = tmp_path / "data", tmp_path / "ready"
    shutil.copytree(corpora["articles"], data / "corpus")
    async with discord_on_loopback() as world:
        room = make_room(world.env)
        people = [room.guild.add_member(world.env.create_user(f"person-{n}")) for n in range(ASKED)]
        program = [sys.executable, "-c", QUICK.format(noted=str(noted))]
        async with running_bot(world, settings_for(data), tmp_path / "log.txt", program) as bot:
            await bot.ready()
            world.has_buckets, world.bucket_seconds = True, 1.0
            own = world.backend.bot_user.id
            words = "When does Amazon pause?"
            asked = [await one.send(room.channel, f"<@{own}> {words} ({n})") for n, one in enumerate(people)]
            await until(lambda: all(whole(room, one.id) for one in asked), PATIENCE)
            assert await bot.stop() == 0

    shown = [number for call in world.calls if (number := number_of(call, room, asked)) is not None]
    ready = {int(message): int(moment) / 1e9 for message, moment in map(str.split, noted.read_text().splitlines())}
    limited = Counter((call.method, call.path.split("/messages")[0]) for call in world.calls if call.status == 429)
    answers = [replies_to(room, one.id) for one in asked]
    assert sorted(shown) == list(range(ASKED))
    assert [len(one) for one in answers] == [1] * ASKED
    assert max(abs(place - number) for place, number in enumerate(shown)) <= 5
    assert all(count <= 1 for count in limited.values())
    for number, one in enumerate(asked):
        final = next(call for call in world.calls if number_of(call, room, asked) == number)
        behind = [call for call in world.calls if ready[one.id] < call.at < final.at and tells_of_the_queue(call)]
        assert len(behind) <= 2, number


def whole(room: Room, message: int) -> bool:
    return any(is_whole(one) for one in replies_to(room, message))


def tells_of_the_queue(call: Call) -> bool:
    return "/messages" in call.path and str((call.body or {}).get("content")).startswith("*")


def number_of(call: Call, room: Room, asked: Sequence[Any]) -> int | None:
    """Return whose answer a call showed, counted from the first who asked; None where it showed none."""
    if call.status >= 300 or "accent_color" not in str(call.body):
        return None
    if call.method == "POST":
        question = int(call.body["message_reference"]["message_id"])
    else:
        shown = int(call.path.rpartition("/")[2])
        replies = {one.id: one.reference for one in room.channel.history() if one.reference}
        question = replies[shown].message_id or 0
    return [one.id for one in asked].index(question)
