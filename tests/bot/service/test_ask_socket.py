"""Let a process that runs already answer: over a real socket, with an honest fake for the engine."""

from __future__ import annotations

import asyncio
import socket
import stat
import threading
from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.answering.events import Done, Stage, StageCode
from bot.service.answering import Asked
from bot.service.ask_socket import Offer, ask_running, open_to_ask, serving_ask
from bot.settings import Settings
from corpus.article import Filters
from corpus.errors import UsageError
from tests.support.web_scene import QUESTION, QUOTE, make_scene, pause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.service.ask_socket import Told

ASKED = Asked(corpus="main", words=QUESTION, filters=Filters(since=date(2020, 1, 1)), speaks="fr")


def settings(folder: Path, **others: object) -> Settings:
    return Settings.model_validate({"data_dir": folder, **others})


def stages(*codes: StageCode, then: Exception | None = None) -> Callable[..., Iterator[Told]]:
    def answers(_: Asked, wanted: Callable[[], bool]) -> Iterator[Told]:
        for code in codes:
            assert wanted()
            yield Stage(code=code)
        if then:
            raise then

    return answers


def offer(folder: Path, answers: Callable[..., Iterator[Told]], **others: object) -> Offer:
    return Offer(settings=settings(folder, **others), opens=lambda name: name == "main", answers=answers)


async def test_the_events_are_those_of_the_engine_and_the_queue_is_that_of_the_face(tmp_path: Path) -> None:
    def told() -> list[Told]:
        running = ask_running(settings(tmp_path), ASKED)
        assert running is not None
        return list(running)

    with ExitStack() as stack:
        scene = make_scene(tmp_path, stack)
        scene.fill(pause())
        library = scene.parts.corpora.open("main")
        async with serving_ask(settings(tmp_path), scene.parts):
            async with scene.parts.turns.turn(lambda _: None):
                asking = asyncio.create_task(asyncio.to_thread(told))
                while not scene.parts.turns.waiting:  # noqa: ASYNC110 -- the queue tells nobody of those who join
                    await asyncio.sleep(0.01)
            events = await asking
        here = list(ASKED.of(library.engine))

    place, *events = events
    assert type(place).__name__ == "Waiting"
    assert [type(event) for event in events] == [type(event) for event in here]
    done, wanted = events[-1], here[-1]
    assert isinstance(done, Done)
    assert isinstance(wanted, Done)
    assert done.outcome.reply == wanted.outcome.reply
    assert done.outcome.question == wanted.outcome.question
    assert QUOTE in [citation.quote for citation in done.outcome.reply.citations or done.outcome.reply.nearest]


def test_an_error_is_told_to_whoever_asked_as_it_is(tmp_path: Path) -> None:
    wrong = UsageError("The {thing} is wrong.", thing="question")
    with open_to_ask(tmp_path, offer(tmp_path, stages(then=wrong))):
        running = ask_running(settings(tmp_path), ASKED)
        assert running is not None
        with pytest.raises(UsageError) as told:
            list(running)

    assert told.value.reason == wrong.reason
    assert told.value.exit_status == 2


def test_a_process_that_ends_meanwhile_is_no_answer(tmp_path: Path) -> None:
    with open_to_ask(tmp_path, offer(tmp_path, stages(StageCode.SEARCHING))):
        running = ask_running(settings(tmp_path), ASKED)
        assert running is not None
        assert next(running) == Stage(code=StageCode.SEARCHING)
        with pytest.raises(ConnectionError):
            next(running)


@pytest.mark.parametrize(
    ("asked", "others"),
    [
        (ASKED, {"chat_model": "none"}),
        (ASKED, {"embedding_model": "another"}),
        (Asked(corpus="press", words=QUESTION, filters=Filters()), {}),
    ],
)
def test_other_settings_and_other_corpora_are_answered_elsewhere(
    tmp_path: Path, asked: Asked, others: dict[str, object]
) -> None:
    with open_to_ask(tmp_path, offer(tmp_path, stages(StageCode.SEARCHING), web_port=9000)):
        assert ask_running(settings(tmp_path), ASKED) is not None
        assert ask_running(settings(tmp_path, **others), asked) is None


def test_only_the_owner_may_ask_and_nothing_is_left(tmp_path: Path) -> None:
    with open_to_ask(tmp_path, offer(tmp_path, stages())):
        (file,) = tmp_path.iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    assert list(tmp_path.iterdir()) == []
    assert ask_running(settings(tmp_path), ASKED) is None


def test_a_socket_that_a_killed_process_left_is_taken_away(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "ask-0.sock"))
    with open_to_ask(tmp_path, offer(tmp_path, stages())):
        assert ask_running(settings(tmp_path), ASKED) is not None

    assert list(tmp_path.iterdir()) == []


def test_where_the_path_is_too_long_for_a_socket_everyone_answers_for_themselves(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    deep.mkdir()
    with open_to_ask(deep, offer(deep, stages())):
        assert ask_running(settings(deep), ASKED) is None


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"[]\n", b"{}\n", b"\xff\n", b'{"filters": {"since": "x"}}\n', b"x" * 10**6]
)
def test_what_is_no_question_is_refused(tmp_path: Path, line: bytes) -> None:
    with open_to_ask(tmp_path, offer(tmp_path, stages())), socket.socket(socket.AF_UNIX) as connection:
        (file,) = tmp_path.iterdir()
        connection.connect(str(file))
        connection.settimeout(10)
        threading.Thread(target=_send, args=(connection, line), daemon=True).start()
        try:
            assert connection.recv(10) == b"no\n"
        except ConnectionResetError:
            assert len(line) > 100_000  # what wasn't read is thrown away


def _send(connection: socket.socket, line: bytes) -> None:
    try:
        connection.sendall(line)
        connection.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def named(module: str, name: str) -> bytes:
    """Return pickled what calls something of a module by its name, with a word."""
    words = (module, name, "raise SystemExit(3)")
    strings = b"".join(b"\x8c" + len(word).to_bytes(1, "big") + word.encode() for word in words[:2])
    return b"\x80\x04" + strings + b"\x93\x8c" + len(words[2]).to_bytes(1, "big") + words[2].encode() + b"\x85R."


@pytest.mark.parametrize(
    "packed",
    [
        named("builtins", "exec"),
        named("os", "system"),
        named("bot.service.answering", "asyncio.subprocess.os.system"),
        named("bot.answering.engine.understanding", "identify"),
        named("corpus.article", "json.loads"),
        b"",
        b"\x80\x04N",
    ],
)
def test_nothing_but_events_is_made_of_what_a_socket_says(tmp_path: Path, packed: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "ask-0.sock"))
        listener.listen()

        def lie() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(b"yes\n" + len(packed).to_bytes(8, "big") + packed)

        threading.Thread(target=lie, daemon=True).start()
        running = ask_running(settings(tmp_path), ASKED)
        assert running is not None
        with pytest.raises(ConnectionError):
            list(running)
