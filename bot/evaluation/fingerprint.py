"""Name what results depend on, so that those of other code, prompts or settings aren't taken for them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_LENGTH = 10


def fingerprint(values: Mapping[str, object], folders: Iterable[Path]) -> str:
    """Return a short hash of values, and of the code and prompts in folders, which replies depend on."""
    digest = hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode())
    for folder in folders:
        for path in sorted(path for ending in ("*.py", "*.md", "*.json", "*.gguf") for path in folder.rglob(ending)):
            digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:_LENGTH]
