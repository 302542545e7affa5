"""Find the gguf file of the local chat model that the settings name: the bundled one, a path, or one on a hub.

A file of a hub is fetched once into the cache, resumed where it broke off, and never asked for again (door:
huggingface_hub). HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE do what they do everywhere.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock

from bot.models.local_server import BUNDLED, local_weights
from corpus.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOCAL = "local"
_GGUF = ".gguf"
_OF_HUB = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)/(?P<file>[\w./-]+\.gguf)")
_SHA256 = re.compile(r"[0-9a-f]{64}")  # what the hub names a large file by
_GB = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownModel:
    """A chat model that can be set: `size` and `memory` are GB, `name` is what FOOTNOTE_CHAT_MODEL takes."""

    name: str
    what: str
    size: float
    memory: float
    licence: str


BUNDLED_MODEL: Final = KnownModel(
    name=LOCAL, what="Qwen2.5-Coder 1.5B, which comes along", size=1.1, memory=1.3, licence="Apache-2.0"
)
# Sizes are those of the files; none of these was run or measured here.
RECOMMENDED: Final = (
    KnownModel(
        name="local:unsloth/Qwen3-4B-Instruct-2507-GGUF/Qwen3-4B-Instruct-2507-Q4_K_M.gguf",
        what="the best where there are 4 GB of memory",
        size=2.5,
        memory=4.0,
        licence="Apache-2.0",
    ),
    KnownModel(
        name="local:unsloth/Qwen3.5-2B-GGUF/Qwen3.5-2B-Q4_K_M.gguf",
        what="small",
        size=1.3,
        memory=1.5,
        licence="Apache-2.0",
    ),
    KnownModel(
        name="local:unsloth/gemma-4-E2B-it-GGUF/gemma-4-E2B-it-Q4_K_M.gguf",
        what="many languages",
        size=3.2,
        memory=4.0,
        licence="Gemma's terms",
    ),
)


def runs_here(name: str) -> bool:
    """Say whether a chat model is run by this process's own engine."""
    return name == LOCAL or name.startswith(f"{LOCAL}:")


def check_local(name: str) -> None:
    """Check that a local model is named as one can be found; nothing is fetched.

    Raises:
        SettingsError: the file isn't there, or the name is neither a file's nor one on a hub.
    """
    _, _, named = name.partition(":")
    if name == LOCAL or _at(named) or (_OF_HUB.fullmatch(named) and not named.startswith((".", "~", "/"))):
        return
    if named.endswith(_GGUF):
        raise SettingsError("FOOTNOTE_CHAT_MODEL names {file}, which isn't there: name a gguf file.", file=named)
    raise SettingsError(
        "FOOTNOTE_CHAT_MODEL can't be {name!r}: after local: comes the path of a gguf file, or OWNER/REPO/FILE.gguf.",
        name=name,
    )


def gguf_file(name: str, cache: Path, announce: Callable[[str], None]) -> Path:
    """Return the gguf file of a local model, joining or fetching it first if need be.

    Args:
        name: `local`, `local:PATH` or `local:OWNER/REPO/FILE.gguf`.
        cache: the user's cache folder.
        announce: told what is being waited for, in words for people.

    Raises:
        SettingsError: there is no such file.
        ModelError: it can't be fetched, or the bundled one is missing.
    """
    check_local(name)
    _, _, named = name.partition(":")
    if name == LOCAL:
        return local_weights(cache, announce)
    here, of_hub = _at(named), _OF_HUB.fullmatch(named)
    return here or (_fetched(of_hub["repo"], of_hub["file"], cache / "hub", announce) if of_hub else Path(named))


def fetched_models(cache: Path) -> Iterator[KnownModel]:
    """Yield the models that were fetched into the cache, by what FOOTNOTE_CHAT_MODEL takes; memory isn't known."""
    for file in sorted((cache / "hub").glob(f"*/*/**/*{_GGUF}")):
        name = file.relative_to(cache / "hub").as_posix()
        yield KnownModel(name=f"local:{name}", what="", size=file.stat().st_size / _GB, memory=0, licence="")


def bundled_is_joined(cache: Path) -> bool:
    """Say whether the bundled model has been made ready in the cache."""
    return (cache / BUNDLED.folder).exists()


def _at(named: str) -> Path | None:
    path = Path(named).expanduser()
    return path if named.endswith(_GGUF) and path.is_file() else None


def _fetched(repo: str, file: str, cache: Path, announce: Callable[[str], None]) -> Path:
    target = cache / repo / file
    if target.exists():
        return target
    from huggingface_hub.errors import EntryNotFoundError, GatedRepoError, RepositoryNotFoundError

    name = f"{repo}/{file}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock"):
            if not target.exists():
                _fetch(repo, file, target, announce)
    except GatedRepoError:
        raise ModelError("{name} has terms to accept: accept them on the hub, and set HF_TOKEN.", name=name) from None
    except (RepositoryNotFoundError, EntryNotFoundError):
        raise ModelError(
            "{name} isn't on the hub: check FOOTNOTE_CHAT_MODEL, or put a gguf file here and name its path.", name=name
        ) from None
    except ModelError:
        raise
    except Exception as error:  # noqa: BLE001 -- the client and its transport raise their own, some with the token
        raise ModelError(
            "{name} can't be fetched ({kind}): check the network and the room on the disk and start again, which goes"
            " on where it broke off, or put the file here and set FOOTNOTE_CHAT_MODEL=local:/path/to/it.",
            name=name,
            kind=type(error).__name__,
        ) from None
    return target


def _fetch(repo: str, file: str, target: Path, announce: Callable[[str], None]) -> None:
    """Fetch a file beside its target, from where an earlier fetch broke off; its digest makes it the target.

    The hub's own download throws away what a broken one left, so only its requests are used.
    """
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers

    endpoint = os.environ.get("HF_ENDPOINT") or None
    url = hf_hub_url(repo, file, endpoint=endpoint)
    told = get_hf_file_metadata(url, endpoint=endpoint)
    announce(f"Fetching {repo}/{file} ({(told.size or 0) / _GB:.1f} GB, once)")
    part = target.with_name(f"{target.name}.part")
    with part.open("ab") as out:
        if out.tell() != told.size:
            http_get(url, out, resume_size=out.tell(), headers=build_hf_headers(), expected_size=told.size)
    if _SHA256.fullmatch(told.etag or "") and _sha256(part) != told.etag:
        part.unlink()
        raise ModelError("{file} was damaged on its way: start again.", file=file)
    part.rename(target)


def _sha256(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
