from __future__ import annotations

import json
import subprocess
import sys
from inspect import cleandoc
from typing import Any

import pytest
import typer

from bot.cli.program import app
from tests.support.program import ROOT

# Each takes a tenth of a second to import, some a second and hundreds of megabytes.
HEAVY = {
    *("torch", "transformers", "sentence_transformers", "onnxruntime", "tokenizers", "chromadb", "langchain_core"),
    *("openai", "discord", "fastapi", "httpcore", "trafilatura", "sklearn", "scipy", "dateparser"),
}
# Prints the modules that a command has imported, behind what it says.
WATCHED = (
    "import atexit, json, sys;"
    "atexit.register(lambda: print('\\n' + json.dumps(list(sys.modules))));"
    "from bot.cli import main; main()"
)


@pytest.mark.parametrize(
    ("words", "others"),
    [(["--help"], ["numpy", "pydantic", "rich.console", "bot.wiring"]), (["sources"], ["bot.answering.engine.engine"])],
)
def test_help_and_the_list_of_sources_import_no_heavy_library(
    words: list[str], others: list[str], environment: dict[str, str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    imported = {*json.loads(done.stdout.splitlines()[-1])}
    assert imported & {"bot.cli.program"}
    assert imported & {*HEAVY, *others} == set()


def test_a_command_is_listed_by_the_first_paragraph_of_its_help() -> None:
    group: Any = typer.main.get_command(app)

    for name, summary in group.summaries(None):
        assert cleandoc(group.commands[name].help).split("\n\n")[0] == summary, name
