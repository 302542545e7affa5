"""Run the bot with a chat model that a script makes, and write down how long its engine took for what it was asked.

For `benchmarks.discord_load` and `benchmarks.discord_afternoon`: what a question takes beyond its engine is the bot's
own. TIMES_FILE names the file; with SCRIPTED_MODEL=no there is no chat model.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import bot.discord.start
from bot.answering.engine.engine import Engine
from bot.cli import main
from tests.support.discord_scene import Drafting

if TYPE_CHECKING:
    from collections.abc import Generator


def time_engine(times: Path) -> None:
    """Have the engine's two ways in write down how many seconds each call took, a line each."""
    lock = Lock()
    find, ask = Engine.find, Engine.ask

    @contextmanager
    def timed(words: str) -> Generator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            line = json.dumps([words, time.perf_counter() - began])
            with lock, times.open("a", encoding="utf-8") as written:
                written.write(line + "\n")

    def finding(engine: Engine, words: str, *args: Any, **named: Any) -> Any:
        with timed(words):
            return find(engine, words, *args, **named)

    def asking(engine: Engine, words: str, *args: Any, **named: Any) -> Any:
        with timed(words):  # it answers while its events are taken
            yield from ask(engine, words, *args, **named)

    for name, way in (("find", finding), ("ask", asking)):
        setattr(Engine, name, way)


@contextmanager
def open_scripted(*_: object) -> Generator[Drafting]:
    """Open the chat model that a script makes."""
    yield Drafting("Amazon stops police use of Rekognition for one year [1].")


if __name__ == "__main__":
    time_engine(Path(os.environ["TIMES_FILE"]))
    if os.environ.get("SCRIPTED_MODEL") != "no":
        bot.discord.start.open_chat = open_scripted
    main()
