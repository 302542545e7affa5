"""Ask the bot 200 questions in a minute from 50 people, over real sockets: is any lost or doubled, and how fast is it?

    python -m benchmarks.discord_load

The bot runs as its own process, against a Discord on loopback that runs on the same machine; a script makes what the
chat model says. A question takes from the command to the last edit; what it takes beyond its engine (finding the
passages to show, and answering) is the bot's own, Discord's part on loopback included. Then the bundled chat model is
kept busy with three questions, and it is seen how soon a fourth is acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.discord_scene import said
from tests.support.loopback_discord import running_bot, until
from tests.support.program import PROGRAM, ROOT
from tests.support.wire import answered, discord_on_loopback, settings_for

QUESTIONS = 200
PEOPLE = 50
SECONDS = 60.0
BUSY_ROUNDS = 8
BUSY_AFTER = 2.0
ASKED = (
    "For how long does Amazon suspend police use of Rekognition?",
    "Pourquoi IBM renonce-t-elle à la reconnaissance faciale ?",
    "Which law does Microsoft wait for?",
    "What did the ACLU's test of Rekognition find?",
)
_ONE_AT_A_TIME = asyncio.Lock()


class Asked(NamedTuple):
    """A question with how many seconds its answer took, and what answered."""

    words: str
    seconds: float
    result: Any


async def run(folder: Path) -> None:
    """Run the bot, ask, and print the figures."""
    settings = settings_for(folder / "data")
    subprocess.run([*PROGRAM, "ingest", str(ROOT / "articles")], check=True, env=settings, capture_output=True)  # noqa: ASYNC221, S603 -- nothing else runs yet, and it is ourselves
    settings |= {"FOOTNOTE_DISCORD_CORPORA": "*=main", "TIMES_FILE": str(folder / "times.jsonl")}
    async with discord_on_loopback() as world:
        guild = world.env.create_guild("Load")
        channels = [guild.create_text_channel(f"channel-{n}") for n in range(10)]
        people = [guild.add_member(world.env.create_user(f"person-{n}")) for n in range(PEOPLE)]
        program = [sys.executable, "-m", "benchmarks.timed_bot"]
        async with running_bot(world, settings, folder / "log.txt", program) as bot:
            await bot.ready()
            alone = [await _ask(people[n], channels[0], _question(n)) for n in range(12)][4:]
            before = memory_mb(bot.process.pid)
            began = time.perf_counter()
            tasks: list[asyncio.Task[Asked]] = []
            for n in range(12, 12 + QUESTIONS):
                await asyncio.sleep(max(0.0, began + (n - 12) * SECONDS / QUESTIONS - time.perf_counter()))
                channel, person = random.choice(channels), people[n % PEOPLE]  # noqa: S311 -- no secret
                tasks.append(asyncio.create_task(_ask(person, channel, _question(n))))
            taken = await asyncio.gather(*tasks)
            after = memory_mb(bot.process.pid)
            await bot.stop()
    acknowledged = len(world.calls_to("POST", "/callback$")) - 12
    _tell(acknowledged, alone, taken, _engine_seconds(folder / "times.jsonl"), after - before)


async def run_busy(folder: Path) -> None:
    """Keep the bundled chat model busy with three questions, and print how soon a fourth is acknowledged."""
    shutil.copytree(folder / "data" / "corpus", folder / "busy" / "corpus")
    settings = settings_for(folder / "busy") | {"FOOTNOTE_CHAT_MODEL": "local", "FOOTNOTE_DISCORD_CORPORA": "*=main"}
    acks: list[float] = []
    async with discord_on_loopback() as world:
        guild = world.env.create_guild("Load")
        channel = guild.create_text_channel("questions")
        people = [guild.add_member(world.env.create_user(f"person-{n}")) for n in range(4 * BUSY_ROUNDS)]
        async with running_bot(world, settings, folder / "busy.txt") as bot:
            await bot.ready()
            for n in range(BUSY_ROUNDS):
                *three, last = people[4 * n : 4 * n + 4]
                asked = [await person.slash(channel, "ask", question=_question(n)) for person in three]
                await asyncio.sleep(BUSY_AFTER)
                known, began = len(world.calls_to("POST", "/callback$")), time.perf_counter()
                asked.append(await last.slash(channel, "ask", question="Qui dirige IBM ?"))
                await until(lambda known=known: len(world.calls_to("POST", "/callback$")) > known, 10)
                acks.append(world.calls_to("POST", "/callback$")[known].at - began)
                for one in asked:
                    await answered(one)
            await bot.stop()
    print(f"acknowledged while the chat model is busy: {', '.join(f'{one * 1000:.0f}' for one in acks)} ms")


def _question(number: int) -> str:
    """Return a question that was asked by nobody before, so that nothing is known of it."""
    return f"{ASKED[number % len(ASKED)]} ({number})"


async def _ask(person: Any, channel: Any, words: str) -> Asked:
    """Ask a question; return it with how many seconds its answer took, and what answered."""
    async with _ONE_AT_A_TIME:  # the simulator takes no command while it hands over another
        began = time.perf_counter()
        result = await person.slash(channel, "ask", question=words)
    await until(lambda: result.response and result.response.components, 120)
    return Asked(words, time.perf_counter() - began, result)


def _engine_seconds(times: Path) -> dict[str, float]:
    """Return how long the engine took for each question, both its ways in together."""
    seconds: dict[str, float] = defaultdict(float)
    for words, taken in map(json.loads, times.read_text(encoding="utf-8").splitlines()):
        seconds[words] += taken
    return seconds


def _tell(acknowledged: int, alone: list[Asked], taken: list[Asked], engine: dict[str, float], grown_mb: float) -> None:
    answers = sum(bool(said(one.result)) for one in taken)
    print(f"questions {len(taken)}, answered {answers}, acknowledged {acknowledged} times")
    for name, asked in (("one at a time", alone), ("under load", taken)):
        whole = sorted(one.seconds for one in asked)
        own = sorted(one.seconds - engine[one.words] for one in asked)
        for what, seconds in (("command to last edit", whole), ("the bot's own of it", own)):
            shares = (f"p{share} {_share(seconds, share) * 1000:.0f} ms" for share in (50, 95, 100))
            print(f"{name}, {what}: {', '.join(shares)}")
    print(f"memory grown by {grown_mb:.0f} MB")


def _share(seconds: list[float], percent: int) -> float:
    return seconds[min(len(seconds) * percent // 100, len(seconds) - 1)]


def memory_mb(process: int) -> float:
    """Return how many megabytes of memory a process holds."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(run(Path(name)))
        asyncio.run(run_busy(Path(name)))
