"""Every command that the documentation tells people to type does what it is there for."""

from __future__ import annotations

import asyncio
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import ExitStack, redirect_stdout
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import typer
import uvicorn

from bot.cli.program import app
from tests.support import blog
from tests.support.fakes import WordEmbedder, WordJudge
from tests.support.program import ROOT
from tests.support.web_scene import make_scene, pause
from tests.support.website import Website

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(?:\.venv/bin/)?footnote (\w+)([^`]*)`")
CURL = shutil.which("curl")
MAKE = shutil.which("make")


def lines_of(page: Path, begins: str) -> list[str]:
    """Return the lines of a page's blocks that begin with a program's name."""
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [line for block in blocks for line in block.splitlines() if line.startswith(begins)]


def all_lines(begins: str) -> list[str]:
    return list(dict.fromkeys(line for page in PAGES for line in lines_of(page, begins)))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample articles, and in the person's home some of their own; models are fakes."""
    shutil.copytree(ROOT / "articles", tmp_path / "articles")
    own = tmp_path / "my-articles"
    own.mkdir()
    (own / "harbour.txt").write_text("The harbour\n\nThe harbour of Saint-Malo was sold in March.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    settings = {
        "HOME": str(tmp_path),
        "FOOTNOTE_CHAT_MODEL": "none",
        "FOOTNOTE_ALLOW_PRIVATE_ADDRESSES": "127.0.0.1/32",
        "FOOTNOTE_FETCH_DELAY": "0",
        "FOOTNOTE_WEB_PORT": "18642",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("bot.wiring.embedding.build_embedder", partial(_given, WordEmbedder()))
    monkeypatch.setattr("bot.web.serve.build_embedder", partial(_given, WordEmbedder()))
    monkeypatch.setattr("bot.wiring.judge.build_judge", partial(_given, WordJudge()))
    monkeypatch.setattr(uvicorn.Server, "run", partial(_given, None))  # it would serve until it is stopped
    return tmp_path


@pytest.mark.usefixtures("machine")
async def test_what_is_typed_in_their_order_runs() -> None:
    typed = all_lines(".venv/bin/footnote")
    assert len(typed) > 5
    async with Website() as site:
        for path in ("/", "/feed/"):
            site.pages[path] = [blog.feed([(site.url("/bridge"), "The bridge")])]
        site.pages["/bridge"] = [blog.html(blog.page("bridge"))]
        for line in ("footnote ingest articles", *typed):
            words = shlex.split(line, comments=True)[1:]
            words = [re.sub(r"^https://blog\.example\.org(?=/)", site.url("").rstrip("/"), word) for word in words]
            words = [word.replace("~", ".") if word.startswith("~/") else word for word in words]
            assert await asyncio.to_thread(_run, words) in {0, None}, line


def test_every_option_that_is_named_is_one() -> None:
    commands: Any = typer.main.get_command(app)
    context = typer.Context(commands)
    named = [one for page in PAGES for one in INLINE.findall(page.read_text(encoding="utf-8"))]
    typed = [line.removeprefix(".venv/bin/footnote ").split(maxsplit=1) for line in all_lines(".venv/bin/footnote")]

    for name, rest in (*named, *(one for one in typed if len(one) > 1)):
        options = set(re.findall(r"--[a-z][a-z-]+", rest.partition("   #")[0]))
        assert options <= set(_options(commands.get_command(context, name), context)), (name, rest)


@pytest.mark.skipif(not MAKE, reason="there is no make here")
def test_every_target_of_make_is_one() -> None:
    said = {name for page in PAGES for name in re.findall(r"(?m)^make (\w+)|`make (\w+)", page.read_text("utf-8"))}
    targets = {name for names in said for name in names if name}

    assert {"demo", "test", "ask", "bot", "setup"} <= targets
    for target in targets:
        subprocess.run([str(MAKE), "-n", target], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.skipif(not CURL, reason="there is no curl here")
def test_every_request_to_the_api_is_answered(served: str) -> None:
    for line in all_lines("curl "):
        words = [word.replace("http://127.0.0.1:8642", served) for word in shlex.split(line)[1:]]
        answer = subprocess.run([str(CURL), "-sSf", *words], check=True, capture_output=True, text=True).stdout
        assert json.loads(answer), line


def test_the_program_that_asks_by_openais_client_is_answered(served: str) -> None:
    (program,) = [one for one in BLOCK.findall((ROOT / "docs" / "building.md").read_text("utf-8")) if "OpenAI(" in one]

    program = program.replace("http://127.0.0.1:8642", served)
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert "ChatCompletion(" in done.stdout


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    with ExitStack() as stack:
        scene = make_scene(tmp_path, stack)
        scene.fill(pause())
        yield stack.enter_context(scene.serving())


def _given(part: Any, *_: Any, **__: Any) -> Any:
    return part


def _run(words: list[str]) -> Any:
    with redirect_stdout(io.StringIO()):
        return app(words, prog_name="footnote", standalone_mode=False)


def _options(command: Any, context: typer.Context) -> Iterator[str]:
    for param in command.params:
        yield from param.opts
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from _options(command.get_command(context, name), context)
