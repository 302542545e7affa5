"""What the doctor says of the models; the rest of it is run as a command in test_cli.py."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.cli import doctor
from bot.cli.doctor import check
from bot.messages.catalogue import interface_languages
from bot.messages.wording import say_reason
from bot.models import support_adapter
from bot.models import verdict_probe as probe
from bot.settings import Settings
from corpus.errors import SettingsError, StoreError
from corpus.store.corpus import Corpus
from tests.support.fakes import WordEmbedder
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

EDITED = (
    "verdicts: prompts/verdict.md was edited, so that the chat model isn't asked whether sentences answer: put it back,"
    " or make its probe anew (CONTRIBUTING.md)."
)


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the loading of a gigabyte, which the command's tests do."""

    def skip(*_: object) -> None:
        pass

    monkeypatch.setattr(doctor, "_open_chat", skip)


def wrong(corpus: Corpus, embedder: WordEmbedder, chat_model: str = "local") -> list[str]:
    found = check(Settings(chat_model=chat_model), corpus, embedder, print)
    return [str(finding.said) for finding in found if not finding.sound]


def test_verdicts_by_the_prompt_that_came_along_are_not_spoken_of(corpus: Corpus, embedder: WordEmbedder) -> None:
    assert wrong(corpus, embedder) == []


def test_a_prompt_that_was_edited_is_told_of_where_the_bundled_model_is_asked(
    corpus: Corpus, embedder: WordEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = tmp_path / "verdict.md"
    edited.write_text("Is it so?")
    monkeypatch.setattr(probe, "PROMPT_FILE", edited)

    assert wrong(corpus, embedder) == [EDITED]
    assert wrong(corpus, embedder, "none") == []


def test_an_edited_prompt_of_the_judge_is_told_of_where_the_bundled_model_is_asked(
    corpus: Corpus, embedder: WordEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = tmp_path / "supported.md"
    edited.write_text("Is it so?")
    monkeypatch.setattr(support_adapter, "PROMPT_FILE", edited)

    (told,) = wrong(corpus, embedder)
    assert told.startswith("judge: prompts/supported.md was edited")
    assert wrong(corpus, embedder, "none") == []


def test_a_broken_probe_is_told_of_once(
    corpus: Corpus, embedder: WordEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "FILE", tmp_path / "gone.json")

    def refuse(*_: object) -> None:
        raise StoreError("The probe can't be read: install Footnote again.")

    monkeypatch.setattr(doctor, "_open_chat", refuse)
    assert wrong(corpus, embedder) == ["chat model local: The probe can't be read: install Footnote again."]


class OtherEmbedder(WordEmbedder):
    """Another model under the same name, as a server may run one."""

    def passages(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        return super().passages([text[::-1] for text in texts], on_progress)


def test_a_model_that_makes_other_vectors_than_the_corpus_has_is_told_of(corpus: Corpus, tmp_path: Path) -> None:
    corpus.replace([make_article("Harbour", "Ships from Genoa arrive every week.")])
    other = OtherEmbedder()
    with closing(Corpus(tmp_path / "corpus", other)) as again:
        assert wrong(again, WordEmbedder(), "none") == [
            "embedding model words-64: there is another under its name, which makes other vectors than the corpus has."
        ]


@pytest.mark.parametrize("language", [one for one in interface_languages() if one != "en"])
def test_what_is_found_is_said_in_each_language_of_the_interface(
    language: str, corpus: Corpus, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.replace([make_article("Harbour", "Ships from Genoa arrive every week.")])
    corpus.upkeep.drop_vectors()

    def refuse(*_: object) -> None:
        raise SettingsError("No chat model is set: set FOOTNOTE_CHAT_MODEL to one.")

    monkeypatch.setattr(doctor, "_open_chat", refuse)
    found = check(Settings(), corpus, embedder, print)
    said = [say_reason(one.said, language) for one in found]

    assert not {str(one.said) for one in found} & set(said)
    assert len(set(said)) == len(said)
