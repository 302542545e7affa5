"""Find the adapter with which the bundled chat model says whether articles state all of a sentence.

Low-rank matrices beside those of its upper layers (LoRA), as llama.cpp loads them; a request that doesn't ask for them
is answered as if they weren't there. They are made for one model and one prompt, and read for no other
(training/README.md makes them, benchmarks/support.md has what they get right and wrong).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.models.local_server import BUNDLED
from bot.models.prompt import FOLDER
from bot.models.verdict_probe import digest
from corpus.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

FILE = FOLDER / "support_adapter.gguf"
PROMPT_FILE = FOLDER / "supported.md"
SHA256 = "c9cbf90ed4b01fa6d532bd51a2f2b3ca533757f98e9b291cd4eb2d1fbaf1a07b"
PROMPT_SHA256 = "ae38dd9e26e17ce202efdb730ec967a373122067ea753d4071ed2e0aa48973d7"


def support_adapter(model_sha256: str) -> Path | None:
    """Return the adapter's file for a model's weights and the prompt as it is; None where it was made for others.

    Raises:
        StoreError: its file is missing, broken or another than the one expected.
    """
    try:
        data = FILE.read_bytes()
        prompt = PROMPT_FILE.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise StoreError("The adapter {file} can't be read: install Footnote again.", file=FILE) from error
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise StoreError("The adapter {file} isn't the one expected: install Footnote again.", file=FILE)
    return FILE if (model_sha256, digest(prompt)) == (BUNDLED.sha256, PROMPT_SHA256) else None
