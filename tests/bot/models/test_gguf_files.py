"""Local chat models by path and by a hub's name: what is found, fetched, resumed and refused."""

from __future__ import annotations

import hashlib
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from bot.models.gguf_files import BUNDLED_MODEL, RECOMMENDED, check_local, fetched_models, gguf_file, runs_here
from corpus.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WEIGHTS = b"GGUF" + bytes(range(256)) * 60_000
BREAKS_OFF_AT = 12_000_000  # the client writes 10 MiB at a time
COMMIT = "a" * 40
ETAG = hashlib.sha256(WEIGHTS).hexdigest()
NAMED = "local:owner/small-GGUF/small-Q4_K_M.gguf"


class Hub:
    """A hub of one file, which can break off, and counts what is asked of it."""

    def __init__(self) -> None:
        self.breaks_off_at: int | None = None
        self.asked: list[tuple[str, str, str]] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self._answer(body=False)

            def do_GET(self) -> None:
                self._answer(body=True)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- how the base names it
                del format, args

            def _answer(self, *, body: bool) -> None:
                ranged = self.headers.get("Range", "")
                hub.asked.append((self.command, self.path, ranged))
                if not self.path.startswith("/owner/small-GGUF/resolve/main/small-Q4_K_M.gguf"):
                    self.send_response(404)
                    self.send_header("X-Error-Code", "RepoNotFound")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                first = int(found[1]) if (found := re.match(r"bytes=(\d+)-", ranged)) else 0
                self.send_response(206 if first else 200)
                self.send_header("ETag", f'"{ETAG}"')
                self.send_header("X-Repo-Commit", COMMIT)
                self.send_header("Content-Length", str(len(WEIGHTS) - first))
                if first:
                    self.send_header("Content-Range", f"bytes {first}-{len(WEIGHTS) - 1}/{len(WEIGHTS)}")
                self.end_headers()
                if body:
                    end = len(WEIGHTS) if hub.breaks_off_at is None else hub.breaks_off_at
                    self.wfile.write(WEIGHTS[first:end])
                    self.close_connection = True

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    served = Hub()
    monkeypatch.setenv("HF_ENDPOINT", served.address)
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    yield served
    served.close()


def test_a_file_of_ones_own_is_taken_as_it_lies(tmp_path: Path) -> None:
    own = tmp_path / "mine.gguf"
    own.write_bytes(WEIGHTS)

    assert gguf_file(f"local:{own}", tmp_path / "cache", print) == own
    assert not (tmp_path / "cache").exists()


def test_a_file_of_a_hub_is_fetched_once_and_its_size_is_told(hub: Hub, tmp_path: Path) -> None:
    told: list[str] = []
    first = gguf_file(NAMED, tmp_path, told.append)
    asked = len(hub.asked)
    again = gguf_file(NAMED, tmp_path, told.append)

    assert first.read_bytes() == WEIGHTS
    assert (again, len(hub.asked)) == (first, asked)
    assert told == ["Fetching owner/small-GGUF/small-Q4_K_M.gguf (0.0 GB, once)"]
    assert [model.name for model in fetched_models(tmp_path)] == [NAMED]


def test_a_fetch_that_breaks_off_says_so_and_the_next_one_goes_on(hub: Hub, tmp_path: Path) -> None:
    hub.breaks_off_at = BREAKS_OFF_AT
    with pytest.raises(ModelError, match="start again, which goes on where it broke off"):
        gguf_file(NAMED, tmp_path, lambda _: None)
    hub.breaks_off_at = None
    hub.asked.clear()

    assert gguf_file(NAMED, tmp_path, lambda _: None).read_bytes() == WEIGHTS
    ranges = [int(found[1]) for _, _, ranged in hub.asked if (found := re.match(r"bytes=(\d+)-", ranged))]
    assert any(first > 0 for first in ranges)


def test_what_was_damaged_on_its_way_is_thrown_away(hub: Hub, tmp_path: Path) -> None:
    part = tmp_path / "hub" / "owner" / "small-GGUF" / "small-Q4_K_M.gguf.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"X" * len(WEIGHTS))
    with pytest.raises(ModelError, match="damaged on its way"):
        gguf_file(NAMED, tmp_path, lambda _: None)
    assert not part.exists()
    assert hub.asked


@pytest.mark.usefixtures("hub")
def test_what_a_hub_doesnt_have_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="isn't on the hub: check FOOTNOTE_CHAT_MODEL"):
        gguf_file("local:owner/none-GGUF/none.gguf", tmp_path, lambda _: None)


def test_a_hub_that_cant_be_reached_is_said_in_a_sentence(hub: Hub, tmp_path: Path) -> None:
    hub.close()
    with pytest.raises(ModelError, match=r"can't be fetched .*: check the network"):
        gguf_file(NAMED, tmp_path, lambda _: None)


@pytest.mark.parametrize(
    "name", ["local:", "local:model", "local:owner/repo", "local:/nowhere/model.gguf", "local:./a/b.gguf"]
)
def test_a_name_that_is_no_file_and_none_of_a_hub_is_refused_at_the_start(name: str) -> None:
    with pytest.raises(SettingsError, match="gguf file"):
        check_local(name)


def test_whatever_is_recommended_can_be_set() -> None:
    for model in (BUNDLED_MODEL, *RECOMMENDED):
        assert runs_here(model.name)
        check_local(model.name)
    assert not runs_here("openai:gpt")
    assert not runs_here("none")
