"""Spend an afternoon with the bot: forty messages of a community over the sample articles, on a Discord on loopback.

    python -m benchmarks.discord_afternoon FOLDER [MODEL]

The bot runs as its own process, with the bundled models, or another chat model, or none. Into FOLDER go each message
with its answer as `transcript.md`, and a picture of some of them, `conversation.svg`; the figures are printed:
characters of an answer, the share of its words that stand in it twice, that of addresses, and how long people wait
beside the engine.
"""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.discord_people import NO_ANSWER, SCRIPT, Afternoon
from benchmarks.discord_picture import picture, readable
from tests.support.loopback_discord import running_bot
from tests.support.program import PROGRAM, ROOT
from tests.support.website import Website
from tests.support.wire import discord_on_loopback, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.discord_people import Turn

SHOWN = (2, 14, 15, 23)  # of these the picture is
_ADDRESS = re.compile(r"<?https?://[^\s>)]+>?")
_TAKES_TIME = 0.1  # seconds: a greeting takes the engine none, and what is so many times none tells nothing
_RUN = 5  # so many words in a row that stood in a message before are said twice


async def spend(folder: Path, model: str) -> tuple[list[Turn], dict[str, float]]:
    """Return what was said, and how many seconds the engine took for what it was asked."""
    settings = settings_for(folder / "data")
    subprocess.run([*PROGRAM, "ingest", str(ROOT / "articles")], check=True, env=settings, capture_output=True)  # noqa: ASYNC221, S603 -- nothing else runs yet, and it is ourselves
    settings |= {
        "TIMES_FILE": str(folder / "times.jsonl"),
        "SCRIPTED_MODEL": "no",
        "FOOTNOTE_CHAT_MODEL": model,
        "FOOTNOTE_ALLOW_PRIVATE_ADDRESSES": "127.0.0.0/8",
        "FOOTNOTE_DISCORD_CORPORA": "*=main,dm=main",
    }
    turns: list[Turn] = []
    async with discord_on_loopback() as world, Website() as site:
        afternoon = Afternoon(world, site)
        afternoon.begin()
        program = [sys.executable, "-m", "benchmarks.timed_bot"]
        async with running_bot(world, settings, folder / "log.txt", program) as bot:
            await bot.ready()
            for person, how, words in SCRIPT:
                turn = await afternoon.turn(person, how, words)
                turns.append(turn)
                print(f"{len(turns)}/{len(SCRIPT)} {turn.seconds:.1f} s", file=sys.stderr, flush=True)
                print(transcript([turn]).partition("\n\n**")[2], file=sys.stderr, flush=True)
            await bot.stop()
    engine: dict[str, float] = {}
    for asked, seconds in map(json.loads, (folder / "times.jsonl").read_text(encoding="utf-8").splitlines()):
        engine[asked] = engine.get(asked, 0.0) + seconds
    return turns, engine


def repeated(answer: str) -> float:
    """Return which share of the words of an answer was said in it before, in runs of five."""
    words = re.findall(r"\w+", readable(answer).casefold())
    seen: set[tuple[str, ...]] = set()
    again: set[int] = set()
    for at in range(len(words) - _RUN + 1):
        run = tuple(words[at : at + _RUN])
        if run in seen:
            again |= set(range(at, at + _RUN))
        seen.add(run)
    return len(again) / max(len(words), 1)


def figures(turns: Sequence[Turn], engine: dict[str, float]) -> Iterator[str]:
    """Yield the figures, a line each."""
    answers = [turn.answer for turn in turns]
    cited = [turn.answer for turn in turns if any(piece.number for piece in turn.shown.pieces)]
    none = sum(answer == NO_ANSWER for answer in answers)
    yield f"messages {len(turns)}, answered {len(turns) - none}, with footnotes {len(cited)}"
    for name, of in (("all answers", answers), ("answers with footnotes", cited)):
        yield f"{name}: characters as people see them, mean {statistics.mean(len(readable(one)) for one in of):.0f}"
        yield f"{name}: characters with addresses, mean {statistics.mean(map(len, of)):.0f}"
        yield f"{name}: words said twice {statistics.mean(map(repeated, of)):.0%}"
        addresses = sum(len(found) for one in of for found in _ADDRESS.findall(one))
        yield f"{name}: addresses {addresses / max(sum(map(len, of)), 1):.0%}"
    asked = [turn for turn in turns if engine.get(turn.words, 0.0) >= _TAKES_TIME]
    if ratios := sorted(turn.seconds / engine[turn.words] for turn in asked):
        yield f"waiting beside the engine: median {statistics.median(ratios):.2f}, longest {ratios[-1]:.2f}"


def transcript(turns: Sequence[Turn]) -> str:
    """Return what was said as Markdown."""
    lines = [
        "# An afternoon",
        "",
        f"`python -m benchmarks.discord_afternoon FOLDER`: {len(turns)} messages, as they went.",
    ]
    for turn in turns:
        shown = turn.words or f"/{turn.how}"
        how = "" if turn.how == "mention" else f" ({turn.how})"
        said = readable(turn.answer).split("\n")
        if turn.shown.colour is None and turn.shown.buttons:  # an answer's own are always the same
            said.append(" ".join(f"( {label} )" for label in turn.shown.buttons))
        quoted = "\n".join(f"> {line}".rstrip() for line in said)
        lines += ["", f"**{turn.person}**{how}: {shown}", "", quoted]
    return "\n".join(lines) + "\n"


def main(folder: Path, model: str = "local") -> None:
    """Spend the afternoon, and keep and print what came of it."""
    with tempfile.TemporaryDirectory() as name:
        turns, engine = asyncio.run(spend(Path(name), model))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "transcript.md").write_text(transcript(turns), encoding="utf-8")
    (folder / "conversation.svg").write_text(picture([turns[number] for number in SHOWN]), encoding="utf-8")
    for line in figures(turns, engine):
        print(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
