"""A chat model's answer over a real connection, and every way it can fail to come."""

from __future__ import annotations

import socket
import sys
import time

import pytest

from bot.models.chat_model import ChatModel, open_chat_model
from bot.models.local_chat import local_chat_model
from bot.models.prompt import Prompt
from corpus.errors import FootnoteError, ModelError, SettingsError
from tests.support.loopback_chat import CONFIDENCE, KEY, Reply, Server, model_at, serving

PROMPT = Prompt(system="Answer from the passages.", user="Who paused?")


def answer_of(model: ChatModel, *, max_tokens: int = 50, grammar: str | None = None) -> list[str]:
    return list(model.stream(PROMPT, max_tokens=max_tokens, grammar=grammar))


def failure_of(server: Server, *, timeout: float = 10.0) -> str:
    with pytest.raises(ModelError) as caught:
        answer_of(model_at(server, timeout=timeout))
    return str(caught.value)


@pytest.fixture
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY", "MISTRAL_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_an_answer_comes_piece_by_piece() -> None:
    with serving(Reply(pieces=("Ama", "zon", "."))) as server:
        assert answer_of(model_at(server)) == ["Ama", "zon", "."]


def test_the_first_piece_is_there_before_the_last_is_written() -> None:
    with serving(Reply(pieces=("a",), between=0.05, endless=True)) as server:
        pieces = model_at(server).stream(PROMPT, max_tokens=50)
        assert next(iter(pieces)) == "a"


def test_the_model_is_told_and_asked_what_the_prompt_says_and_nothing_else() -> None:
    with serving(Reply(pieces=("x",))) as server:
        answer_of(model_at(server), max_tokens=77)
    (request,) = server.requests
    assert [(m["role"], m["content"]) for m in request["messages"]] == [
        ("system", PROMPT.system),
        ("user", PROMPT.user),
    ]
    assert (request["model"], request["temperature"], request["stream"]) == ("some-model", 0, True)
    assert request["max_completion_tokens"] == 77
    assert request["authorization"] == f"Bearer {KEY}"


def test_models_that_reason_are_told_no_temperature() -> None:
    with serving(Reply(pieces=("x",))) as server:
        answer_of(open_chat_model("openai:o3", base_url=server.base_url, api_key=KEY, timeout=10))
    assert "temperature" not in server.requests[0]


def test_a_grammar_is_sent_to_the_local_model() -> None:
    with serving(Reply(pieces=("yes",))) as server:
        answer_of(local_chat_model(server, timeout=10), grammar='root ::= "yes"')
    assert server.requests[0]["grammar"] == 'root ::= "yes"'


def test_a_grammar_is_kept_from_models_that_know_none() -> None:
    with serving(Reply(pieces=("yes",))) as server:
        answer_of(model_at(server), grammar='root ::= "yes"')
    assert "grammar" not in server.requests[0]


def test_the_local_model_is_reached_past_any_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with serving(Reply(pieces=("here",))) as server:
        assert answer_of(local_chat_model(server, timeout=10)) == ["here"]


def test_vendors_models_tell_no_probabilities() -> None:
    with serving(Reply(pieces=("yes",))) as server:
        assert model_at(server).verdict(PROMPT) is None
        assert model_at(server).leaning(PROMPT) is None
    assert server.requests == []


def test_an_empty_answer_yields_nothing() -> None:
    with serving(Reply(pieces=())) as server:
        assert answer_of(model_at(server)) == []


def test_models_are_called_by_the_name_in_the_settings() -> None:
    with serving(Reply()) as server:
        assert model_at(server).name == "openai:some-model"
        assert local_chat_model(server, timeout=1).name == "local"


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (400, "set FOOTNOTE_CHAT_MODEL to another model"),
        (401, "check OPENAI_API_KEY"),
        (403, "check OPENAI_API_KEY"),
        (404, "check FOOTNOTE_CHAT_MODEL"),
        (429, "the account's limits and credit"),
    ],
)
def test_a_refusal_says_what_to_do_and_is_not_repeated(status: int, advice: str) -> None:
    with serving(Reply(status=status)) as server:
        assert advice in failure_of(server)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("request (3344 tokens) exceeds the available context size (2048 tokens)", "too long"),
        ("prompt is too long: 210000 tokens > 200000 maximum", "too long"),
        ("API key not valid. Please pass a valid API key.", "check OPENAI_API_KEY"),
    ],
)
def test_refusals_without_a_status_of_their_own_are_told_apart(words: str, advice: str) -> None:
    with serving(Reply(status=400, error=words)) as server:
        assert advice in failure_of(server)


