"""The wheel has all that the program reads beside its code."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from tests.support.program import ROOT

if TYPE_CHECKING:
    from pathlib import Path

READS = """
from bot.models.prompt import FOLDER, check_prompts
from bot.web.request.templating import fragment
from corpus.language.words import telling_words
import bot, importlib.resources as r
assert str(FOLDER).startswith({folder!r}), FOLDER
check_prompts()
assert telling_words("le chat", "fr") == ["chat"]
assert "Footnote" in fragment("key.html", "fr", path="/", back="/", sentence="", can_sign_in=False)
assert r.files("bot.web").joinpath("static/footnote.css").is_file()
"""


def test_a_wheel_finds_its_prompts_words_and_pages_wherever_it_lies(tmp_path: Path) -> None:
    build = f"from hatchling.build import build_wheel; print(build_wheel({str(tmp_path)!r}))"
    name = subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, capture_output=True, text=True)
    folder = tmp_path / "installed"
    with zipfile.ZipFile(tmp_path / name.stdout.strip().splitlines()[-1]) as wheel:
        wheel.extractall(folder)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    # The wheel's folder comes before the repository, which lies on this interpreter's path.
    reads = f"import sys; sys.path.insert(0, {str(folder)!r})" + READS.format(folder=str(folder))
    ran = subprocess.run([sys.executable, "-c", reads], cwd=elsewhere, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    assert not (folder / "tests").exists()
    assert not (folder / "training").exists()
