"""Ask the bot 200 questions in a minute from 50 people, over real sockets: is any lost or doubled, and how fast is it?

    python -m benchmarks.discord_load

The bot runs as its own process without a chat model (quotes only), against a Discord on loopback that runs on the same
machine. A question takes from the command to the last edit, finding and answering included; the baseline is one that is
asked alone.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.discord_scene import said
from tests.loopback_discord import LoopbackDiscord, running_bot, until
from tests.program import PROGRAM, ROOT
from tests.wire import discord_on_loopback, settings_for

QUESTIONS = 200
PEOPLE = 50
SECONDS = 60.0
ASKED = (
    "For how long does Amazon suspend police use of Rekognition?",
    "Pourquoi IBM renonce-t-elle à la reconnaissance faciale ?",
    "Which law does Microsoft wait for?",
    "What did the ACLU's test of Rekognition find?",
)


async def run(folder: Path) -> None:
    """Run the bot, ask, and print the figures."""
    settings = settings_for(folder / "data")
    subprocess.run([*PROGRAM, "ingest", str(ROOT / "articles")], check=True, env=settings, capture_output=True)  # noqa: ASYNC221, S603 -- nothing else runs yet
    async with discord_on_loopback() as world:
        guild = world.env.create_guild("Load")
        channels = [guild.create_text_channel(f"channel-{n}") for n in range(10)]
        people = [guild.add_member(world.env.create_user(f"person-{n}")) for n in range(PEOPLE)]
        settings |= {"FOOTNOTE_DISCORD_CORPORA": "*=main"}
        async with running_bot(world, settings, folder / "log.txt") as bot:
            await bot.ready()
            alone = [await _ask(people[0], channels[0], ASKED[n % 4]) for n in range(12)][4:]
            before = memory_mb(bot.process.pid)
            began = time.perf_counter()
            tasks: list[asyncio.Task[tuple[float, Any]]] = []
            for n in range(QUESTIONS):
                await asyncio.sleep(max(0.0, began + n * SECONDS / QUESTIONS - time.perf_counter()))
                channel, person = random.choice(channels), people[n % PEOPLE]  # noqa: S311 -- no secret
                tasks.append(asyncio.create_task(_ask(person, channel, ASKED[n % 4])))
            taken = await asyncio.gather(*tasks)
            after = memory_mb(bot.process.pid)
            await bot.stop()
    _tell(world, [seconds for seconds, _ in alone], taken, after - before)


async def _ask(person: Any, channel: Any, words: str) -> tuple[float, Any]:
    """Ask a question; return how many seconds its answer took, and what answered."""
    began = time.perf_counter()
    result = await person.slash(channel, "ask", question=words)
    await until(lambda: result.response and result.response.components, 120)
    return time.perf_counter() - began, result


def _tell(world: LoopbackDiscord, alone: list[float], taken: list[tuple[float, Any]], grown_mb: float) -> None:
    answers = [said(result) for _, result in taken]
    acks = len(world.calls_to("POST", "/callback$"))
    seconds = sorted(one for one, _ in taken)
    baseline = statistics.median(alone)
    print(f"questions {len(taken)}, answered {sum(bool(one) for one in answers)}, acknowledged {acks - 12} times")
    print(f"one at a time: median {baseline * 1000:.0f} ms")
    for share in (50, 95, 100):
        value = seconds[min(len(seconds) * share // 100, len(seconds) - 1)]
        print(f"under load: p{share} {value * 1000:.0f} ms, {value / baseline:.2f} times one at a time")
    print(f"memory grown by {grown_mb:.0f} MB")


def memory_mb(process: int) -> float:
    """Return how many megabytes of memory a process holds."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(run(Path(name)))
