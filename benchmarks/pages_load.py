"""Ask the pages 200 questions in a minute from 50 readers who turn pages too: is any lost, and how quick are these?

    python -m benchmarks.pages_load

The pages run as their own process over the sample articles; a server on loopback writes what the chat model says. A
bare page of Starlette runs in a process of its own, and is asked in turn with our pages, so that what this machine does
besides counts for both.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from tests.support.loopback_chat import KEY, Reply, serving
from tests.support.program import PROGRAM, ROOT
from tests.support.wire import settings_for

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

QUESTIONS = 200
READERS = 50
SECONDS = 60.0
SECONDS_TO_START = 120
SECONDS_BETWEEN_PAGES = 10.0
PORT, BARE_PORT = 18651, 18652
ASKED = (
    "For how long does Amazon suspend police use of Rekognition?",
    "Pourquoi IBM renonce-t-elle à la reconnaissance faciale ?",
    "Which law does Microsoft wait for?",
    "What did the ACLU's test of Rekognition find?",
)
BARE = f"""
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
app = Starlette(routes=[Route("/", lambda request: HTMLResponse("<!doctype html><title>Bare</title><p>A page."))])
uvicorn.run(app, host="127.0.0.1", port={BARE_PORT}, log_config=None, access_log=False)
"""


async def run(folder: Path) -> None:
    """Start both, ask and turn pages, and print the figures."""
    settings = settings_for(folder) | {"FOOTNOTE_WEB_PORT": str(PORT)}
    subprocess.run([*PROGRAM, "ingest", str(ROOT / "articles")], check=True, env=settings, capture_output=True)  # noqa: ASYNC221, S603 -- nothing else runs yet, and it is ourselves
    with serving(Reply(pieces=("Amazon suspends police use of Rekognition for one year [1].",))) as chat:
        settings |= {
            "FOOTNOTE_CHAT_MODEL": "openai:scripted",
            "FOOTNOTE_CHAT_BASE_URL": chat.base_url,
            "OPENAI_API_KEY": KEY,
        }
        with started([*PROGRAM, "serve"], settings), started([sys.executable, "-c", BARE], settings):
            ours, bare = f"http://127.0.0.1:{PORT}", f"http://127.0.0.1:{BARE_PORT}"
            limits = httpx.Limits(max_connections=None)
            async with httpx.AsyncClient(limits=limits, timeout=SECONDS) as client:
                for address in (f"{ours}/health", bare):
                    await until_it_answers(client, address)
                await client.get(f"{ours}/ask/events", params={"q": ASKED[0]})  # what is loaded at the first is loaded
                articles = (await client.get(f"{ours}/api/v1/articles")).json()["articles"]
                pages = ["/", "/sources", "/key", *(f"/read/{one['article_id']}" for one in articles[:5])]
                await load(client, ours, bare, pages)


async def load(client: httpx.AsyncClient, ours: str, bare: str, pages: Sequence[str]) -> None:
    """Have readers ask and turn pages for a minute, and print how that went."""
    over = asyncio.Event()
    turning = [asyncio.create_task(turn(client, ours, bare, pages, over)) for _ in range(READERS)]
    began = time.perf_counter()
    asking: list[asyncio.Task[float | None]] = []
    for n in range(QUESTIONS):
        await asyncio.sleep(max(0.0, began + n * SECONDS / QUESTIONS - time.perf_counter()))
        asking.append(asyncio.create_task(ask(client, ours, f"{ASKED[n % len(ASKED)]} {n}")))
    answered = await asyncio.gather(*asking)
    over.set()
    turned = await asyncio.gather(*turning)
    taken = [seconds for seconds in answered if seconds is not None]
    print(f"{QUESTIONS} questions in {SECONDS:.0f} s from {READERS} readers: {QUESTIONS - len(taken)} lost")
    tell("an answer, from the question to its end", taken)
    own, others = ([one for each in turned for one in each[side]] for side in (0, 1))
    tell("a page of ours", own)
    tell("the bare page", others)
    print(
        f"ours to the bare page: median {_at(own, 50) / _at(others, 50):.1f}, p95 {_at(own, 95) / _at(others, 95):.1f}"
    )


async def ask(client: httpx.AsyncClient, ours: str, words: str) -> float | None:
    """Ask as the page does; return how many seconds it took to the end, None where there was none."""
    began = time.perf_counter()
    text = (await client.get(f"{ours}/ask/events", params={"q": words})).text
    return time.perf_counter() - began if "event: done" in text else None


async def turn(
    client: httpx.AsyncClient, ours: str, bare: str, pages: Sequence[str], over: asyncio.Event
) -> tuple[list[float], list[float]]:
    """Turn pages until it is over, one of ours and then the bare one; return how many seconds each took."""
    taken: tuple[list[float], list[float]] = ([], [])
    while not over.is_set():
        await asyncio.sleep(random.uniform(0, 2 * SECONDS_BETWEEN_PAGES))  # noqa: S311 -- no secret
        for side, address in enumerate((ours + random.choice(pages), bare)):  # noqa: S311 -- it picks pages, no secret
            began = time.perf_counter()
            (await client.get(address)).raise_for_status()
            taken[side].append(time.perf_counter() - began)
    return taken


async def until_it_answers(client: httpx.AsyncClient, address: str) -> None:
    """Wait until a server has started."""
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            await client.get(address)
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.2)
        else:
            return


@contextmanager
def started(program: Sequence[str], settings: dict[str, str]) -> Generator[None]:
    """Run a program meanwhile."""
    with subprocess.Popen(program, env=settings, stderr=subprocess.DEVNULL) as process:  # noqa: S603 -- ourselves
        try:
            yield
        finally:
            process.terminate()


def tell(what: str, seconds: Sequence[float]) -> None:
    """Print the middle, the 95th of a hundred, and the longest."""
    middle, late, longest = (1000 * one for one in (_at(seconds, 50), _at(seconds, 95), max(seconds)))
    print(f"{what}: median {middle:.1f} ms, p95 {late:.1f} ms, longest {longest:.1f} ms ({len(seconds)})")


def _at(seconds: Sequence[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(run(Path(name)))
