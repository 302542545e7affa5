"""A bot on a machine of its own, whose answers a script makes."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from corpus.article import Filters
from tests.support.discord_scene import Drafting, Machine, fill, pause
from tests.support.program import PROGRAM, ROOT
from tests.support.wire import settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.discord.client import FootnoteBot
    from bot.service.reader_links import ReaderLinks
    from tests.support.fakes import ScriptedChat


@pytest.fixture(scope="session")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Ingest the sample articles, and one other article, into corpora that tests copy."""
    made: dict[str, Path] = {}
    harbour = tmp_path_factory.mktemp("harbour")
    (harbour / "harbour.txt").write_text(
        "The harbour of Saint-Malo\n\nThe harbour of Saint-Malo was sold to a bank in March.\n"
    )
    for name, source in (("articles", ROOT / "articles"), ("harbour", harbour)):
        folder = tmp_path_factory.mktemp("data")
        subprocess.run([*PROGRAM, "ingest", str(source)], check=True, env=settings_for(folder), capture_output=True)
        made[name] = folder / "corpus"
    return made


@pytest.fixture
def model() -> ScriptedChat:
    return Drafting()


@pytest.fixture
def named_corpora() -> Mapping[str, str]:
    return {}


@pytest.fixture
def sees_content() -> bool:
    return False


@pytest.fixture
def plain_text() -> bool:
    """Have answers be texts, which tests of what they say read; tests of how they look have cards."""
    return True


@pytest.fixture
def allow() -> tuple[str, ...]:
    return ()


@pytest.fixture
def links() -> ReaderLinks | None:
    return None


@pytest.fixture
def machine(
    tmp_path: Path,
    model: ScriptedChat,
    named_corpora: Mapping[str, str],
    allow: tuple[str, ...],
    links: ReaderLinks | None,
) -> Iterator[Machine]:
    with ExitStack() as stack:
        yield Machine(folder=tmp_path / "data", model=model, stack=stack, named=named_corpora, allow=allow, links=links)


@pytest.fixture
def simcord_bot(machine: Machine, *, sees_content: bool, plain_text: bool) -> FootnoteBot:
    bot = machine.make_bot(sees_content=sees_content, plain_text=plain_text)
    fill(bot, "main", pause())
    # The libraries for finding are imported before the simulator counts seconds.
    bot.parts.corpora.open("main").engine.find("police", Filters(), 1)
    return bot
