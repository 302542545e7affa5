"""Watch a folder and a feed: what changes is taken in by itself, and a signal ends it after what is under way."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from corpus.errors import StoreError, UsageError
from corpus.store.corpus import Corpus
from ingest.pipeline import watch as watching
from ingest.source_config import SourceConfig
from tests.support.fakes import WordEmbedder
from tests.support.program import PROGRAM, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pytest

_PATIENCE = 60.0


class Watched:
    """Runs the watch in a thread, remembers what it ingests, and waits for what a test expects."""

    def __init__(self, *configs: SourceConfig) -> None:
        self.configs: list[SourceConfig] | Exception = list(configs)
        self.rounds: list[list[str]] = []
        self.told: list[str] = []
        self.error: Exception | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(_PATIENCE)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        watching.watch(self._sources, self._ingest, self._stop, self.told.append)

    def _sources(self) -> Sequence[SourceConfig]:
        if isinstance(self.configs, Exception):
            raise self.configs
        return self.configs

    def _ingest(self, configs: Sequence[SourceConfig]) -> None:
        self.rounds.append([config.name for config in configs])
        if self.error:
            raise self.error


def wait_for(what: Callable[[], object]) -> None:
    until = time.monotonic() + _PATIENCE
    while not what():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)


def folder_of(path: Path, name: str) -> SourceConfig:
    folder = path / name
    folder.mkdir()
    return SourceConfig(name=name, kind="folder", address=str(folder), interval=86_400)


def feed_of(name: str, interval: int) -> SourceConfig:
    return SourceConfig(name=name, kind="feed", address=f"https://{name}.example/feed", interval=interval)


def test_a_folder_is_read_when_its_files_change_and_others_are_left_alone(tmp_path: Path) -> None:
    one, two = folder_of(tmp_path, "one"), folder_of(tmp_path, "one-more")
    with Watched(one, two) as watched:
        wait_for(lambda: watched.rounds)
        assert watched.rounds == [["one", "one-more"]]
        time.sleep(0.5)  # for the system to have begun to watch
        (tmp_path / "one" / "a.txt").write_text("A title\nSome words.")
        wait_for(lambda: len(watched.rounds) > 1)

    assert watched.rounds[1:] == [["one"]] * (len(watched.rounds) - 1)


def test_a_feed_is_polled_at_its_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_LOOK_EVERY", 0.02)
    with Watched(feed_of("often", 0), feed_of("daily", 86_400)) as watched:
        wait_for(lambda: len(watched.rounds) >= 3)

    assert sorted(watched.rounds[0]) == ["daily", "often"]
    assert all(names == ["often"] for names in watched.rounds[1:])


def test_an_error_is_told_and_the_watch_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_LOOK_EVERY", 0.02)
    monkeypatch.setattr(watching, "_AFTER_ERROR", 0.05)
    with Watched(feed_of("often", 0)) as watched:
        watched.error = StoreError("The disk that holds data is full: make room.")
        wait_for(lambda: watched.told)
        watched.error = None
        tried = len(watched.rounds)
        wait_for(lambda: len(watched.rounds) > tried)

    assert watched.told[0].startswith("The disk that holds data is full: make room. It is tried again in")


def test_a_broken_sources_file_is_told_once_and_the_old_sources_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_LOOK_EVERY", 0.02)
    with Watched(feed_of("often", 0)) as watched:
        wait_for(lambda: watched.rounds)
        watched.configs = UsageError("sources.toml is no TOML that can be read: correct it.")
        wait_for(lambda: watched.told)
        tried = len(watched.rounds)
        wait_for(lambda: len(watched.rounds) > tried + 2)
        assert watched.told == ["sources.toml is no TOML that can be read: correct it."]
        watched.configs = [feed_of("new", 0)]
        wait_for(lambda: watched.rounds[-1] == ["new"])


def test_a_folder_whose_name_begins_like_anothers_is_not_taken_for_it(tmp_path: Path) -> None:
    with Watched(folder_of(tmp_path, "one"), folder_of(tmp_path, "one-more")) as watched:
        wait_for(lambda: watched.rounds)
        time.sleep(0.5)
        (tmp_path / "one-more" / "a.txt").write_text("A title\nSome words.")
        wait_for(lambda: len(watched.rounds) > 1)

    assert watched.rounds[1] == ["one-more"]


def test_a_folder_that_a_new_sources_file_names_is_watched_too(tmp_path: Path) -> None:
    one = folder_of(tmp_path, "one")
    with Watched(one) as watched:
        wait_for(lambda: watched.rounds)
        watched.configs = [one, folder_of(tmp_path, "two")]
        wait_for(lambda: ["two"] in watched.rounds)

        def written() -> bool:
            # Again and again, since nothing tells when the system has begun to watch.
            (tmp_path / "two" / f"{time.monotonic_ns()}.txt").write_text("A title\nSome words.")
            return watched.rounds[-2:] == [["two"], ["two"]]

        wait_for(written)


def test_the_program_takes_in_a_new_file_by_itself_and_ends_on_sigterm(
    environment: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "press"
    folder.mkdir()
    (folder / "a.txt").write_text("The harbour\nThe harbour of Sète was opened to ferries in May.", encoding="utf-8")
    with subprocess.Popen(
        [*PROGRAM, "ingest", str(folder), "--watch"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("1 added")
        (folder / "b.txt").write_text("The market\nThe market of Sète closes at noon on Sunday.", encoding="utf-8")
        assert process.stdout.readline().startswith("1 added")
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=_PATIENCE)

    assert process.returncode == 0
    assert "Stopping: what is under way is finished first" in said
    corpus = Corpus(Path(environment["FOOTNOTE_DATA_DIR"]) / "corpus", WordEmbedder())
    assert {a.title for a in corpus.catalogue.articles()} == {"The harbour", "The market"}
    corpus.close()
