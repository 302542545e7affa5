"""What the documentation says is so: its settings, its commands, its links."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import typer

from bot.settings import Settings
from tests.support.program import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`[^`\n]+`|^\.venv.+$", re.MULTILINE)
# A command of the terminal, not one of Discord's.
COMMAND = re.compile(r"(?:bin/|(?<!/))footnote (\w+)")


def test_every_setting_is_told_as_its_one_definition_says() -> None:
    told = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    for name, field in Settings.model_fields.items():
        called = str(field.validation_alias or f"FOOTNOTE_{name.upper()}")
        assert f"| `{called}` | {field.description} |" in told


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in LINK.findall(text):
        if not target.startswith("http"):
            path, _, anchor = target.partition("#")
            there = (page.parent / path).resolve()
            assert there.exists(), target
            if anchor:
                heading = anchor.replace("-", " ")
                assert re.search(rf"^#+ {heading}$", there.read_text(encoding="utf-8"), re.MULTILINE | re.IGNORECASE)


def test_every_command_that_is_named_is_one() -> None:
    from bot.cli.program import app

    command: Any = typer.main.get_command(app)
    said = [words for page in PAGES for words in CODE.findall(page.read_text(encoding="utf-8"))]

    assert {word for words in said for word in COMMAND.findall(words)} <= set(command.commands)


def test_the_readme_is_read_in_a_minute() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 85


def test_the_documentation_is_built_as_a_site_without_a_warning(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert {path.parent.name for path in tmp_path.glob("*/index.html")} >= {"running", "settings", "building"}
