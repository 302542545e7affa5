"""Measure how much memory a bot holds that waits, with the bundled chat model loaded, and without one.

    python -m benchmarks.idle_memory

The bot runs as its own process, against a Discord on loopback, over the sample articles; it has answered one question,
so that whatever is loaded late is there. The chat model is a process of its own; its weights, a file that is mapped,
can be put aside by the system. What is told by what it belongs to is each process's share of what several have mapped.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from tests.support.loopback_discord import running_bot
from tests.support.program import PROGRAM, ROOT
from tests.support.wire import answered, discord_on_loopback, settings_for

QUESTION = "Which agencies are excluded from Amazon's pause?"
_LARGEST = 6


async def run(folder: Path) -> None:
    """Ask a bot of each kind one question, and print what its processes hold."""
    for model in ("local", "none"):
        settings = settings_for(folder / model) | {"FOOTNOTE_DISCORD_CORPORA": "*=main", "FOOTNOTE_CHAT_MODEL": model}
        subprocess.run([*PROGRAM, "ingest", str(ROOT / "articles")], check=True, env=settings, capture_output=True)  # noqa: ASYNC221, S603 -- nothing else runs yet, and it is ourselves
        async with discord_on_loopback() as world:
            guild = world.env.create_guild("Idle")
            channel = guild.create_text_channel("general")
            person = guild.add_member(world.env.create_user("alice"))
            async with running_bot(world, settings, folder / f"{model}.log") as bot:
                await bot.ready()
                await answered(await person.slash(channel, "ask", question=QUESTION))
                print(f"FOOTNOTE_CHAT_MODEL={model}")
                for name, process in (("bot", bot.process.pid), *_children(bot.process.pid)):
                    _tell(name, process)
                await bot.stop()


def _children(process: int) -> list[tuple[str, int]]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    threads = Path(f"/proc/{process}/task").iterdir()
    listed += [one for thread in threads for one in (thread / "children").read_text(encoding="ascii").split()]
    return [("chat model", int(one)) for one in dict.fromkeys(listed)]


def _tell(name: str, process: int) -> None:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    now, peak = (int(status.split(f"{key}:")[1].split()[0]) / 1024 for key in ("VmRSS", "VmHWM"))
    print(f"{name:12}{now:8.0f} MB now{peak:8.0f} MB at most")
    for holder, kilobytes in _holders(process).most_common(_LARGEST):
        print(f"{'':12}{kilobytes / 1024:8.0f} MB {holder}")


def _holders(process: int) -> Counter[str]:
    """Return how many kilobytes of memory belong to each file that is mapped, and to none."""
    held: Counter[str] = Counter()
    name = ""
    for line in Path(f"/proc/{process}/smaps").read_text(encoding="utf-8").splitlines():
        if begun := re.match(r"[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \S+\s*(.*)", line):
            name = _named(begun[1])
        elif line.startswith("Pss:"):
            held[name] += int(line.split()[1])
    return held


def _named(mapped: str) -> str:
    """Return the package that a mapped file is of, or its name."""
    if not mapped.startswith("/"):
        return "memory of no file"
    return mapped.partition("/site-packages/")[2].split("/")[0] or Path(mapped).name


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="footnote-") as made:
        asyncio.run(run(Path(made)))