def test_a_server_that_stumbles_once_is_asked_again() -> None:
    with serving(Reply(status=500), Reply(pieces=("here",))) as server:
        assert answer_of(model_at(server)) == ["here"]


def test_a_server_that_stumbles_twice_is_left_alone() -> None:
    with serving(Reply(status=503)) as server:
        assert "trouble on its own side" in failure_of(server)
    assert len(server.requests) == 2


def test_silence_ends_at_the_time_limit() -> None:
    with serving(Reply(before=30)) as server:
        begun = time.monotonic()
        assert "didn't answer within 0.3 s" in failure_of(server, timeout=0.3)
    assert time.monotonic() - begun < 10
    assert len(server.requests) == 2


def test_an_answer_without_end_ends_at_the_time_limit() -> None:
    with serving(Reply(pieces=("on and ",), between=0.05, endless=True)) as server:
        assert "didn't answer within 2 s" in failure_of(server, timeout=2)
    assert len(server.requests) == 1


def test_an_answer_that_breaks_off_is_not_begun_anew() -> None:
    with serving(Reply(pieces=("half",), breaks_off=True)) as server:
        pieces = model_at(server).stream(PROMPT, max_tokens=50)
        assert next(pieces) == "half"
        with pytest.raises(ModelError, match="can't be reached"):
            next(pieces)
    assert len(server.requests) == 1


def test_a_reader_who_leaves_hangs_up_on_the_model() -> None:
    with serving(Reply(pieces=("on and ",), between=0.01, endless=True)) as server:
        pieces = model_at(server).stream(PROMPT, max_tokens=50)
        next(pieces)
        pieces.close()  # pyright: ignore[reportAttributeAccessIssue] -- the protocol promises an iterator, this is a generator
        assert server.hung_up.wait(5)


def test_nobody_listening_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    model = open_chat_model("openai:m", base_url=f"http://127.0.0.1:{port}/v1", api_key=KEY, timeout=5)
    with pytest.raises(ModelError, match="can't be reached: check the network and FOOTNOTE_CHAT_BASE_URL"):
        answer_of(model)


def test_a_page_instead_of_an_answer_is_no_empty_answer() -> None:
    with serving(Reply(status=204)) as server:
        assert "can be read" in failure_of(server)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_no_failure_tells_the_key_or_what_the_vendor_said(status: int) -> None:
    with serving(Reply(status=status)) as server:
        said = failure_of(server)
    assert KEY not in said
    assert CONFIDENCE not in said


@pytest.mark.parametrize("name", ["gpt-4o", "", "openai:", "unheard-of:model", "local:model"])
def test_a_name_without_a_known_provider_lists_those_there_are(name: str) -> None:
    with pytest.raises(SettingsError, match=r"local, or one of openai:MODEL, anthropic:MODEL"):
        open_chat_model(name, timeout=1)


@pytest.mark.parametrize(
    ("name", "module", "extra"),
    [
        ("anthropic:claude", "langchain_anthropic", "anthropic"),
        ("google_genai:gemini", "langchain_google_genai", "google"),
        ("mistralai:small", "langchain_mistralai", "mistral"),
        ("ollama:qwen", "langchain_ollama", "ollama"),
    ],
)
def test_a_provider_that_is_not_installed_names_what_installs_it(
    name: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ModelError) as caught:
        open_chat_model(name, api_key=KEY, timeout=1)
    assert f'pip install "footnote[{extra}]"' in str(caught.value)


@pytest.mark.usefixtures("no_keys")
@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("openai:gpt-4o", "OPENAI_API_KEY"),
        ("anthropic:claude", "ANTHROPIC_API_KEY"),
        ("google_genai:gemini", "GOOGLE_API_KEY / GEMINI_API_KEY"),
    ],
)
def test_a_missing_key_names_the_variable_that_holds_it(name: str, variables: str) -> None:
    with pytest.raises(SettingsError, match=f"set {variables}"):
        open_chat_model(name, timeout=1)


@pytest.mark.usefixtures("no_keys")
def test_a_server_of_ones_own_needs_no_key() -> None:
    with serving(Reply(pieces=("here",))) as server:
        assert answer_of(open_chat_model("openai:m", base_url=server.base_url, timeout=5)) == ["here"]


def test_settings_that_a_vendor_refuses_are_told_without_the_key() -> None:
    with pytest.raises(FootnoteError) as caught:
        answer_of(open_chat_model("openai:m", base_url="no address", api_key=KEY, timeout=5))
    assert KEY not in str(caught.value)
